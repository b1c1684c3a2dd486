import JSONText

/// What the receiver made of a request.
package enum CallbackVerdict: String, Sendable {
    /// The event was merged into the state.
    case applied
    /// The same event was merged before; nothing changed.
    case duplicate
    /// The signature was missing, wrong or not fresh.
    case refused
    /// A good callback without effect: an unknown event, or one that names no medium.
    case ignored
    /// The body is not a callback.
    case invalid
    /// The receiver failed while it worked on the callback; nothing was merged.
    case failed
    /// A scripted answer was given in place of a genuine one.
    case scripted
    /// The request was passed on, and the answer of the target given back.
    case forwarded
    /// Not a callback: someone read or reset the state. Such requests are observed, not logged.
    case query
}

/// One request as it stands in the event log.
package struct LoggedRequest: Sendable {
    /// The place in the log, from 1; 0 for requests that are not callbacks.
    package var number = 0
    /// The HTTP method.
    package let method: String
    /// The request target as received.
    package let target: String
    /// When it arrived, UTC.
    package let time: String
    /// The vendor, as far as it could be told.
    package var provider: String?
    /// The `EventType`.
    package var event: String?
    /// The id that the event is about.
    package var id: String?
    /// The time that the event itself names.
    package var eventTime: String?
    /// The status of the answer; 0 when the connection was closed without one.
    package var status = 0
    /// What was made of it.
    package var verdict = CallbackVerdict.query
    /// Why, unless it was simply applied.
    package var reason: String?

    init(method: String, target: String, time: String) {
        self.method = method
        self.target = target
        self.time = time
    }

    /// The entry of `GET /events`.
    var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "number": .int(number),
            "provider": text(provider),
            "event": text(event),
            "id": text(id),
            "time": .string(time),
            "eventTime": text(eventTime),
            "status": .int(status),
            "verdict": .string(verdict.rawValue),
            "reason": text(reason),
        ]
    }
}

/// The last elements of a stream, in order.
struct RecentElements<Element: Sendable>: Sendable {
    private let limit: Int
    private var elements: [Element] = []
    private var oldest = 0

    init(limit: Int) { self.limit = max(1, limit) }

    /// Adds an element; returns the oldest one when it had to make room.
    mutating func append(_ element: Element) -> Element? {
        if elements.count < limit {
            elements.append(element)
            return nil
        }
        let dropped = elements[oldest]
        elements[oldest] = element
        oldest = (oldest + 1) % limit
        return dropped
    }

    /// Oldest first.
    var all: [Element] { Array(elements[oldest...] + elements[..<oldest]) }
}
