import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The ways to deliver, and how the one that a target names is found.
enum Channels {
    /// Another channel is another line.
    static func all(_ access: ReceiverAccess) -> [any ChannelKind] {
        [
            HTTPReceiver(bug: access.bug, scriptsAnswers: access.scriptsAnswers)
        ]
    }

    /// The one that `item` asks for; `Inputs` has seen that there is one.
    static func kind(of item: Inputs.Item, _ access: ReceiverAccess) throws -> any ChannelKind {
        guard let kind = all(access).first(where: { $0.name == item.target.channel }) else {
            throw Failure.invalidInput("\(item.scenario.file): \(lack(item.target.channel))")
        }
        return kind
    }

    /// Why `item` cannot be delivered as its target says; empty when it can.
    static func findings(_ item: Inputs.Item) -> [Finding] {
        if !all(ReceiverAccess()).contains(where: { $0.name == item.target.channel }) {
            return [Finding(item.scenario.source, at: item.scenario.position, lack(item.target.channel))]
        }
        return item.plan.findings(for: item.target, of: item.scenario)
    }

    private static func lack(_ name: DeliveryChannel) -> String {
        let there = all(ReceiverAccess()).map(\.name.rawValue).joined(separator: ", ")
        return "this vodhook cannot deliver by \(name.rawValue); it delivers by \(there)"
    }
}
