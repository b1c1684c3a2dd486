import JSONText
package import VodHookCatalogue

/// A small receiver in memory, with one bug at most, that keeps a state for each video.
package final class MemoryReceiver: Transport {
    /// What is wrong with it.
    package enum Bug: Sendable {
        case none
        /// The status is "broken" as soon as this holds for the events of a video so far.
        case breaks(@Sendable ([String]) -> Bool)
        /// Events are counted, those that come twice too.
        case countsDuplicates
        /// What comes twice is answered with 500.
        case refusesDuplicates
        /// The state is read before the body is there, and written back behind it.
        case losesUpdates
        /// It is gone for good as soon as this holds.
        case dies(@Sendable ([String]) -> Bool)
        /// The state holds a number that grows with each reading.
        case numbersReadings
        /// As `breaks`, but only every so many times that it would.
        case breaksSometimes(every: Int, @Sendable ([String]) -> Bool)
        /// Nothing listens.
        case absent
    }

    private struct State {
        var events: [String: [String]] = [:]
        var broken: Set<String> = []
        var readings = 0
        var chances = 0
        var isDead = false
        var requests = 0
    }

    private let bug: Bug
    private let state = Guarded(State())

    package init(_ bug: Bug = .none) { self.bug = bug }

    package var requests: Int { state.withLock { $0.requests } }

    package func send(_ request: OutgoingRequest) async -> Exchange {
        let isDown = state.withLock { state in
            state.requests += 1
            return state.isDead
        }
        if isDown || { if case .absent = bug { true } else { false } }() {
            request.wire.hold?.gate.open()
            return .failed(.refused, "nothing listens")
        }
        if request.method == "GET" { return read(String(request.url.split(separator: "/").last ?? "")) }
        guard let body = Self.body(request.body), let id = body["VideoId"]?.string else {
            return .status(400)
        }
        let before = state.withLock { $0.events[id] ?? [] }
        if let hold = request.wire.hold {
            await withCheckedContinuation { continuation in hold.gate.arrived { continuation.resume() } }
        }
        return keep(Self.label(body), id, before)
    }

    private static func body(_ bytes: [UInt8]) -> JSONValue? {
        // What is no JSON is answered with 400.
        do { return try JSONReader.value(of: bytes) } catch { return nil }
    }

    private static func label(_ body: JSONValue) -> String {
        let definition = body["Definition"]?.string.map { " \($0)" } ?? ""
        return (body["EventType"]?.string ?? "?") + definition
    }

    private func keep(_ label: String, _ id: String, _ before: [String]) -> Exchange {
        state.withLock { state in
            var events = state.events[id] ?? []
            if case .losesUpdates = bug { events = before }
            let isKnown = events.contains(label)
            events.append(label)
            state.events[id] = events
            switch bug {
            case .refusesDuplicates: return .status(isKnown ? 500 : 200)
            case .breaks(let holds): if holds(events) { state.broken.insert(id) }
            case .breaksSometimes(let every, let holds):
                if holds(events) {
                    state.chances += 1
                    if state.chances.isMultiple(of: every) { state.broken.insert(id) }
                }
            case .dies(let holds):
                if holds(events) {
                    state.isDead = true
                    return .failed(.closed, "the connection was closed")
                }
            default: break
            }
            return .status(200)
        }
    }

    private func read(_ id: String) -> Exchange {
        state.withLock { state in
            guard let events = state.events[id] else { return .status(404, body: #"{"error":"unknown"}"#) }
            state.readings += 1
            let known = Set(events)
            let usual =
                known.contains("TranscodeComplete")
                ? "ready" : known.contains("FileUploadComplete") ? "uploaded" : "new"
            var document: JSONValue = [
                "id": .string(id), "status": .string(state.broken.contains(id) ? "broken" : usual),
                "url": .string("http://files.test/\(id)/movie.mp4"),
                // In the order of their arrival: that is style, not a fault.
                "seen": .array(
                    events.filter { !$0.isEmpty }.reduce(into: []) {
                        if !$0.contains(.string($1)) { $0.append(.string($1)) }
                    }),
            ]
            if case .object(var object) = document {
                let countsAll = if case .countsDuplicates = bug { true } else { false }
                object.append("count", .int(countsAll ? events.count : known.count))
                if case .numbersReadings = bug { object.append("serial", .int(state.readings)) }
                document = .object(object)
            }
            return .status(200, body: JSONWriter.text(of: document))
        }
    }
}
