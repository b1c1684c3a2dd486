import JSONText
package import VodHookDelivery
package import VodHookPlan
import VodHookSearch

/// Asks the receiver after a load for the state of the uploads, and compares it with what the same events lead to
/// when they come one by one.
///
/// The expected states are found out like those of an exploration: the acknowledged events of an upload are delivered
/// in the plain order about another media, whose state is read through the same questions and made comparable.
package struct LoadAuditor: Sendable {
    /// Media that are looked at together, in one life cycle.
    struct Part: Sendable {
        let runner: HistoryRunner
        /// The questions, as places in a copy.
        let questions: [Int]
        /// For each place in the life cycle the event of the group; nil when it is not about these media.
        let events: [Int?]
        let names: [String]

        /// All events.
        var whole: UInt64 { names.count >= 64 ? .max : (1 << UInt64(names.count)) - 1 }
    }

    /// A way of the receiver to a state: these events, some of them twice.
    struct Key: Hashable {
        let variant: Int
        let part: Int
        var events: UInt64
        var repeated: UInt64 = 0
    }

    /// How many questions are under way at once.
    private static let jobs = 8
    /// The most states that are found out by delivering events.
    private static let referenceLimit = 300
    /// The time a receiver gets after the load unless the scenario says how long it takes.
    private static let usualSettle = Duration.seconds(1)

    /// How many uploads are asked for before what was read is judged.
    var sliceSize = 4096
    /// What was sent; a search for the limit changes its round with each trial.
    package var script: LoadScript
    let parts: [[Part]]
    private let reader: Runner
    private let settle: Duration
    private let salts: SaltSource
    private var wall: WallTime { reader.wall }
    private var references: [Key: [JSONValue]] = [:]
    /// How long the receiver works on after its answers.
    private var pace = ReceiverPace()

    /// An auditor of the uploads of `script`, who asks through `reader`, which has done the set-up.
    ///
    /// `nonce` gives the media that it delivers itself fresh ids.
    package init(_ script: LoadScript, reader: Runner, nonce: UInt64) throws(LoadObstacle) {
        // What is set up or taken down must not be while states are still to be read.
        var scenario = script.scenario
        scenario.setup = []
        scenario.teardown = []
        var parts: [[Part]] = []
        var settle = Self.usualSettle
        for (instance, events) in script.variants.enumerated() {
            guard events.count <= AuditSample.eventLimit else {
                throw LoadObstacle("an audit takes at most \(AuditSample.eventLimit) events for each upload")
            }
            guard let copies = PlanCopies(scenario, planner: script.planner, instance: instance),
                !copies.observations.isEmpty
            else {
                throw LoadObstacle(
                    "the scenario does not say how to read the state: give it \"observe\" or a probe")
            }
            settle = copies.observations.compactMap(\.settle).reduce(settle, max)
            parts.append(
                HistoryGroup.all(of: copies).compactMap { group in
                    Part(copies, group, events, reader)
                })
        }
        self.script = script
        self.parts = parts
        self.settle = settle
        self.reader = reader
        salts = SaltSource(nonce: nonce, part: 0)
    }

    /// Finds out the states after the plain order, before the load; throws when the audit would say nothing.
    ///
    /// `first` is a send of the load, of whose upload the receiver must not know yet.
    package mutating func prepare(first: LoadSend) async throws {
        let known = script.events[first.event].variant
        for (variant, parts) in parts.enumerated() {
            for (number, part) in parts.enumerated() where !Task.isCancelled {
                let key = Key(variant: variant, part: number, events: part.whole)
                guard var plain = try await delivered(key) else { return }
                if variant == known {
                    try await check(part, key, &plain, first.upload)
                }
                references[key] = plain
            }
        }
    }

    private mutating func check(
        _ part: Part, _ key: Key, _ plain: inout [JSONValue], _ upload: Int
    ) async throws {
        let unknown = Key(variant: key.variant, part: key.part, events: 0)
        let absent = try await delivered(unknown) ?? []
        guard var again = try await delivered(key) else { return }
        if plain == absent || plain != again {
            // A receiver that works on after its answers gets the time that it needs.
            guard let late = try await delivered(key, ReceiverPace.watching),
                let later = try await delivered(key)
            else { return }
            (plain, again) = (late, later)
        }
        let places = zip(plain, again).flatMap { StateDifference.all(expected: $0, found: $1).map(\.path) }
        if let place = places.first {
            throw LoadObstacle(
                "the plain order does not leave the same state each time: \(place) differs; name it under \"volatile\""
            )
        }
        references[unknown] = absent
        if absent == plain {
            throw LoadObstacle(
                "what is observed is the same for a media that was never sent, so it says nothing")
        }
        if await states(upload, part) != absent {
            throw LoadObstacle(
                "the receiver knows the uploads of this seed from an earlier load: give it ids of its own with --fresh, or another --seed"
            )
        }
    }

    // MARK: References

    /// The state that a way leads to; nil when it is not known and no more can be found out.
    mutating func reference(_ key: Key) async -> [JSONValue]? {
        if let known = references[key] { return known }
        guard references.count < Self.referenceLimit, !Task.isCancelled else { return nil }
        do {
            let found = try await delivered(key)
            references[key] = found
            return found
        } catch {
            // The receiver took the same events before; whatever it has now, this state stays unknown.
            return nil
        }
    }

    /// Delivers events about a media of its own and reads its state; nil when that was interrupted.
    private mutating func delivered(
        _ key: Key, _ patience: HistoryRunner.Patience? = nil
    ) async throws -> [JSONValue]? {
        let part = parts[key.variant][key.part]
        let salt = salts.next()
        var slots: [History.Slot] = []
        for event in part.names.indices where key.events >> UInt64(event) & 1 == 1 {
            slots.append(History.Slot(event))
            if key.repeated >> UInt64(event) & 1 == 1 { slots.append(History.Slot(event, cause: .duplicate)) }
        }
        let blind = HistoryRunner.Patience(limit: .zero)
        if !slots.isEmpty {
            let record = await part.runner.run(History(slots), salt: salt, plain: nil, patience: blind)
            if record.isInterrupted { return nil }
            if let refused = record.deliveries.first(where: { !$0.isAccepted }) {
                throw LoadObstacle(
                    "the receiver does not take the events one by one: \(part.names[refused.event]): \(refused.answer)",
                    isOfReceiver: true)
            }
            // Under load other events follow too: a receiver may keep what it has when the next one comes.
            let other = History([History.Slot(0)])
            _ = await part.runner.run(other, salt: salts.next(), plain: nil, patience: blind)
        }
        let copy = part.runner.copies.copy(salt: salt)
        let stateReader = StateReader(
            runner: reader, normaliser: copy.normaliser, wall: wall, since: wall.now())
        var record = HistoryRecord()
        var states: [JSONValue] = []
        for (number, place) in part.questions.enumerated() {
            let wait = part.runner.copies.observations[number].settle
            let state = await stateReader.resting(
                copy.probes[place].spec, patience ?? pace.searching, settle: slots.isEmpty ? .zero : wait,
                &record)
            states.append(state.comparable)
        }
        if let refusal = record.refusal {
            throw LoadObstacle("the state cannot be read: \(refusal)", isOfReceiver: true)
        }
        pace.learn(record)
        return Task.isCancelled ? nil : states
    }

    // MARK: Reading

    /// The state of an upload now.
    private func states(_ upload: Int, _ part: Part) async -> [JSONValue] {
        let copy = part.runner.copies.copy(salt: script.salt(of: upload))
        let stateReader = StateReader(
            runner: reader, normaliser: copy.normaliser, wall: wall, since: wall.now())
        var record = HistoryRecord()
        var states: [JSONValue] = []
        for place in part.questions {
            let state = await stateReader.ask(copy.probes[place].spec, &record)
            states.append(state.comparable)
        }
        return states
    }

    /// Asks for the states of some subjects, several at a time.
    private func read(_ subjects: inout [AuditSubject]) async {
        let asked = subjects
        let results = await withTaskGroup(of: (Int, [JSONValue]).self) { group in
            var results: [(Int, [JSONValue])] = []
            var rest = asked.indices
            var running = 0
            while true {
                while running < Self.jobs, !Task.isCancelled, let place = rest.popFirst() {
                    let subject = asked[place]
                    let part = parts[subject.key.variant][subject.key.part]
                    group.addTask { (place, await states(subject.upload, part)) }
                    running += 1
                }
                guard let result = await group.next() else { return results }
                running -= 1
                results.append(result)
            }
        }
        for (place, states) in results { subjects[place].states = states }
    }

    // MARK: Audit

    /// Asks for the state of every upload of the sample and judges it.
    ///
    /// States are held only of so many uploads as are asked for together.
    package mutating func audit(_ sample: AuditSample) async -> AuditResult {
        var result = AuditResult()
        // What is not right at once gets its time, all together, before it is judged.
        var late: [AuditSubject] = []
        var rest = sample.uploads.keys.sorted()[...]
        while !rest.isEmpty {
            var subjects: [AuditSubject] = []
            for upload in rest.prefix(sliceSize) {
                guard let known = sample.uploads[upload] else { continue }
                for (number, part) in parts[known.variant].enumerated() {
                    let subject = AuditSubject(upload, known, part, number)
                    if subject.key.events == 0 {
                        result.unacknowledged += 1
                    } else {
                        subjects.append(subject)
                    }
                }
            }
            rest = rest.dropFirst(sliceSize)
            await read(&subjects)
            for var subject in subjects {
                if subject.maybe == 0, references[subject.key] == subject.states {
                    result.audited += 1
                    result.right += 1
                } else {
                    subject.states = []
                    late.append(subject)
                }
            }
        }
        if !late.isEmpty { await wall.pause(max(settle, pace.work * 4)) }
        for begin in stride(from: 0, to: late.count, by: sliceSize) {
            var subjects = Array(late[begin...].prefix(sliceSize))
            await read(&subjects)
            for subject in subjects {
                guard !Task.isCancelled, !subject.states.isEmpty else {
                    result.unjudged += 1
                    continue
                }
                result.audited += 1
                await judge(subject, &result)
            }
        }
        return result
    }

    private mutating func judge(_ subject: AuditSubject, _ result: inout AuditResult) async {
        guard let expected = await reference(subject.key) else {
            result.unjudged += 1
            return
        }
        for key in subject.mayBe where await reference(key) == subject.states {
            result.right += 1
            return
        }
        let part = parts[subject.key.variant][subject.key.part]
        var example = AuditResult.Example(
            kind: .wrong, upload: subject.upload, events: [],
            question: part.question(of: script.salt(of: subject.upload)), differences: [])
        let differences = Self.differences(expected, subject.states)
        example.differences = StateDifference.lines(differences)
        if subject.repeated != 0, let twice = await reference(subject.twice),
            Self.explains(Self.differences(expected, twice), differences)
        {
            example.kind = .twice
            example.events = part.names(subject.repeated)
        } else if let kept = await kept(subject) {
            example.kind = .absent
            example.events = part.names(subject.key.events & ~kept)
        }
        result.note(example)
    }

    /// The acknowledged events that lead to the state, when some of them have left no trace.
    private mutating func kept(_ subject: AuditSubject) async -> UInt64? {
        for events in subject.subsets {
            var key = subject.key
            key.events = events
            if await reference(key) == subject.states { return events }
        }
        return nil
    }

    private static func differences(_ expected: [JSONValue], _ found: [JSONValue]) -> [StateDifference] {
        zip(expected, found).flatMap { StateDifference.all(expected: $0, found: $1) }
    }

    /// True when a repetition changes all the places that are not as expected; how often it came may differ.
    private static func explains(_ repetition: [StateDifference], _ found: [StateDifference]) -> Bool {
        !repetition.isEmpty && Set(found.map(\.path)).isSubset(of: repetition.map(\.path))
    }
}

/// Why no load is offered, or its audit cannot say anything, in words for the user.
package struct LoadObstacle: Error, Equatable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    package let description: String
    /// True when the receiver cannot be reached or takes no event, or the set-up failed: what is then not tested.
    package let isOfReceiver: Bool

    package init(_ description: String, isOfReceiver: Bool = false) {
        self.description = description
        self.isOfReceiver = isOfReceiver
    }
}
