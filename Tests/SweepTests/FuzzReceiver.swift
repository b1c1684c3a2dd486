@testable import JSONText
import TestSupport
@testable import VodHookCatalogue
import VodHookDelivery

/// A small receiver in memory that judges bodies, with one bug at most.
final class FuzzReceiver: Transport {
    /// What is wrong with it.
    enum Bug: Sendable {
        case none
        /// An unknown field is answered with 400.
        case refusesUnknownFields
        /// An empty list of streams is answered with 500.
        case failsOnEmptyList
        /// What is no JSON is answered with 500.
        case failsOnNoJSON
        /// A byte order mark makes it hang.
        case hangsOnMark
        /// An event without Status is refused, but kept before.
        case keepsWhatItRefuses
        /// An event without Status counts as failed.
        case guessesStatus
        /// An event whose StreamInfos is null ends it.
        case dies
        /// Sound alone is answered with 500.
        case failsOnSound
        /// An event that it does not know makes the video ready.
        case keepsUnknownEvents
        /// An event that it does not know is kept by its name: style, not a fault.
        case recordsUnknownEvents
        /// An event without Status leaves the video as new ones are: style, not a fault.
        case startsAsUnknown
        /// The state shows when the video came, by a clock that moves every 40 requests: style, not a fault.
        case stamps
        /// The first stream counts as the best one.
        case showsFirst
        /// After so many requests every event is answered with 500.
        case failsAfter(Int)
        /// After so many requests it ends.
        case diesAfter(Int)
        /// After so many requests it closes one connection and is gone for one more.
        case restartsAfter(Int)
        /// The state shows the text of the uploader and the sizes of streams: no fault.
        case showsValues
        /// It shows them, the text without what is beyond U+FFFF.
        case losesPlanes
        /// It shows them, sizes as a column of 32 bits has them.
        case overflows
        /// It shows how long the text is, and not the text: style, not a fault.
        case showsLength
        /// Ids that differ in case only are one video.
        case foldsCase
        /// Every event is answered with 200 and an error: it is kept all the same.
        case saysError
        /// The state is the same whatever comes.
        case showsNothing
        /// After so many events every event is answered with 429.
        case throttlesAfter(Int)
        /// Wrong types are taken over as they are: style, not a fault.
        case passesOn
    }

    private struct State {
        var videos: [String: JSONValue] = [:]
        var isDead = false
        var requests = 0
    }

    private let bug: Bug
    private let state = Guarded(State())

    init(_ bug: Bug) { self.bug = bug }

