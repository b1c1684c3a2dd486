import JSONText
import VodHookCatalogue
package import VodHookPlan

/// Compares what came with what was expected; every comparison is a check with its place.
package enum Checker {
    /// The checks of one delivery.
    ///
    /// Its end is always checked: `delivered` unless the scenario says otherwise, or expects a status of refusal.
    package static func checks(of result: DeliveryResult) -> [Check] {
        let expect = result.planned.expect
        let last = result.attempts.last
        var maker = CheckMaker(
            subject: title(result.planned), delivery: result.planned.id, reply: last?.observation.reply)
        if let outcome = expect.outcome {
            maker.outcome(result, outcome)
        } else if !isRefusedAsExpected(result) && !(result.planned.expectsRefusal && isUnanswered(result)) {
            maker.outcome(
                result, Located(.delivered, at: result.planned.position),
                remedy: "; if the loss is wanted, expect \"outcome\": \"lost\"")
        }
        if let statuses = expect.statuses {
            let actual = result.attempts.map { $0.observation.reply.code ?? 0 }
            maker.add(
                "statuses", at: statuses.position, mayFollow: true,
                actual == statuses.value
                    ? nil : "expected statuses \(list(statuses.value)), got \(list(actual))",
                isJudged: actual == statuses.value
                    || !result.attempts.contains { $0.observation.reach < .sent })
        }
        if let attempts = expect.attempts {
            let count = result.attempts.count
            maker.add(
                "attempts", at: attempts.position, mayFollow: true,
                attempts.value.contains(count)
                    ? nil
                    : "expected \(Predicate.shown(attempts.value)) attempt\(attempts.value == 1...1 ? "" : "s"), got \(count)"
            )
        }
        maker.answer(expect)
        return maker.checks
    }

    /// The checks of a probe's last answer.
    package static func checks(of result: ProbeResult) -> [Check] {
        var maker = CheckMaker(subject: result.planned.name, delivery: nil, reply: result.last.reply)
        maker.probe = result.planned.id
        maker.isState = true
        maker.answer(result.planned.spec.expect)
        if maker.checks.isEmpty {
            var expect = Expectation()
            expect.status = Located([.hundreds(2)], at: result.planned.spec.position)
            maker.answer(expect)
        }
        return maker.checks
    }

    /// Why an answer to a probe that must never hold shows nothing, `checks` being its own; nil when it shows enough.
    ///
    /// That nothing is there (404, 410) is an answer; a failure of the receiver, or a refusal to say, is none.
    static func whyUnjudged(_ result: ProbeResult, _ checks: [Check]) -> String? {
        let reply = result.last.reply
        if let failure = reply.failure { return failure.message }
        guard let code = reply.code else { return "there was no answer" }
        if let untested = checks.first(where: { $0.verdict == .notTested }) { return untested.complaint }
        let isExpected = result.planned.spec.expect.status?.value.contains { $0.matches(code) } ?? false
        if isExpected { return nil }
        let isState =
            switch result.last {
            case .http: (200...299).contains(code) || code == 404 || code == 410
            case .command: code != 126 && code != 127
            }
        return isState ? nil : "\(reply.codeName) \(code) shows no state"
    }

    /// The one check of a probe whose expectations must never hold; `unjudged` is why a question showed nothing.
    static func neverCheck(of result: ProbeResult, held: Bool, unjudged: String? = nil) -> Check {
        let spec = result.planned.spec
        let time = spec.within.map { " within \(DurationText.text($0))" } ?? ""
        var maker = CheckMaker(subject: result.planned.name, delivery: nil, reply: result.last.reply)
        maker.probe = result.planned.id
        let complaint =
            held
            ? "expected never to hold\(time), but it held at question \(result.requests)"
            : unjudged.map { "whether it held is not known: \($0)" }
        maker.add(
            "never\(time)", at: spec.position, complaint, showing: maker.shownAnswer,
            isJudged: held || unjudged == nil)
        return maker.checks[0]
    }

    /// True when the scenario expects the loss of a delivery, or the refusal that it ended with.
    static func expectsLoss(_ result: DeliveryResult) -> Bool {
        (result.planned.expect.outcome.map { $0.value != .delivered } ?? false) || isRefusedAsExpected(result)
    }

    /// True when the last attempt has no complete answer.
    private static func isUnanswered(_ result: DeliveryResult) -> Bool {
        guard let reply = result.attempts.last?.observation.reply else { return true }
        return reply.failure != nil || reply.code == nil
    }

    /// True when the answer is one that the scenario expects and the vendor takes for a refusal.
    private static func isRefusedAsExpected(_ result: DeliveryResult) -> Bool {
        guard result.outcome == .lost, let reply = result.attempts.last?.observation.reply,
            reply.failure == nil, let code = reply.code
        else { return false }
        return result.planned.expect.status?.value.contains { $0.matches(code) } ?? false
    }

    /// How people see a delivery: `StreamTranscodeComplete FD (movie)`.
    package static func subject(_ delivery: PlannedDelivery) -> String {
        "\(delivery.event)\(delivery.subject.map { " \($0)" } ?? "") (\(delivery.media))"
    }

    /// How reports name a delivery: by the name of its step, what it is, and what goes wrong with it:
    /// `second try: StreamTranscodeComplete FD (movie), wrong-key`.
    package static func title(_ delivery: PlannedDelivery) -> String {
        let name = delivery.name.map { "\($0): " } ?? ""
        return ([name + subject(delivery)] + delivery.faults.map(\.word.text)).joined(separator: ", ")
    }

    private static func list(_ statuses: [Int]) -> String {
        statuses.map { $0 == 0 ? "none" : String($0) }.joined(separator: ", ")
    }
}

