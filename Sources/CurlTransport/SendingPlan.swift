import VodHookCatalogue
import VodHookPlan

/// The bytes of one request with the places where sending stops, and how fast they may go out; a pure value.
///
/// A place given in bytes of the body means: right after that byte. In a chunked body the line end of its chunk has
/// not gone out then, and for 0 not even the line with the size of the first chunk. A place behind the end of the
/// body means: after the whole request. A rate counts the bytes as they go out, the frames of chunks included.
struct SendingPlan {
    /// What happens at a place, in this order when several happen at the same.
    enum Stop: Int {
        /// The body waits for the answer 100.
        case awaitContinue
        /// The request waits for its gate.
        case hold
        /// The sending side is closed.
        case halfClose
        /// The connection is reset.
        case reset
    }

    /// What is to be done next.
    enum Step {
        /// Send these bytes, or some of them.
        case send(Range<Int>)
        /// Do this, then call `passStop`.
        case stop(Stop)
        /// Nothing until then.
        case wait(ContinuousClock.Instant)
        case finished
    }

    /// Request line, headers, body and what stands between.
    let bytes: [UInt8]
    /// Where the body begins.
    let bodyStart: Int
    private var stops: [(place: Int, stop: Stop)]
    private var headPace: Pace?
    private var bodyPace: Pace?
    private var position = 0

    /// The plan for a request.
    init(_ request: OutgoingRequest, to target: RequestTarget) {
        let wire = request.wire
        var bodyEnd = RequestFraming.bodyEnd(of: request)
        if wire.chunkBytes != nil, case .length = bodyEnd { bodyEnd = .chunks }
        var bytes: [UInt8] = []
        RequestFraming.appendHead(
            of: request, to: target, bodyEnd: bodyEnd, expectsContinue: wire.expectsContinue, onto: &bytes)
        bodyStart = bytes.count
        var chunkSize: Int?
        if case .chunks = bodyEnd { chunkSize = max(1, wire.chunkBytes ?? request.body.count) }
        RequestFraming.append(body: request.body, chunkSize: chunkSize, onto: &bytes)
        self.bytes = bytes

        let layout = Layout(
            start: bodyStart, end: bytes.count, count: request.body.count,
            chunkSize: chunkSize)
        stops = []
        if wire.expectsContinue { stops.append((bodyStart, .awaitContinue)) }
        if let hold = wire.hold { stops.append((layout.place(after: hold.afterBodyBytes), .hold)) }
        if let count = wire.halfCloseAfterBodyBytes { stops.append((layout.place(after: count), .halfClose)) }
        if let count = wire.resetAfterBodyBytes { stops.append((layout.place(after: count), .reset)) }
        // Taken from the back.
        stops.sort { ($0.place, $0.stop.rawValue) > ($1.place, $1.stop.rawValue) }
        headPace = wire.headerBytesPerSecond.map { Pace(bytesPerSecond: $0) }
        bodyPace = wire.bodyBytesPerSecond.map { Pace(bytesPerSecond: $0) }
    }

    /// What is to be done at `now`.
    mutating func next(at now: ContinuousClock.Instant) -> Step {
        if let next = stops.last, next.place == position { return .stop(next.stop) }
        if position == bytes.count { return .finished }
        var end = stops.last?.place ?? bytes.count
        if position < bodyStart {
            if headPace != nil || bodyPace != nil { end = min(end, bodyStart) }
            return Self.step(&headPace, position..<end, now)
        }
        return Self.step(&bodyPace, position..<end, now)
    }

    /// Notes that so many bytes went out.
    mutating func sent(_ count: Int) {
        if position < bodyStart { headPace?.sent(count) } else { bodyPace?.sent(count) }
        position += count
    }

    /// How much of the request went out.
    var reach: Reach {
        if position == 0 { return .notSent }
        return position < bytes.count ? .sentInPart : .sent
    }

    /// Notes that the stop was done.
    mutating func passStop() {
        stops.removeLast()
    }

    private static func step(_ pace: inout Pace?, _ range: Range<Int>, _ now: ContinuousClock.Instant) -> Step
    {
        guard let allowed = pace?.allowed(at: now) else { return .send(range) }
        switch allowed {
        case .bytes(let count): return .send(range.prefix(count))
        case .wait(let until): return .wait(until)
        }
    }

    /// Where the bytes of the body lie among the bytes of the request.
    private struct Layout {
        let start: Int
        let end: Int
        let count: Int
        let chunkSize: Int?

        func place(after bodyBytes: Int) -> Int {
            if bodyBytes > count { return end }
            if bodyBytes <= 0 { return start }
            guard let chunkSize else { return start + bodyBytes }
            // Only the last chunk may be shorter; its line is counted apart.
            let chunksBefore = (bodyBytes - 1) / chunkSize
            let line = String(chunkSize, radix: 16).utf8.count + 2
            let ownSize = min(chunkSize, count - chunksBefore * chunkSize)
            let ownLine = String(ownSize, radix: 16).utf8.count + 2
            return start + chunksBefore * (line + 2) + ownLine + bodyBytes
        }
    }
}

/// Spreads bytes evenly over time: a small number of them per tick, at least one.
struct Pace {
    /// What may go out now.
    enum Allowed {
        case bytes(Int)
        case wait(ContinuousClock.Instant)
    }

    private let perTick: Int
    private let tick: Duration
    private var left: Int
    private var nextTick: ContinuousClock.Instant?

    /// Ticks are 20 ms apart, or as far as one byte needs; a rate below one byte per second counts as one.
    init(bytesPerSecond: Int) {
        let rate = min(max(1, bytesPerSecond), 1 << 30)
        perTick = max(1, rate / 50)
        tick = .nanoseconds(perTick * 1_000_000_000 / rate)
        left = 0
    }

    /// How many bytes may go out at `now`, or when the next may.
    mutating func allowed(at now: ContinuousClock.Instant) -> Allowed {
        if left == 0 {
            if let nextTick, now < nextTick { return .wait(nextTick) }
            left = perTick
            let planned = (nextTick ?? now).advanced(by: tick)
            // What a receiver that reads slowly missed is not made up for in one go.
            nextTick = planned < now ? now.advanced(by: tick) : planned
        }
        return .bytes(left)
    }

    /// Notes that so many bytes went out.
    mutating func sent(_ count: Int) {
        left -= min(left, count)
    }
}
