/// Figures of a load under way.
package struct LoadProgress: Sendable {
    /// Everything counted so far.
    package var counts = LoadResult.Counts()
    /// Answers by their status so far.
    package var statuses: [Int: Int] = [:]
    /// Failures by their kind so far.
    package var errors: [String: Int] = [:]
    /// Requests that wait for their answer.
    package var inFlight = 0
    /// Sends that wait for a connection.
    package var waiting = 0
    /// The responses of first attempts so far.
    package var response = LatencySteps()
    /// Their sum, in microseconds.
    package var responseMicroseconds: Int64 = 0

    /// Nothing so far.
    package init() {}

    /// Adds the figures of another worker.
    package mutating func add(_ other: LoadProgress) {
        counts.add(other.counts)
        for (status, count) in other.statuses { statuses[status, default: 0] += count }
        for (kind, count) in other.errors { errors[kind, default: 0] += count }
        inFlight += other.inFlight
        waiting += other.waiting
        response.add(other.response)
        responseMicroseconds += other.responseMicroseconds
    }
}
