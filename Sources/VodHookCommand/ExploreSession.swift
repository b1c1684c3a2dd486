import JSONText
import VodHookPlan
import VodHookReports
import VodHookSearch

/// Explores scenarios one after the other and saves what fails.
struct ExploreSession: Sendable {
    let access: ReceiverAccess
    let options: ExploreOptions
    /// Where scenarios of what fails are written; nil writes none.
    let folder: FindingFolder?

    /// Explores one scenario.
    func run(_ item: Inputs.Item) async throws -> SearchOutcome<ExploreResult> {
        var options = options
        options.catalogFolder = FindingFolder.catalogFolder(item.scenario)
        if item.target.spec.url == nil { options.watch = .zero }
        let inputs = item
        options.load = { inputs.reading($0) }
        let final = options
        let result = try await access.with(item) { opened in
            let explorer = Explorer(
                item.scenario, planner: item.planner, channel: opened.channel, asker: opened.asker,
                wall: opened.wall, options: final,
                observer: { Self.show($0, item.scenario.name) })
            return await explorer.run()
        }
        Output.standardError.write("")
        let saved = folder?.save(
            result.findings.map { finding in
                finding.unsaved == nil
                    ? .scenario(finding.scenario)
                    : .note(SearchNote.text(finding, scenario: finding.scenario))
            }, name: result.name, file: item.scenario.file)
        return SearchOutcome(result: result, saved: saved)
    }

    private static func show(_ event: ExploreEvent, _ name: String) {
        let head = SafeText.line(name)
        switch event {
        case .ran(let count, let total, let failing):
            let failed = failing > 0 ? ", \(failing) failing" : ""
            Output.standardError.status("\(head) · \(count) of \(total) histories\(failed)")
        case .shrinking(let deliveries, let runs):
            Output.standardError.status(
                "\(head) · making a failing history smaller: \(deliveries) deliveries, run \(runs)")
        case .repeating: Output.standardError.status("\(head) · running a failing history again")
        }
    }
}
