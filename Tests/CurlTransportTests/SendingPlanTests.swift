@testable import CurlTransport
import Testing
@testable import VodHookCatalogue

/// What goes out when, without a network.
struct SendingPlanTests {
    private static let target = RequestTarget(path: "/p", host: "h", authorization: nil)

    /// Follows a plan with a clock that jumps, and returns what it does: `head`, texts, waits in milliseconds, stops.
    private func follow(_ wire: WireBehaviour, body: String) -> [String] {
        var request = OutgoingRequest(url: "http://h/p", body: Array(body.utf8))
        request.wire = wire
        var plan = SendingPlan(request, to: Self.target)
        var now = ContinuousClock.now
        var story: [String] = []
        for _ in 0..<1000 {
            switch plan.next(at: now) {
            case .finished:
                return story
            case .stop(let stop):
                story.append("\(stop)")
                plan.passStop()
            case .wait(let until):
                story.append("\(now.duration(to: until) / .milliseconds(1))")
                now = until
            case .send(let range):
                let isHead = range.lowerBound < plan.bodyStart
                let text = isHead ? (range.upperBound > plan.bodyStart ? "all" : "head") : nil
                story.append(text ?? String(decoding: plan.bytes[range], as: UTF8.self))
                plan.sent(range.count)
            }
        }
        return story + ["no end"]
    }

    @Test(
        arguments: [
            (WireBehaviour.with { $0.usesOwnConnection = true }, "abc", ["all"]),
            (.with { $0.hold = (1, RequestGate()) }, "abc", ["all", "hold", "bc"]),
            (.with { $0.hold = (0, RequestGate()) }, "abc", ["head", "hold", "abc"]),
            (.with { $0.hold = (9, RequestGate()) }, "abc", ["all", "hold"]),
            (
                .with {
                    $0.resetAfterBodyBytes = 2
                    $0.halfCloseAfterBodyBytes = 2
                    $0.hold = (2, RequestGate())
                    $0.expectsContinue = true
                }, "abc", ["head", "awaitContinue", "ab", "hold", "halfClose", "reset", "c"]
            ),
            (.with { $0.bodyBytesPerSecond = 10 }, "abc", ["head", "a", "100.0", "b", "100.0", "c"]),
            (.with { $0.bodyBytesPerSecond = 100 }, "abcde", ["head", "ab", "20.0", "cd", "20.0", "e"]),
            (.with { $0.bodyBytesPerSecond = 0 }, "ab", ["head", "a", "1000.0", "b"]),
            (.with { $0.bodyBytesPerSecond = .max }, "abc", ["head", "abc"]),
            (
                .with {
                    $0.bodyBytesPerSecond = 100
                    $0.hold = (1, RequestGate())
                    $0.chunkBytes = 2
                }, "abc",
                [
                    "head", "2\r", "20.0", "\na", "hold", "20.0", "b\r", "20.0", "\n1", "20.0", "\r\n",
                    "20.0", "c\r", "20.0",
                    "\n0", "20.0", "\r\n", "20.0", "\r\n",
                ]
            ),
        ] as [(WireBehaviour, String, [String])])
    func `a plan says what goes out and when`(_ wire: WireBehaviour, _ body: String, _ story: [String]) {
        #expect(follow(wire, body: body) == story)
    }

    @Test func `every place in chunks is right behind its byte`() {
        for size in 1...40 {
            let body = Array(String((0..<40).map { Character(UnicodeScalar(UInt8(65 + $0))) }).utf8)
            for place in 1...40 {
                var request = OutgoingRequest(url: "http://h/p", body: body)
                request.wire = .with {
                    $0.chunkBytes = size
                    $0.hold = (place, RequestGate())
                }
                var plan = SendingPlan(request, to: Self.target)
                guard case .send(let range) = plan.next(at: .now) else {
                    Issue.record("nothing to send")
                    continue
                }
                #expect(
                    plan.bytes[range.upperBound - 1] == body[place - 1], "chunks of \(size), \(place) bytes")
            }
        }
    }
}