/// Collects the checks about one thing.
private struct CheckMaker {
    let subject: String
    let delivery: String?
    let reply: Reply?
    var probe: String?
    /// True when the answer is to show a state: only one of success does, unless the scenario expects another status.
    var isState = false
    private(set) var checks: [Check] = []
    /// True when a failed check tells the last answer, or why there was none.
    private var isAnswerShown = false
    /// True when a failed check says that the delivery was lost.
    private var isLossShown = false
    /// True when a failed check shows what was answered.
    private var isBodyShown = false

    init(subject: String, delivery: String?, reply: Reply?) {
        self.subject = subject
        self.delivery = delivery
        self.reply = reply
    }

    /// Adds a check; `mayFollow` is true for what a loss breaks too, `answer` stands behind a complaint.
    ///
    /// What is not judged is not tested, unless a failed check says that the delivery was lost.
    mutating func add(
        _ name: String, at position: SourcePosition, mayFollow: Bool = false, _ complaint: String?,
        showing answer: String = "", isJudged: Bool = true
    ) {
        // Once is enough: each complaint says what it found.
        let shown = complaint == nil || isBodyShown ? "" : answer
        if !shown.isEmpty { isBodyShown = true }
        checks.append(
            Check(
                name: "\(subject): \(name)",
                verdict: complaint == nil ? .pass : isJudged || isLossShown ? .fail : .notTested,
                message: complaint ?? "", answer: shown, position: position,
                delivery: delivery, probe: probe, followsLoss: mayFollow && isLossShown && complaint != nil))
    }

    /// Adds a check about the answer; `complaint` is nil when it holds.
    ///
    /// Without an answer to judge it is not tested.
    private mutating func addJudged(
        _ name: String, at position: SourcePosition, mayFollow: Bool = false, _ complaint: String?,
        showing answer: String = "", isStated: Bool
    ) {
        guard let reason = whyUnjudged(isStated: isStated, holds: complaint == nil) else {
            return add(name, at: position, mayFollow: mayFollow, complaint, showing: answer)
        }
        let text = complaint.map { isUnanswered ? $0 : "\($0); \(reason)" } ?? "\(name): \(reason)"
        add(name, at: position, mayFollow: mayFollow, text, showing: answer, isJudged: false)
    }

    private var isUnanswered: Bool { reply?.failure != nil || reply?.code == nil }

    private var saysNothingIsThere: Bool { reply?.code == 404 || reply?.code == 410 }

    /// True for the code of a request or a command that has done its work; what a command says is up to its writer.
    private func showsState(_ code: Int) -> Bool {
        reply?.isOfCommand == true ? code != 126 && code != 127 : (200...299).contains(code)
    }

    /// Why the answer cannot be judged; nil when it can.
    ///
    /// `isStated` is true when its status is expected.
    private func whyUnjudged(isStated: Bool, holds: Bool) -> String? {
        if isUnanswered { return "there was no answer: \(lastAnswer)" }
        guard isState, !isStated, let code = reply?.code, !showsState(code) else { return nil }
        // What does not hold fails where the receiver says that nothing is there; its own failure shows nothing.
        return holds || code >= 500 ? "\(codeName) \(code) shows no state" : nil
    }

    mutating func outcome(
        _ result: DeliveryResult, _ wanted: Located<ExpectedOutcome>, remedy: String = ""
    ) {
        let name = wanted.value.rawValue
        switch (wanted.value, result.outcome) {
        case (.delivered, .delivered): return add(name, at: wanted.position, nil)
        case (.lost, .lost):
            switch LossEvidence(result) {
            case .refused: return add(name, at: wanted.position, nil)
            case .silent(let what):
                add(name, at: wanted.position, nil)
                checks[checks.count - 1].needsOtherAnswer =
                    "the target answered nothing in this scenario, so silence is no refusal: \(what)"
                return
            case .unsent(let what):
                return add(
                    name, at: wanted.position,
                    "a refusal needs an answer, and the request was not given over: \(what)",
                    isJudged: false)
            }
        case (.unreachable, .lost):
            switch DowntimeEvidence(result) {
            case .unreachable: return add(name, at: wanted.position, nil)
            case .unknown(let what):
                return add(
                    name, at: wanted.position, "that is no target that is away: \(what)", isJudged: false)
            case .reached(let what):
                return add(
                    name, at: wanted.position, "expected unreachable, but the target was there: \(what)",
                    showing: shownAnswer)
            }
        case (.delivered, .lost), (.delivered, .interrupted), (.lost, .delivered), (.lost, .interrupted),
            (.unreachable, .delivered), (.unreachable, .interrupted):
            break
        }
        let attempts = result.attempts.count == 1 ? "1 attempt" : "\(result.attempts.count) attempts"
        let what =
            switch result.outcome {
            case .lost: "lost after \(attempts); the last one: \(lastAnswer)\(remedy)"
            case .delivered: "delivered with \(lastAnswer)"
            case .interrupted: "interrupted after \(attempts)"
            }
        add(
            wanted.value.rawValue, at: wanted.position,
            "expected \(wanted.value.rawValue), got \(what)", showing: shownAnswer)
        isAnswerShown = true
        isLossShown = result.outcome == .lost
    }

