import JSONText
package import VodHookPlan

/// What a load came to: counts, latencies and a time series; results of segments are added to each other exactly.
package struct LoadResult: Sendable, Equatable {
    /// Everything that is simply added.
    package struct Counts: Sendable, Equatable {
        /// Events that were due.
        package var offered = 0
        /// Events that the receiver acknowledged in the end.
        package var delivered = 0
        /// Events that the vendor would have given up.
        package var lost = 0
        /// Delivered events that needed more than one attempt.
        package var late = 0
        /// Events whose request went out whole more than once, so that the receiver may have seen them again.
        package var duplicated = 0
        /// Events that could not be started near their time, or for which there was no room.
        package var dropped = 0
        /// Events that were still to be repeated when the load ended.
        package var unfinished = 0
        /// Events that this machine itself took up late, before it looked for a connection.
        package var senderLate = 0
        /// Requests that were begun.
        package var attempts = 0
        /// Connections that were opened.
        package var connections = 0

        /// Nothing so far.
        package init() {}

        static let fields: [(name: String, path: any WritableKeyPath<Counts, Int> & Sendable)] = [
            ("offered", \.offered), ("delivered", \.delivered), ("lost", \.lost), ("late", \.late),
            ("duplicated", \.duplicated), ("dropped", \.dropped), ("unfinished", \.unfinished),
            ("senderLate", \.senderLate),
            ("attempts", \.attempts), ("connections", \.connections),
        ]

        /// The events that came to one of their four ends; as many as were offered.
        package var ended: Int { delivered + lost + dropped + unfinished }

        /// Adds other counts.
        package mutating func add(_ other: Counts) {
            for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        }
    }

    /// What became of the events whose loss the scenario expects.
    package struct ExpectedLosses: Sendable, Equatable {
        /// The receiver answered the last attempt, and with a refusal.
        package var refused = 0
        /// The request went out whole, and the last attempt got no answer.
        package var silent = 0
        /// No request went out whole, so the receiver has refused nothing.
        package var unsent = 0
        /// The receiver acknowledged it.
        package var delivered = 0

        /// Nothing so far.
        package init() {}

        static let fields: [(name: String, path: any WritableKeyPath<ExpectedLosses, Int> & Sendable)] = [
            ("refused", \.refused), ("silent", \.silent), ("unsent", \.unsent), ("delivered", \.delivered),
        ]

        /// Those that were lost, as expected.
        package var lost: Int { refused + silent + unsent }

        mutating func add(_ other: ExpectedLosses) {
            for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        }
    }

    /// What happened in one second.
    package struct Second: Sendable, Equatable {
        /// Requests that began.
        package var attempts = 0
        /// Events that were delivered.
        package var delivered = 0
        /// Attempts that were not acknowledged.
        package var failed = 0
        /// Events that were dropped.
        package var dropped = 0
        /// The longest response of a request that ended in it, in microseconds.
        package var maxResponseUs = 0
        /// The responses of first attempts that ended in it.
        package var response = LatencySteps()

        /// A second in which nothing happened.
        package init() {}

        package mutating func add(_ other: Second) {
            attempts += other.attempts
            delivered += other.delivered
            failed += other.failed
            dropped += other.dropped
            maxResponseUs = max(maxResponseUs, other.maxResponseUs)
            response.add(other.response)
        }
    }

    /// The most seconds that are kept; what comes later is added to the last one.
    package static let secondLimit = 100_000

    /// Everything that is simply added.
    package var counts = Counts()
    /// The events whose loss the scenario expects; those that were lost are among `counts.lost`.
    package var expectedLosses = ExpectedLosses()
    /// Answers by their status.
    package var statuses: [Int: Int] = [:]
    /// Failures by their kind, as reports name it.
    package var errors: [String: Int] = [:]
    /// From the intended time to the end of the answer, for first attempts.
    package var response = LatencyHistogram()
    /// From the real beginning to the end of the answer, for all attempts.
    package var service = LatencyHistogram()
    /// From the intended time to the real beginning, for first attempts.
    package var senderLateness = LatencyHistogram()
    /// The seconds from the start of the load.
    package var seconds: [Second] = []
    /// How long it took, to the last answer.
    package var duration = Duration.zero
    /// How long events were offered.
    package var offeringDuration = Duration.zero
    /// True when it was stopped early.
    package var isInterrupted = false
    /// The segments whose results are in it.
    package var segments = [Segment.whole]
    /// Why nothing was offered, in words; nil when something was.
    package var obstacle: String?
    /// What an audit of the receiver's state said; nil when there was none.
    package var audit: AuditResult?
    /// The uploads that an audit is to ask for; nil when there is to be none, and not saved.
    package var sample: AuditSample?

    /// A result in which nothing happened.
    package init() {}

    /// Adds the result of another segment or worker of the same load.
    package mutating func add(_ other: LoadResult) {
        counts.add(other.counts)
        expectedLosses.add(other.expectedLosses)
        for (status, count) in other.statuses { statuses[status, default: 0] += count }
        for (kind, count) in other.errors { errors[kind, default: 0] += count }
        response.add(other.response)
        service.add(other.service)
        senderLateness.add(other.senderLateness)
        while seconds.count < other.seconds.count { seconds.append(Second()) }
        for (place, second) in other.seconds.enumerated() { seconds[place].add(second) }
        duration = max(duration, other.duration)
        offeringDuration = max(offeringDuration, other.offeringDuration)
        isInterrupted = isInterrupted || other.isInterrupted
        obstacle = obstacle ?? other.obstacle
        if let more = other.audit { if audit == nil { audit = more } else { audit?.add(more) } }
        if let more = other.sample { if sample == nil { sample = more } else { sample?.add(more) } }
    }

    /// The results of all segments as one; nil when there is none.
    package static func merging(_ results: [LoadResult]) -> LoadResult? {
        guard var whole = results.first else { return nil }
        for other in results.dropFirst() {
            whole.add(other)
            whole.segments += other.segments
        }
        return whole
    }

    /// Changes the second in which `nanoseconds` from the start lie.
    @inline(__always)
    package mutating func inSecond(at nanoseconds: Int64, _ change: (inout Second) -> Void) {
        let place = min(Int(max(0, nanoseconds) / 1_000_000_000), Self.secondLimit - 1)
        while seconds.count <= place { seconds.append(Second()) }
        change(&seconds[place])
    }

    /// Events per second that were due.
    package var offeredPerSecond: Double { rate(counts.offered, over: offeringDuration) }

    /// Events per second that were delivered of those, over the time in which they were offered.
    package var achievedPerSecond: Double { rate(counts.delivered, over: offeringDuration) }

    /// True when as much was delivered over the whole time, to the last answer, as was to be offered.
    var reachedItsRate: Bool {
        rate(counts.delivered, over: max(duration, offeringDuration)) >= 0.95 * offeredPerSecond
    }

    /// True when this machine, and not the receiver, limited the load: it took up one event of a hundred late.
    ///
    /// To wait for a connection does not count, since then the receiver holds all of them.
    package var senderWasSaturated: Bool { counts.senderLate > counts.offered / 100 }

    private func rate(_ count: Int, over duration: Duration) -> Double {
        let seconds = duration.inSeconds
        return seconds > 0 ? Double(count) / seconds : 0
    }
}
