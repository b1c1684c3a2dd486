import VodHookKit

/// An answer that is given whatever the callback says, to stage a failing receiver.
public struct ScriptedAnswer: Sendable {
    /// The status, from 200 to 599; others are moved to the nearest of these.
    public let status: Int
    /// How many callbacks get this answer; nil for all that come.
    public let times: Int?
    /// How long the answer is held back.
    public let delay: Duration
    /// Closes the connection in place of an answer.
    public let close: Bool
    /// True when the callback is still verified and merged: the acknowledgement gets lost, not the work.
    public let keepsState: Bool
    /// The headers of the answer, in addition to its content type and length.
    public let headers: [HTTPHeader]
    /// The body of the answer.
    public let body: [UInt8]

    /// A scripted answer.
    public init(
        status: Int, times: Int? = 1, delay: Duration = .zero, close: Bool = false, keepsState: Bool = false,
        headers: [HTTPHeader] = [], body: [UInt8] = []
    ) {
        self.status = min(max(status, 200), 599)
        self.times = times
        self.delay = delay
        self.close = close
        self.keepsState = keepsState
        self.headers = headers
        self.body = body
    }
}

/// The scripted answers that are still to be given, shared by all connections.
final class AnswerScript: Sendable {
    private struct Remaining {
        var answers: ArraySlice<ScriptedAnswer>
        var timesUsed = 0
    }

    private let remaining: Guarded<Remaining>

    init(_ answers: [ScriptedAnswer]) { remaining = Guarded(Remaining(answers: answers[...])) }

    /// Replaces what is left.
    func replace(with answers: [ScriptedAnswer]) {
        remaining.withLock { $0 = Remaining(answers: answers[...]) }
    }

    /// The answer for the next callback, or nil when the script is at its end.
    func next() -> ScriptedAnswer? {
        remaining.withLock { remaining in
            while let answer = remaining.answers.first {
                guard let times = answer.times else { return answer }
                if remaining.timesUsed < times {
                    remaining.timesUsed += 1
                    return answer
                }
                remaining.answers.removeFirst()
                remaining.timesUsed = 0
            }
            return nil
        }
    }
}
