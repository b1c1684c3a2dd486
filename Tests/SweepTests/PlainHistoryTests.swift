@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookReports
@testable import VodHookSearch

/// What is made of a plain history that is none to compare others with.
@Suite struct PlainHistoryTests {
    @Test func `a state that is refused whatever was delivered is nothing to compare with`() async throws {
        let result = try await ExploreBench.explore(on: RuleReceiver { _ in .status(404) })
        guard case .nothingToCompare(let message)? = result.problem else {
            Issue.record("expected nothing to compare, not \(String(describing: result.problem))")
            return
        }
        #expect(message.hasPrefix("http://127.0.0.1:1/videos/"))
        #expect(message.hasSuffix(" is answered with 404, before the first event and after each one"))
        #expect(result.verdict == .fail)
        let text = ExploreJSON.text([(result, [])], toolVersion: "1.2.3")
        let value = try JSONReader.value(of: Array(text.utf8))
        #expect(value["explorations"]?.array?.first?["problem"]?["kind"] == "nothing-to-compare")
    }

    @Test func `a media that its last event deletes can be compared`() async throws {
        let receiver = RuleReceiver { moment in
            moment.events.isEmpty || moment.events.contains("TranscodeComplete")
                ? .status(404) : .state("n", .int(Set(moment.events).count))
        }
        let result = try await ExploreBench.explore(on: receiver)
        #expect(result.problem == nil)
        #expect(result.verdict == .pass)
    }

    @Test func `a receiver that works on after its answers gets the time that it needs`() async throws {
        let wall = FakeWallTime().wallTime
        let receiver = RuleReceiver(now: wall.now) { moment in
            let isLate = !moment.media.isMultiple(of: 2)
            if isLate, moment.age < .milliseconds(300) { return .state("n", 0) }
            return .state("n", .int(Set(moment.events).count))
        }
        let result = try await ExploreBench.explore(on: receiver, wall: wall)
        #expect(result.problem == nil)
        #expect(result.findings.isEmpty)
        #expect(
            result.notes == [
                "the state changed until 310 ms after the last answer; \"settle\" in \"observe\" says such a time outright"
            ])
    }

    @Test func `a second media without a state is no place to declare`() async throws {
        let receiver = RuleReceiver { $0.media == 0 ? .state("n", 1) : .status(404) }
        let result = try await ExploreBench.explore(on: receiver)
        guard case .plainDiffers(let message)? = result.problem else {
            Issue.record("expected a difference, not \(String(describing: result.problem))")
            return
        }
        #expect(message.hasPrefix("the second of two media left no state: http://127.0.0.1:1/videos/"))
        #expect(
            message.hasSuffix(
                " is answered with 404; does the receiver mix up media, or need \"settle\"?"))
    }

    @Test func `a plain history that is refused the second time is told with how many requests it took`()
        async throws
    {
        let receiver = RuleReceiver(answer: { .status($0.posts > 7 ? 500 : 200) }) {
            .state("n", .int($0.events.count))
        }
        let result = try await ExploreBench.explore(on: receiver)
        #expect(
            result.problem
                == .plainDiffers("StreamTranscodeComplete LD is answered with 500 after 25 requests"))
    }

    @Test func `an id of another media is no place to declare`() async throws {
        let seen = Guarded<[String]>([])
        let receiver = RuleReceiver { moment in .state("n", .int(Set(moment.events).count)) }
        // Whoever asks is told the id of the first media.
        let mixed = ScriptedTransport { request, _ in
            guard request.method == "GET" else { return await receiver.send(request) }
            let id = String(request.url.split(separator: "/").last ?? "")
            let first = seen.withLock { seen in
                seen.append(id)
                return seen[0]
            }
            return .state("id", .string(first))
        }
        let result = try await ExploreBench.explore(on: mixed)
        #expect(
            result.problem
                == .plainDiffers("two media left different states, at $.id; does the receiver mix up media?"))
    }

    @Test func `a plain order that fails once does not turn a finding round`() async throws {
        // The first media that it is told of comes out odd, and no other.
        let receiver = RuleReceiver { .state("status", $0.media == 0 ? "odd" : "ready") }
        let runner = try ExploreBench.runner(ExploreBench.five, receiver)
        let names = runner.copies.names(of: runner.group)
        var shrinking = HistoryShrinking(
            runner: runner, options: ExploreOptions(), salts: SaltSource(nonce: 1, part: 0), names: names,
            pace: ReceiverPace(), observer: { _ in })
        let failing = PartExplorer.Failing(
            history: History([.init(1), .init(0)]), record: HistoryRecord(),
            symptoms: [Symptom(kind: .state, message: "seen")])
        let shrunk = await shrinking.shrink(failing)
        #expect(shrunk == nil)
        #expect(
            shrinking.flake
                == "the plain order itself is flaky: 1 of 5 times FileUploadComplete, StreamTranscodeComplete FD came to something else"
        )
    }

    @Test func `steps that are in no history are named`() async throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "probe": { "url": "${target.origin}/register/${movie.videoId}" } }, { "emit": "FileUploadComplete" }, { "probe": { "url": "${target.origin}/videos/${movie.videoId}", "expect": { "status": 200 } } }, { "emit": "TranscodeComplete" }"##,
            members: ##""observe": { "url": "${target.origin}/videos/${movie.videoId}" }"##)
        let result = try await ExploreBench.explore(text, .none)
        #expect(result.notes.count == 1)
        let note = try #require(result.notes.first)
        #expect(
            note.hasPrefix("left out, because only deliveries are explored: the step at test.json:2:"))
        #expect(
            note.hasSuffix(
                "; what the receiver needs before the first event belongs into \"setup\""))
    }
}
