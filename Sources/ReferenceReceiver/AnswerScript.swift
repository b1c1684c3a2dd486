import Crypto
import VodHookCatalogue
import VodHookPlan

/// What a script counts: the first answer is for the first request, or for the first attempt of each delivery.
package enum ScriptScope: String, Sendable, CaseIterable {
    /// All requests go through the script together.
    case request
    /// Each delivery goes through the script from its beginning; a vendor's retry repeats the body byte for byte.
    case delivery
}

/// The scripted answers that are still to be given, shared by all connections.
final class AnswerScript: Sendable {
    private struct State {
        var answers: [ScriptedAnswer]
        /// How many answers have been given, by what is counted.
        var given: [[UInt8]: Int] = [:]
        var order = RecentElements<[UInt8]>(limit: 100_000)
    }

    private let scope: ScriptScope
    private let state: Guarded<State>

    init(_ answers: [ScriptedAnswer], scope: ScriptScope = .request) {
        self.scope = scope
        state = Guarded(State(answers: answers))
    }

    /// Replaces what is left.
    func replace(with answers: [ScriptedAnswer]) { state.withLock { $0 = State(answers: answers) } }

    /// The answer for the next callback with `body`, or nil when the script is at its end or leaves it to the receiver.
    func next(for body: [UInt8]) -> ScriptedAnswer? {
        state.withLock { state in
            if state.answers.isEmpty { return nil }
            let key = scope == .request ? [] : Array(SHA256.hash(data: body))
            let place = state.given[key] ?? 0
            if place == 0, let oldest = state.order.append(key) { state.given[oldest] = nil }
            state.given[key] = place + 1
            var end = 0
            for answer in state.answers {
                guard let times = answer.times else { return answer.isOwn ? nil : answer }
                end += times
                if place < end { return answer.isOwn ? nil : answer }
            }
            return nil
        }
    }
}
