@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

/// The words of scenario files that exploration brings.
@Suite struct ExploreFormatTests {
    @Test func `observe is one way to read the state or a list of them`() throws {
        let one = try ScenarioText.scenario(
            ScenarioText.text(
                steps: #"{ "emit": "FileUploadComplete" }"#,
                members:
                    ##""observe": { "url": "${target.origin}/v/${movie.videoId}", "headers": { "A": "b" }, "volatile": [ "$.at" ], "settle": "2s" }"##
            ))
        #expect(one.observe.count == 1)
        #expect(one.observe[0].settle == .seconds(2))
        #expect(one.observe[0].volatile.map(\.description) == ["$.at"])
        let two = try ScenarioText.scenario(
            ScenarioText.text(
                steps: #"{ "emit": "FileUploadComplete" }"#,
                members:
                    ##""observe": [ { "url": "${target.origin}/a" }, { "command": [ "cat", "${movie.videoId}" ] } ]"##
            ))
        #expect(two.observe.count == 2)
    }

    @Test func `an unknown name in observe is a finding`() {
        let loaded = ScenarioText.load(
            ScenarioText.text(
                steps: #"{ "emit": "FileUploadComplete" }"#,
                members: ##""observe": { "url": "${target.origin}/v/${film.videoId}" }"##))
        #expect(loaded.findings.contains { $0.message == "unknown name ${film.videoId}" })
    }

    @Test func `only takes one of the deliveries of a step, at once`() throws {
        let all = try ScenarioText.plan(ScenarioText.text(steps: #"{ "emit": "lifecycle" }"#))
        let third = try ScenarioText.plan(ScenarioText.text(steps: #"{ "emit": "lifecycle", "only": 3 }"#))
        #expect(third.deliveries.count == 1)
        #expect(third.deliveries[0].body == all.deliveries[2].body)
        #expect(third.deliveries[0].offset == .zero)
        let findings = try ScenarioText.planFindings(
            ScenarioText.text(steps: #"{ "emit": "FileUploadComplete", "only": 2 }"#))
        #expect(findings.map(\.message) == ["there is no delivery 2: this step makes 1"])
    }

    @Test func `meanwhile is delivered while the first one is held open`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "FileUploadComplete", "meanwhile": [ { "emit": "TranscodeComplete" } ] }"#)
        let plan = try ScenarioText.plan(text)
        #expect(plan.deliveries.map(\.event) == ["FileUploadComplete", "TranscodeComplete"])
        #expect(plan.deliveries[0].holdAfterBytes == plan.deliveries[0].body.count / 2)
        #expect(plan.deliveries[1].during == plan.deliveries[0].id)
        let order = Guarded<[String]>([])
        let transport = ScriptedTransport { request, _ in
            if let hold = request.wire.hold {
                await withCheckedContinuation { continuation in hold.gate.arrived { continuation.resume() } }
            }
            order.withLock { $0.append(request.wire.hold == nil ? "meanwhile" : "held") }
            return .status(200)
        }
        let result = await RunBench().run(plan, transport)
        #expect(order.withLock { $0 } == ["meanwhile", "held"])
        #expect(result.verdict == .pass)
    }

    @Test func `names of media can stand in what a probe expects`() throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "emit": "FileUploadComplete" }, { "probe": { "url": "${target.origin}/", "expect": { "body": [ { "path": "$.id", "equals": "${movie.videoId}" }, { "path": "$.all", "contains": { "id": "x-${movie.videoId}", "t": "$${no}" } } ] } } }"##
        )
        let plan = try ScenarioText.plan(text)
        let id = try #require(try JSONReader.value(of: plan.deliveries[0].body)["VideoId"]?.string)
        guard case .probe(let probe)? = plan.steps.last?.kind else {
            Issue.record("expected a probe")
            return
        }
        let predicates = probe.spec.expect.body.flatMap { $0.predicates.map(\.value) }
        #expect(predicates[0].complaint(about: [.string(id)]) == nil)
        #expect(predicates[1].complaint(about: [.array([["id": .string("x-\(id)"), "t": "${no}"]])]) == nil)
    }
}
