import JSONText
import VodHookDelivery
import VodHookPlan
import VodHookSearch

/// The state of the media of one upload, with what the receiver said and what it was sent.
struct AuditSubject: Sendable {
    /// The most sets of events that are tried to explain a state.
    private static let subsetLimit = 64

    let upload: Int
    /// Its acknowledged events, in the order of the group.
    let key: LoadAuditor.Key
    /// Events that went out and were not acknowledged, so that they may have arrived or not.
    let maybe: UInt64
    /// Events that went out whole more than once.
    let repeated: UInt64
    /// What was read, empty before.
    var states: [JSONValue] = []

    init(_ upload: Int, _ known: AuditSample.Upload, _ part: LoadAuditor.Part, _ number: Int) {
        var (acknowledged, sent, repeated) = (UInt64(0), UInt64(0), UInt64(0))
        for (position, event) in part.events.enumerated() {
            guard let event else { continue }
            let bit: UInt64 = 1 << UInt64(event)
            let own: UInt64 = 1 << UInt64(position)
            if known.acknowledged & own != 0 { acknowledged |= bit }
            // A scenario may send the same event twice by itself.
            if known.repeated & own != 0 || (known.sent & own != 0 && sent & bit != 0) { repeated |= bit }
            if known.sent & own != 0 { sent |= bit }
        }
        self.upload = upload
        key = LoadAuditor.Key(variant: known.variant, part: number, events: acknowledged)
        maybe = sent & ~acknowledged
        self.repeated = repeated
    }

    /// The ways that may have led to its state when all is well.
    var mayBe: [LoadAuditor.Key] {
        var ways = [key]
        if maybe == 0 { return ways }
        var all = key
        all.events |= maybe
        ways.append(all)
        for event in 0..<64 where maybe >> UInt64(event) & 1 == 1 && maybe.nonzeroBitCount > 1 {
            var one = key
            one.events |= 1 << UInt64(event)
            ways.append(one)
        }
        return ways
    }

    /// The way on which what was sent again was applied again.
    var twice: LoadAuditor.Key {
        var key = key
        key.events |= repeated
        key.repeated = repeated
        return key
    }

    /// Sets of some of the acknowledged events, the largest first.
    var subsets: [UInt64] {
        let all = key.events
        let events = (0..<64).map { UInt64(1) << UInt64($0) }.filter { all & $0 != 0 }
        if events.count <= 6 {
            // Going down through all numbers below, those bits of which are all set in `all` are its subsets.
            var subsets: [UInt64] = []
            var next = all
            while next != 0 {
                next = (next - 1) & all
                subsets.append(next)
            }
            return subsets.sorted { ($0.nonzeroBitCount, $0) > ($1.nonzeroBitCount, $1) }
        }
        let single = events.map { all & ~$0 }
        let prefixes = events.indices.map { events[..<$0].reduce(0, |) }.reversed()
        return Array((single + prefixes).prefix(Self.subsetLimit))
    }
}

extension LoadAuditor.Part {
    /// The part of a group; nil when nothing is observed about its media.
    init?(
        _ copies: PlanCopies, _ group: HistoryGroup, _ lifeCycle: [LoadScript.Event], _ reader: Runner
    ) {
        questions = group.probes.filter { $0 >= copies.expectedProbes }
        guard !questions.isEmpty else { return nil }
        var silent = group
        silent.probes = []
        runner = HistoryRunner(
            copies: copies, group: silent, channel: reader.channel, asker: reader.asker, wall: reader.wall)
        names = copies.names(of: group)
        events = Self.matched(
            lifeCycle.map(\.delivery), with: group.events.map { copies.base.deliveries[$0] })
    }

    /// For each delivery of a life cycle the same one among `explored`; nil when it is not there.
    private static func matched(_ lifeCycle: [PlannedDelivery], with explored: [PlannedDelivery]) -> [Int?] {
        var matches = lifeCycle.map { own in
            explored.firstIndex {
                $0.event == own.event && $0.media.hasSameBytes(as: own.media) && $0.body == own.body
            }
        }
        // A fault of order or a jitter may have changed a time in the body.
        var claimed = Set(matches.compactMap(\.self))
        for (place, own) in lifeCycle.enumerated() where matches[place] == nil {
            let match = explored.indices.first { index in
                let other = explored[index]
                return !claimed.contains(index) && other.event == own.event && other.subject == own.subject
                    && other.media.hasSameBytes(as: own.media)
            }
            matches[place] = match
            if let match { claimed.insert(match) }
        }
        return matches
    }

    /// The names of a set of events.
    func names(_ events: UInt64) -> [String] {
        names.indices.filter { events >> UInt64($0) & 1 == 1 }.map { names[$0] }
    }

    /// What is asked about the media with `salt`.
    func question(of salt: UInt64) -> String {
        let copy = runner.copies.copy(salt: salt)
        return questions.map { copy.probes[$0].name }.joined(separator: ", ")
    }
}
