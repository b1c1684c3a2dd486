import VodHookLoad

/// One event on its way through a load worker.
struct LoadJob {
    var send: LoadSend
    /// When its first attempt was due, on the engine's clock.
    var intended: Int64
    /// The number of the attempt, from 1.
    var attempt = 1
    /// How often its request went out whole.
    var wholeSends = 0
    /// The gaps before attempts so far, in scenario time.
    var waited = Duration.zero
    /// True when it goes out again because a kept connection closed without an answer.
    var isResent = false

    /// True when both are attempts to deliver the same event.
    func isSame(as other: LoadJob) -> Bool {
        send.upload == other.send.upload && send.event == other.send.event
    }
}

/// A repetition and when it is due.
struct LoadRepetition: Comparable, Sendable {
    let time: Int64
    let upload: Int
    let event: Int32
    let attempt: Int32
    let wholeSends: Int32
    let waited: Duration
    let intended: Int64

    init(_ job: LoadJob, at time: Int64, waited: Duration) {
        self.time = time
        upload = job.send.upload
        event = Int32(job.send.event)
        attempt = Int32(job.attempt + 1)
        wholeSends = Int32(job.wholeSends)
        self.waited = waited
        intended = job.intended
    }

    /// The job of the repeated attempt.
    var job: LoadJob {
        LoadJob(
            send: LoadSend(upload: upload, event: Int(event), time: 0), intended: intended,
            attempt: Int(attempt), wholeSends: Int(wholeSends), waited: waited)
    }

    static func < (left: LoadRepetition, right: LoadRepetition) -> Bool {
        (left.time, left.upload, left.event) < (right.time, right.upload, right.event)
    }
}

/// Jobs that wait for a connection, first in first out, in a ring that does not grow.
struct LoadBacklog {
    private var ring: [LoadJob?]
    private var head = 0
    private(set) var count = 0

    init(limit: Int) {
        ring = Array(repeating: nil, count: max(1, limit))
    }

    /// Adds a job; false when there is no room.
    mutating func append(_ job: LoadJob) -> Bool {
        if count == ring.count { return false }
        ring[(head + count) % ring.count] = job
        count += 1
        return true
    }

    /// Takes the oldest job; nil when there is none.
    mutating func popFirst() -> LoadJob? {
        if count == 0 { return nil }
        defer {
            ring[head] = nil
            head = (head + 1) % ring.count
            count -= 1
        }
        return ring[head]
    }
}
