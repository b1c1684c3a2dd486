/// Figures of a load under way.
public struct LoadProgress: Sendable {
    /// Everything counted so far.
    public var counts = LoadResult.Counts()
    /// Answers by their status so far.
    public var statuses: [Int: Int] = [:]
    /// Failures by their kind so far.
    public var errors: [String: Int] = [:]
    /// Requests that wait for their answer.
    public var inFlight = 0
    /// Sends that wait for a connection.
    public var waiting = 0
    /// The responses of first attempts so far.
    public var response = LatencySteps()
    /// Their sum, in microseconds.
    public var responseMicroseconds: Int64 = 0

    /// Nothing so far.
    public init() {}

    /// Adds the figures of another worker.
    public mutating func add(_ other: LoadProgress) {
        counts.add(other.counts)
        for (status, count) in other.statuses { statuses[status, default: 0] += count }
        for (kind, count) in other.errors { errors[kind, default: 0] += count }
        inFlight += other.inFlight
        waiting += other.waiting
        response.add(other.response)
        responseMicroseconds += other.responseMicroseconds
    }
}
