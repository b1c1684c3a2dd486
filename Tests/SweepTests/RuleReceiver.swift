@testable import JSONText
import TestSupport
@testable import VodHookCatalogue

/// A receiver in memory that does as it is told: what it answers, and what it tells of a media.
final class RuleReceiver: Transport {
    /// What is known when it is asked.
    struct Moment: Sendable {
        /// The events of the media so far.
        var events: [String] = []
        /// The place of the media among all that it was told of, from 0.
        var media = 0
        /// How many events came in all.
        var posts = 0
        /// The time since the last event of the media.
        var age = Duration.zero
    }

    private struct State {
        var events: [String: [String]] = [:]
        var media: [String: Int] = [:]
        var last: [String: Duration] = [:]
        var posts = 0
        var requests = 0
        var held = 0
        var isHeld = false
    }

    private let handlesOne: Bool
    private let now: @Sendable () -> Duration
    private let answer: @Sendable (Moment) -> Exchange
    private let tell: @Sendable (Moment) -> Exchange
    private let state = Guarded(State())

    /// With `handlesOne` nobody is answered while a request is held open.
    init(
        handlesOne: Bool = false, now: @escaping @Sendable () -> Duration = { .zero },
        answer: @escaping @Sendable (Moment) -> Exchange = { _ in .status(200) },
        tell: @escaping @Sendable (Moment) -> Exchange
    ) {
        self.handlesOne = handlesOne
        self.now = now
        self.answer = answer
        self.tell = tell
    }

    var requests: Int { state.withLock { $0.requests } }
    /// How many requests were held open.
    var held: Int { state.withLock { $0.held } }

    func send(_ request: OutgoingRequest) async -> Exchange {
        let isBusy = state.withLock { state in
            state.requests += 1
            return state.isHeld && handlesOne
        }
        if isBusy { return .failed(.timeout, "no answer in time") }
        if request.method == "GET" {
            let id = String(request.url.split(separator: "/").last ?? "")
            return tell(moment(id))
        }
        if let hold = request.wire.hold {
            state.withLock { state in
                state.held += 1
                state.isHeld = true
            }
            await withCheckedContinuation { continuation in hold.gate.arrived { continuation.resume() } }
            state.withLock { $0.isHeld = false }
        }
        let (id, label) = Self.named(request.body)
        state.withLock { state in
            state.posts += 1
            state.events[id, default: []].append(label)
            if state.media[id] == nil { state.media[id] = state.media.count }
            state.last[id] = now()
        }
        return answer(moment(id))
    }

    private func moment(_ id: String) -> Moment {
        state.withLock { state in
            Moment(
                events: state.events[id] ?? [], media: state.media[id] ?? -1, posts: state.posts,
                age: now() - (state.last[id] ?? .zero))
        }
    }

    private static func named(_ bytes: [UInt8]) -> (id: String, label: String) {
        guard let body = JSONReader.read(SourceText(name: "body", bytes: bytes)).value?.value else {
            return ("", "?")
        }
        let definition = body["Definition"]?.string.map { " \($0)" } ?? ""
        return (body["VideoId"]?.string ?? "", (body["EventType"]?.string ?? "?") + definition)
    }
}

extension Exchange {
    /// A complete answer with a state of one member.
    static func state(_ key: String, _ value: JSONValue) -> Exchange {
        .status(200, body: JSONWriter.text(of: .object(JSONObject([.init(key: key, value: value)]))))
    }
}