    func send(_ request: OutgoingRequest) async -> Exchange {
        state.withLock { state in
            if state.isDead { return .failed(.refused, "nothing listens") }
            state.requests += 1
            if let early = early(request, &state) { return early }
            if request.method == "GET" {
                if case .showsNothing = bug { return .status(200, body: #"{"status":"up"}"#) }
                let id = key(String(request.url.split(separator: "/").last ?? ""))
                return state.videos[id].map { .status(200, body: JSONWriter.text(of: $0)) } ?? .status(404)
            }
            return take(request.body, &state)
        }
    }

    private func key(_ id: String) -> String {
        if case .foldsCase = bug { id.lowercased() } else { id }
    }

    private func early(_ request: OutgoingRequest, _ state: inout State) -> Exchange? {
        switch bug {
        case .failsAfter(let count) where request.method == "POST" && state.requests > count:
            return .status(500)
        case .throttlesAfter(let count) where request.method == "POST" && state.requests > count:
            return .status(429, body: #"{"error":"slow down"}"#)
        case .diesAfter(let count) where request.method == "POST" && state.requests > count:
            state.isDead = true
            return .failed(.closed, "the connection was closed")
        case .restartsAfter(let count) where request.method == "POST" && state.requests > count:
            state.requests = -1_000_000
            return .failed(.closed, "the connection was closed")
        case .restartsAfter where state.requests == -999_999:
            return .failed(.refused, "nothing listens")
        default: return nil
        }
    }

    private func take(_ body: [UInt8], _ state: inout State) -> Exchange {
        if case .hangsOnMark = bug, body.starts(with: [0xEF, 0xBB, 0xBF]) { return .failed(.timeout) }
        guard let object = try? JSONReader.value(of: body) else {
            if case .failsOnNoJSON = bug { return .status(500) }
            return .status(400)
        }
        guard object.object != nil, let type = object["EventType"]?.string else { return .status(400) }
        guard let id = object["VideoId"]?.string.map(key) else { return .status(400) }
        if !["FileUploadComplete", "TranscodeComplete"].contains(type) {
            if case .keepsUnknownEvents = bug { state.videos[id] = ["status": "ready", "streams": []] }
            if case .recordsUnknownEvents = bug {
                state.videos[id] = ["status": "unknown", "events": [.string(type)], "streams": []]
            }
            return .status(200)
        }
        switch bug {
        case .refusesUnknownFields where object["VodhookUnknownField"] != nil: return .status(400)
        case .failsOnEmptyList where object["StreamInfos"] == []: return .status(500)
        case .failsOnSound where object["StreamInfos"]?.array?.first?["IsAudio"] == true:
            return .status(500)
        case .dies where object["StreamInfos"] == .null:
            state.isDead = true
            return .failed(.closed, "the connection was closed")
        default: break
        }
        return keep(id, type, object, &state)
    }

    private func keep(_ id: String, _ type: String, _ object: JSONValue, _ state: inout State) -> Exchange {
        var status = object["Status"]?.string
        if status == nil {
            switch bug {
            case .keepsWhatItRefuses:
                state.videos[id] = ["status": "failed", "streams": []]
                return .status(400)
            case .guessesStatus: status = "fail"
            case .passesOn: break
            case .startsAsUnknown:
                state.videos[id] = ["status": "unknown", "streams": []]
                return .status(200)
            default: return .status(400)
            }
        }
        if type == "FileUploadComplete" {
            state.videos[id] = state.videos[id] ?? ["status": "uploaded", "streams": []]
            return .status(200)
        }
        let streams = object["StreamInfos"]
        if let streams, streams != .null, !(streams.array?.allSatisfy { $0.object != nil } ?? false) {
            if case .passesOn = bug {
                state.videos[id] = ["status": "ready", "streams": streams]
                return .status(200)
            }
            return .status(400)
        }
        let names = (streams?.array ?? []).map { $0["Definition"] ?? .null }
        let shown = status.map { $0 == "success" ? "ready" : "failed" } ?? "ready"
        var video: JSONObject = JSONObject()
        video.append("status", .string(shown))
        video.append("streams", .array(names))
        if case .stamps = bug { video.append("receivedAt", .string("second \(state.requests / 40)")) }
        showValues(object, in: &video)
        if case .showsFirst = bug { video.append("best", names.first ?? .null) }
        state.videos[id] = .object(video)
        if case .saysError = bug { return .status(200, body: #"{"error":"database is down"}"#) }
        return .status(200)
    }

    private func showValues(_ event: JSONValue, in video: inout JSONObject) {
        let text = event["Extend"]?.string ?? ""
        let sizes = (event["StreamInfos"]?.array ?? []).compactMap { $0["Size"]?.number?.int64 }
        switch bug {
        case .losesPlanes:
            let scalars = text.unicodeScalars.filter { $0.value < 0x10000 }
            video.append("text", .string(String(String.UnicodeScalarView(scalars))))
        case .overflows:
            video.append("text", .string(text))
            video.append("sizes", .array(sizes.map { .int(Int(Int32(truncatingIfNeeded: $0))) }))
        case .showsValues:
            video.append("text", .string(text))
            video.append("sizes", .array(sizes.map { .int(Int($0)) }))
        case .showsLength: video.append("length", .int(text.utf8.count))
        default: return
        }
    }
}

/// A receiver that answers at once and does its work later.
final class LateReceiver: Transport {
    private let answers: FuzzReceiver
    private let work: FuzzReceiver
    private let delay: Duration
    private let wall: WallTime
    private let due = Guarded<[(at: Duration, request: OutgoingRequest)]>([])

    init(_ bug: FuzzReceiver.Bug, after delay: Duration, _ wall: WallTime) {
        answers = FuzzReceiver(bug)
        work = FuzzReceiver(bug)
        self.delay = delay
        self.wall = wall
    }

    func send(_ request: OutgoingRequest) async -> Exchange {
        let now = wall.now()
        if request.method == "POST" {
            due.withLock { $0.append((now + delay, request)) }
            return await answers.send(request)
        }
        let ready = due.withLock { due in
            let ready = due.filter { $0.at <= now }
            due.removeAll { $0.at <= now }
            return ready
        }
        for one in ready { _ = await work.send(one.request) }
        return await work.send(request)
    }
}
