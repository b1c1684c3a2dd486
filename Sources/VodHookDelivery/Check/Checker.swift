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
        } else if !isRefusedAsExpected(result) {
            maker.outcome(
                result, Located(.delivered, at: result.planned.position),
                remedy: "; if the loss is wanted, expect \"outcome\": \"lost\"")
        }
        if let statuses = expect.statuses {
            let actual = result.attempts.map { $0.observation.reply.code ?? 0 }
            maker.add(
                "statuses", at: statuses.position, mayFollow: true,
                actual == statuses.value
                    ? nil : "expected statuses \(list(statuses.value)), got \(list(actual))")
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
        maker.answer(result.planned.spec.expect)
        if maker.checks.isEmpty {
            var expect = Expectation()
            expect.status = Located([.hundreds(2)], at: result.planned.spec.position)
            maker.answer(expect)
        }
        return maker.checks
    }

    /// The one check of a probe whose expectations must never hold.
    static func neverCheck(of result: ProbeResult, held: Bool) -> Check {
        let spec = result.planned.spec
        let time = spec.within.map { " within \(DurationText.text($0))" } ?? ""
        var maker = CheckMaker(subject: result.planned.name, delivery: nil, reply: result.last.reply)
        maker.probe = result.planned.id
        let complaint =
            held
            ? "expected never to hold\(time), but it held at question \(result.requests)"
            : result.last.reply.failure.map { "whether it held is not known: \($0.message)" }
        maker.add("never\(time)", at: spec.position, complaint, showing: maker.shownAnswer)
        return maker.checks[0]
    }

    /// True when the scenario expects the loss of a delivery, or the refusal that it ended with.
    static func expectsLoss(_ result: DeliveryResult) -> Bool {
        result.planned.expect.outcome?.value == .lost || isRefusedAsExpected(result)
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

    /// `mayFollow` is true for what a loss breaks too; `answer` stands behind a complaint.
    mutating func add(
        _ name: String, at position: SourcePosition, mayFollow: Bool = false, _ complaint: String?,
        showing answer: String = ""
    ) {
        // Once is enough: each complaint says what it found.
        let shown = complaint == nil || isBodyShown ? "" : answer
        if !shown.isEmpty { isBodyShown = true }
        checks.append(
            Check(
                name: "\(subject): \(name)", verdict: complaint == nil ? .pass : .fail,
                message: complaint ?? "", answer: shown, position: position,
                delivery: delivery, probe: probe, followsLoss: mayFollow && isLossShown && complaint != nil))
    }

    mutating func outcome(_ result: DeliveryResult, _ wanted: Located<Outcome>, remedy: String = "") {
        guard result.outcome != wanted.value else {
            return add(wanted.value.rawValue, at: wanted.position, nil)
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
            add(
                "\(codeName) \(wanted)", at: status.position, mayFollow: true,
                holds ? nil : "expected \(codeName) \(wanted), got \(lastAnswer)",
                showing: isAnswerShown ? "" : shownAnswer)
            if !holds { isAnswerShown = true }
        }
        if let within = expect.within, let reply {
            let took = reply.duration
            let limit = DurationText.text(within.value)
            let holds = took <= within.value && reply.failure == nil
            let complaint =
                reply.failure.map { _ in "there was none" }
                ?? "it took \(JSONNumber(shortest: (took.milliseconds * 10).rounded() / 10)?.literal ?? "?") ms"
            add(
                "within \(limit)", at: within.position, mayFollow: reply.failure != nil,
                holds ? nil : "expected an answer within \(limit), but \(complaint)")
        }
        for header in expect.headers {
            let values = (reply?.headers ?? []).filter {
                $0.name.lowercased() == header.name.lowercased()
            }
            .map { JSONValue.string($0.value) }
            for predicate in header.predicates {
                add(
                    "header \(header.name)", at: predicate.position,
                    predicate.value.complaint(about: values).map { "header \(header.name): \($0)" })
            }
        }
        for check in expect.body { body(check) }
    }

    private mutating func body(_ check: BodyCheck) {
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
                    "\(name): \(reason)", showing: shownAnswer)
            }
        }
        let selected = json.map { check.path?.values(in: $0) ?? [$0] } ?? []
        let text =
            reply?.body == nil ? [] : [JSONValue.string(String(decoding: textBytes, as: UTF8.self))]
        for predicate in check.predicates {
            let values = check.path == nil && predicate.value.isAboutText ? text : selected
            add(
                name, at: predicate.position,
                predicate.value.complaint(about: values, isSingular: check.path?.isSingular ?? true)
                    .map { "\(name): \($0)" }, showing: shownAnswer)
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
