@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// When a state is believed, what is compared with what, and what makes a search no pass.
@Suite struct FuzzJudgingTests {
    /// An event with a text of the uploader and one stream.
    private static let text = ScenarioText.text(
        media: #"{ "extend": "order-42", "renditions": [ { "definition": "FD" } ] }"#,
        steps: #"{ "emit": "TranscodeComplete" }"#, members: FuzzBench.observe)

    private static func fuzz(
        _ bug: FuzzReceiver.Bug, _ tiers: [FuzzTier], cases: Int = 120, late: Duration? = nil,
        change: (inout FuzzOptions) -> Void = { _ in }
    ) async throws -> FuzzResult {
        await FuzzBench.fuzz(try FuzzBench.scenario(text), bug, late: late) {
            $0.tiers = tiers
            $0.cases = cases
            change(&$0)
        }
    }

    // MARK: Time

    @Test(arguments: [5, 50, 100, 300, 2000])
    func `a receiver that answers first and works later is right`(_ milliseconds: Int) async throws {
        let result = try await Self.fuzz(.none, FuzzTier.allCases, late: .milliseconds(milliseconds))
        #expect(result.problem == nil)
        #expect(result.findings.map(\.rule) == [])
        #expect(result.notes == [])
        #expect(result.run == 120)
    }

    @Test func `what such a receiver does wrong is found`() async throws {
        let result = try await Self.fuzz(.guessesStatus, [.invalid], cases: 200, late: .milliseconds(300))
        #expect(result.findings.contains { $0.rule.contains("$.Status") }, "\(result.findings.map(\.rule))")
    }

    // MARK: Values

    @Test(arguments: [FuzzReceiver.Bug.showsValues, .showsLength])
    func `a state that shows values, or what follows from them, is right`(_ bug: FuzzReceiver.Bug)
        async throws
    {
        let result = try await Self.fuzz(bug, [.valid])
        #expect(result.findings.map(\.rule) == [])
    }

    @Test func `a value at its edge comes through where an ordinary one does`() async throws {
        let texts = try await Self.fuzz(.losesPlanes, [.valid])
        #expect(texts.findings.count == 1, "\(texts.findings.map(\.rule))")
        #expect(texts.findings[0].rule.contains("leaves $.text at"))
        #expect(texts.findings[0].unsaved == nil)
        let sizes = try await Self.fuzz(.overflows, [.valid])
        #expect(sizes.findings.count == 1, "\(sizes.findings.map(\.rule))")
        #expect(sizes.findings[0].rule.contains("$.sizes"), "\(sizes.findings[0].rule)")
    }

    @Test func `a saved scenario fails on the bug and passes without it`() async throws {
        for bug in [FuzzReceiver.Bug.losesPlanes, .overflows] {
            let result = try await Self.fuzz(bug, [.valid])
            let scenario = try #require(result.findings.first?.scenario)
            #expect(try await FuzzBench.run(scenario, bug).verdict == .fail)
            #expect(try await FuzzBench.run(scenario, .showsValues).verdict == .pass)
        }
    }

    @Test func `an event about another media changes nothing of this one`() async throws {
        let result = try await Self.fuzz(.foldsCase, [.invalid], cases: 400)
        #expect(result.findings.count == 1, "\(result.findings.map(\.rule))")
        #expect(result.findings[0].rule.contains("about another media, whose ids differ in case"))
    }

    // MARK: No pass

    @Test func `a state that no event changes is a mistake`() async throws {
        let result = try await Self.fuzz(.showsNothing, [.valid])
        #expect(
            result.problem
                == .nothingToCompare(
                    "http://127.0.0.1:1/videos/\(try Self.id()) shows the same before TranscodeComplete and after TranscodeComplete"
                ))
        #expect(result.verdict != .pass)
    }

    private static func id() throws -> String {
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        let plan = planner.plan(try ScenarioText.scenario(text)).plan
        let body = try JSONReader.value(of: try #require(plan?.deliveries.first).body)
        return try #require(body["VideoId"]?.string)
    }

    @Test func `an answer of 200 with an error in it is noted`() async throws {
        let result = try await Self.fuzz(.saysError, [.valid], cases: 20)
        #expect(result.findings.map(\.rule) == [])
        #expect(
            result.notes == [
                "TranscodeComplete (movie): answered 200 with an error in the body; taken for success: never sent again"
            ])
    }

    @Test func `fewer bodies than the documented ones are no pass`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.event("TranscodeComplete"), .none) { $0.cases = 2 }
        #expect(result.subjects.count == 4)
        #expect(result.verdict == .notTested)
    }

    @Test func `a time limit that lets nothing be tried is no pass`() async throws {
        let result = try await Self.fuzz(.none, FuzzTier.allCases) { $0.timeLimit = .milliseconds(1) }
        #expect(result.run == 0)
        #expect(result.verdict != .pass)
        guard case .outOfTime = result.problem else {
            Issue.record("\(String(describing: result.problem))")
            return
        }
    }

    @Test func `what was found when the time is up is reported`() async throws {
        let result = try await Self.fuzz(.failsOnNoJSON, [.hostile], cases: 2000) {
            $0.timeLimit = .seconds(5)
        }
        #expect(result.failing == 0 || !result.findings.isEmpty)
        #expect(result.firstFailure != nil || result.failing == 0)
    }

    @Test func `a documented body that is refused later is reported as that, with the answer`() async throws {
        let result = try await Self.fuzz(.throttlesAfter(40), [.valid])
        #expect(result.notes.allSatisfy { !$0.contains("changes by itself") }, "\(result.notes)")
        #expect(
            result.findings.allSatisfy {
                $0.rule.contains("is answered with 429: {\"error\":\"slow down\"}")
            },
            "\(result.findings.map(\.rule))")
        #expect(!result.findings.isEmpty)
    }

    // MARK: Requests

    @Test func `no more requests are under way than are allowed, and all are sent`() async {
        let limit = RequestLimit(3)
        let crowd = Guarded((now: 0, most: 0))
        let done = await FuzzSession.all(Array(0..<50)) { number in
            await limit.with { () -> Int in
                crowd.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                for _ in 0..<20 { await Task.yield() }
                crowd.withLock { $0.now -= 1 }
                return number
            }
        }
        #expect(done == Array(0..<50))
        #expect(crowd.withLock { $0.most } <= 3)
    }

    @Test func `searches of one call have media of their own`() {
        let first = SaltSource(nonce: 7, part: 0)
        let second = SaltSource(nonce: 7, part: 1)
        #expect(first.next() != second.next())
    }
}