    private var codeName: String { reply?.codeName ?? "status" }

    private var lastAnswer: String {
        if let failure = reply?.failure { return isAnswerShown ? "no answer" : failure.message }
        return reply?.code.map { "\(codeName) \($0)" } ?? "nothing was sent"
    }

    mutating func answer(_ expect: Expectation) {
        if let status = expect.status {
            let wanted = status.value.map(\.description).joined(separator: " or ")
            let actual = reply?.code
            let holds =
                reply?.failure == nil
                && actual.map { code in status.value.contains { $0.matches(code) } } ?? false
            addJudged(
                "\(codeName) \(wanted)", at: status.position, mayFollow: true,
                holds ? nil : "expected \(codeName) \(wanted), got \(lastAnswer)",
                showing: isAnswerShown ? "" : shownAnswer, isStated: true)
            if !holds { isAnswerShown = true }
        }
        if let within = expect.within, let reply {
            let took = reply.duration
            let limit = DurationText.text(within.value)
            let holds = took <= within.value && reply.failure == nil
            let complaint =
                reply.failure.map { _ in "there was none" }
                ?? "it took \(JSONNumber(shortest: (took.milliseconds * 10).rounded() / 10)?.literal ?? "?") ms"
            addJudged(
                "within \(limit)", at: within.position, mayFollow: reply.failure != nil,
                holds ? nil : "expected an answer within \(limit), but \(complaint)", isStated: true)
        }
        for header in expect.headers {
            let values = (reply?.headers ?? []).filter {
                $0.name.lowercased() == header.name.lowercased()
            }
            .map { JSONValue.string($0.value) }
            for predicate in header.predicates {
                addJudged(
                    "header \(header.name)", at: predicate.position,
                    predicate.value.complaint(about: values).map { "header \(header.name): \($0)" },
                    isStated: expect.status != nil)
            }
        }
        for check in expect.body { body(check, isStated: expect.status != nil) }
    }

    private mutating func body(_ check: BodyCheck, isStated: Bool) {
        let name = check.path.map { "body \($0)" } ?? "body"
        let bytes = reply?.body ?? []
        // Without a path the whole body is meant: its text, or its JSON where a condition is about more than text.
        var json: JSONValue?
        if check.path != nil || check.predicates.contains(where: { !$0.value.isAboutText }) {
            do throws(JSONSyntaxError) {
                json = try JSONReader.value(of: bytes)
            } catch {
                let reason =
                    reply?.body != nil
                    ? "the body is \(error.description)"
                    : isAnswerShown ? "there was no answer" : "there was no answer: \(lastAnswer)"
                return add(
                    name, at: check.position, mayFollow: reply?.body == nil,
                    "\(name): \(reason)", showing: shownAnswer,
                    isJudged: !isUnanswered && (!isState || saysNothingIsThere))
            }
        }
        let selected = json.map { check.path?.values(in: $0) ?? [$0] } ?? []
        let text =
            reply?.body == nil ? [] : [JSONValue.string(String(decoding: textBytes, as: UTF8.self))]
        for predicate in check.predicates {
            let values = check.path == nil && predicate.value.isAboutText ? text : selected
            addJudged(
                name, at: predicate.position,
                predicate.value.complaint(about: values, isSingular: check.path?.isSingular ?? true)
                    .map { "\(name): \($0)" }, showing: shownAnswer, isStated: isStated)
        }
    }

    /// The body as a text; a command ends its output with a line break that nobody means.
    private var textBytes: ArraySlice<UInt8> {
        let bytes = (reply?.body ?? [])[...]
        guard reply?.isOfCommand == true, bytes.last == 0x0A else { return bytes }
        let line = bytes.dropLast()
        return line.last == 0x0D ? line.dropLast() : line
    }

    /// What the answer says, to be put behind a complaint; empty when it says nothing.
    var shownAnswer: String {
        let errors = (reply?.errorLines ?? []).joined(separator: " | ")
        let tail = errors.isEmpty ? "" : "; standard error ends with: \(errors)"
        guard reply?.body?.isEmpty == false else { return tail }
        let bytes = textBytes
        // By bytes: a carriage return and a line feed together are one character.
        let line = bytes.prefix(200).map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        let text = String(decoding: line, as: UTF8.self)
        return "; the answer was: \(text)\(bytes.count > 200 ? "…" : "")\(tail)"
    }
}
