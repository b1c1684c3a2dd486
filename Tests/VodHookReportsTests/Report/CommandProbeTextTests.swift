import TestSupport
import Testing
@testable import JSONText
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

/// What reports show of a probe that runs a command.
@Suite struct CommandProbeTextTests {
    private static func result(_ outcome: CommandOutcome) -> ProbeResult {
        let place = SourcePosition(file: "good.json", line: 9, column: 5)
        return ProbeResult(
            planned: PlannedProbe(
                id: "p1", name: "state", spec: ProbeSpec(.command(["./state", "7"]), at: place)),
            url: "./state 7", requests: 1, last: .command(outcome))
    }

    private static let outcome = CommandOutcome(
        exitCode: 1, output: Array("no such video".utf8), duration: .milliseconds(3))

    @Test func `the lines show the exit code and the output`() {
        #expect(
            ExchangeText().lines(of: Self.result(Self.outcome)) == [
                "asked 1 time, the last time: 1 in 3.0 ms", "> ./state 7", "< exit code 1", "< ",
                "< no such video",
            ])
    }

    @Test func `a command without output has no empty lines`() {
        var outcome = Self.outcome
        outcome.output = []
        #expect(ExchangeText().lines(of: Self.result(outcome)).last == "< exit code 1")
    }

    @Test func `a command that did not end shows why`() {
        let outcome = CommandOutcome(
            exitCode: nil, output: [], failure: TransportFailure(.timeout, "it has not ended within 1s"),
            duration: .seconds(1))
        #expect(
            ExchangeText().lines(of: Self.result(outcome)).dropFirst(2)
                == ["! timeout: it has not ended within 1s"])
    }

    @Test func `the page shows the exit code, and secrets are taken out of the output`() throws {
        var scenario = ScenarioResult(
            name: "Test", file: "good.json", seed: 1, target: "", deliveries: [],
            probes: [Self.result(Self.outcome)], checks: [], plannedDeliveries: 0, isInterrupted: false,
            duration: .zero)
        scenario = scenario.scrubbed(by: Scrubber(removing: [.credentials], known: ["no such video"]))
        let page = HTMLReport.text(
            RunResult(toolVersion: "1", seed: 1, scenarios: [scenario], duration: .zero))
        #expect(page.contains("exit code 1"))
        #expect(!page.contains("HTTP/"))
        #expect(!page.contains("no such video"))
    }
}
