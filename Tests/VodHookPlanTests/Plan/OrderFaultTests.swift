import TestSupport
import Testing
@testable import VodHookPlan

@Suite struct OrderFaultTests {
    /// What is delivered, when, and after, beside or during what; bodies are left out.
    private static func order(faults: String) throws -> [String] {
        let text = ScenarioText.text(steps: #"{ "emit": "lifecycle", "faults": [ \#(faults) ] }"#)
        return try ScenarioText.plan(text).deliveries.map { delivery in
            """
            \(delivery.event) \(delivery.subject ?? "") \(delivery.offset) \(delivery.follows ?? "") \
            \(delivery.beside ?? "") \(delivery.during ?? "") \(delivery.holdAfterBytes ?? 0)
            """
        }
    }

    @Test(arguments: OrderFault.words.map(\.text))
    func `every fault of order changes the plan`(_ word: String) throws {
        #expect(try Self.order(faults: "\"\(word)\"") != Self.order(faults: ""))
    }

    @Test(arguments: [FaultWord.Group.signature, .body, .http])
    func `no other fault changes the order`(_ group: FaultWord.Group) throws {
        let plain = try Self.order(faults: "")
        for word in group.words {
            #expect(try Self.order(faults: "\"\(word.text)\"") == plain, "\(word.text)")
        }
    }
}
