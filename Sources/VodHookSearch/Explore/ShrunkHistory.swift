import JSONText
import VodHookPlan

/// A failing history made small, with what it came to and what the plain one of the same events came to.
struct ShrunkHistory {
    let kind: Symptom.Kind
    let original: PartExplorer.Failing
    let history: History
    let record: HistoryRecord
    let plain: HistoryRecord
    let symptoms: [Symptom]
    let runs: Int
    let repeated: (failed: Int, of: Int)
    var explains: Int
    let isShrunk: Bool
    /// Says that the plain order is flaky, if it is.
    var flake: String?
    /// Other deliveries of which the same is true.
    var alike: [String] = []

    /// The finding as it is reported, with its scenario.
    func finding(names: [String], writer: HistoryScenarioWriter) -> ExploreResult.Finding {
        let rule = OrderRule.sentence(history, symptoms, names: names)
        let differences = symptoms.compactMap(\.difference)
        // Where the states differ, an expectation that fails says nothing new.
        let others = symptoms.filter { $0.difference == nil && (differences.isEmpty || $0.kind != .state) }
        let description =
            "Found by vodhook explore in \(writer.scenario.file): the plain order of the same events is "
            + history.plain.slots.map { names[$0.event] }.joined(separator: ", ") + "."
        return ExploreResult.Finding(
            rule: rule, kind: kind.rawValue, lines: OrderRule.lines(history, names: names), history: history,
            foundWith: original.history.slots.count, shrinkRuns: isShrunk ? runs : 0, repeated: repeated,
            explains: explains, difference: StateDifference.lines(differences),
            messages: others.map { $0.message + $0.detail } + lastRequests(names)
                + [flake, OrderRule.hint(differences)].compactMap(\.self),
            alike: alike,
            scenario: writer.document(
                history, name: rule, description: description, found: record, plain: plain))
    }

    /// What was sent before a receiver went, and what came of it.
    private func lastRequests(_ names: [String]) -> [String] {
        guard kind == .death else { return [] }
        let last = record.deliveries.suffix(5).map { delivery in
            let name = names.indices.contains(delivery.event) ? names[delivery.event] : "a delivery"
            return "\(name) (\(delivery.answer))"
        }
        return last.isEmpty ? [] : ["the last requests before that: \(last.joined(separator: ", "))"]
    }

    /// The scenario with the same deliveries in the plain order, which a right receiver and this one pass.
    func control(_ writer: HistoryScenarioWriter) -> JSONValue {
        writer.document(history.plain, name: "control", description: "", found: record, plain: plain)
    }
}
