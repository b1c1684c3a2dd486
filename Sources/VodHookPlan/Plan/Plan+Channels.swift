package import JSONText
import VodHookCatalogue

extension Plan {
    /// A finding for each provider that does not deliver by the channel of `target`, where `scenario` first uses it.
    package func findings(for target: ResolvedTarget, of scenario: Scenario) -> [Finding] {
        var seen: Set<String> = []
        return deliveries.compactMap { delivery in
            let channels = delivery.rules.channels
            guard !channels.contains(target.channel), seen.insert(delivery.provider).inserted else {
                return nil
            }
            let names = channels.map(\.rawValue).joined(separator: ", ")
            return Finding(
                scenario.source, at: delivery.position,
                "\(delivery.provider) does not deliver by \(target.channel.rawValue)",
                remedy: "it delivers by \(names): \"channel\" of the target says which")
        }
    }
}
