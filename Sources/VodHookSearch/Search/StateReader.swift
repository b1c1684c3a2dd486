package import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// Reads the state that deliveries have left: the one way in which searches and audits do.
package struct StateReader: Sendable {
    /// The longest wait for a state to stand still, beyond the time for which it must.
    private static let limitForStillness = Duration.seconds(10)
    /// The fewest readings that must agree.
    private static let fewestReadings = 3
    /// A state that was another one so many times in a row changes by being read.
    private static let restlessReadings = 20
    private static let shortestGap = Duration.milliseconds(10)
    private static let longestGap = Duration.milliseconds(50)

    package let runner: Runner
    package let normaliser: StateNormaliser
    package let wall: WallTime
    /// When the last answer came.
    package let since: Duration

    /// A reader of states of one instance, whose last answer came at `since`.
    package init(runner: Runner, normaliser: StateNormaliser, wall: WallTime, since: Duration) {
        self.runner = runner
        self.normaliser = normaliser
        self.wall = wall
        self.since = since
    }

    /// Reads until the state has rested, and notes in `record` how long it was seen to change.
    ///
    /// With `settle` it has until then and no longer. A state like `blank` has to rest for longer.
    package func resting(
        _ spec: ProbeSpec, _ patience: HistoryRunner.Patience, settle: Duration?, blank: JSONValue? = nil,
        _ record: inout HistoryRecord
    ) async -> HistoryRecord.State {
        if let settle { return await settled(spec, settle, &record) }
        await pause(until: patience.rest)
        let longest = max(patience.quiet, blank == nil ? .zero : patience.blankQuiet)
        let deadline = wall.now() + longest + Self.limitForStillness
        var last = await ask(spec, &record)
        // How many readings agree, and how many in a row did not.
        var (same, restless) = (1, 0)
        var begin = wall.now()
        var gap = Self.shortestGap
        while !Task.isCancelled, record.refusal == nil, restless < Self.restlessReadings {
            let quiet = last.comparable == blank ? patience.blankQuiet : patience.quiet
            let left = begin + quiet - wall.now()
            if same >= Self.fewestReadings, left <= .zero { return last }
            if wall.now() >= deadline { break }
            await wall.pause(left > .zero ? min(gap, left) : gap)
            gap = min(gap * 2, max(Self.longestGap, quiet / 20))
            let next = await ask(spec, &record)
            let isSame = next.comparable == last.comparable
            (same, restless) = isSame ? (same + 1, 0) : (1, restless + 1)
            if !isSame {
                begin = wall.now()
                record.changed = max(record.changed, begin - since)
            }
            last = next
        }
        record.isResting = false
        return last
    }

    /// Reads until `settle` is over: the scenario says that the state stands still by then.
    private func settled(
        _ spec: ProbeSpec, _ settle: Duration, _ record: inout HistoryRecord
    ) async -> HistoryRecord.State {
        var last = await ask(spec, &record)
        var gap = Self.shortestGap
        while wall.now() - since < settle, !Task.isCancelled, record.refusal == nil {
            await wall.pause(min(gap, settle - (wall.now() - since)))
            gap = min(gap * 2, max(Self.longestGap, settle / 20))
            let next = await ask(spec, &record)
            if next.comparable != last.comparable { record.changed = max(record.changed, wall.now() - since) }
            last = next
        }
        return last
    }

    /// Reads until the state is one of `wanted`, as long as `patience` or `settle` allows, and not before the receiver
    /// has had the time that it needs.
    package func wanted(
        _ spec: ProbeSpec, _ wanted: [JSONValue], _ patience: HistoryRunner.Patience, settle: Duration?,
        _ record: inout HistoryRecord
    ) async -> HistoryRecord.State {
        await pause(until: settle.map { min($0, patience.rest) } ?? patience.rest)
        let limit = since + max(patience.limit, settle ?? .zero)
        let deadline = limit + max(patience.limit, patience.quiet)
        var begin = wall.now()
        var last: JSONValue?
        while true {
            let state = await ask(spec, &record)
            let now = wall.now()
            if let last, last != state.comparable {
                begin = now
                record.changed = max(record.changed, now - since)
            }
            last = state.comparable
            // What is still changing is judged when it stands still.
            let isOver = now >= limit && (now - begin >= patience.every || now >= deadline)
            if wanted.contains(state.comparable) || isOver || Task.isCancelled || record.refusal != nil {
                return state
            }
            let isLong = now - since > .milliseconds(500)
            await wall.pause(isLong ? max(patience.every, .milliseconds(100)) : patience.every)
        }
    }

    private func pause(until rest: Duration) async {
        let left = since + rest - wall.now()
        if left > .zero { await wall.pause(left) }
    }

    /// Reads the state once.
    package func ask(_ spec: ProbeSpec, _ record: inout HistoryRecord) async -> HistoryRecord.State {
        let (shown, answer) = await runner.ask(spec)
        record.requests += 1
        let failure = answer.reply.failure
        if failure?.kind == .refused, record.refusal == nil { record.refusal = failure?.message }
        let raw = Self.state(answer)
        let state = normaliser.withBaseIDs(raw)
        return HistoryRecord.State(raw: state, comparable: normaliser.comparable(raw), source: shown)
    }

    /// The state that an answer tells: its JSON, or for anything but success what came instead.
    private static func state(_ answer: ProbeAnswer) -> JSONValue {
        let reply = answer.reply
        guard let code = reply.code, let bytes = reply.body, reply.failure == nil else {
            return ["no answer": .string(reply.failure?.kind.rawValue ?? "nothing came")]
        }
        let text = JSONValue.string(String(decoding: bytes, as: UTF8.self))
        let body: JSONValue
        do { body = try JSONReader.value(of: bytes) } catch { body = text }
        switch answer {
        case .http: return (200...299).contains(code) ? body : ["HTTP status": .int(code), "body": body]
        case .command: return code == 0 ? body : ["exit code": .int(code), "body": body]
        }
    }
}
