import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// What went over the wire, as lines for people: `>` sent, `<` received, `!` what went wrong.
struct ExchangeText {
    /// The most bytes of a body that are shown.
    var bodyLimit = 4096

    /// The lines of the check's delivery, or of its probe; empty when it is about neither.
    func lines(of check: Check, in index: ResultIndex) -> [String] {
        if check.delivery != nil {
            return index.delivery(of: check).map { lines(of: $0) } ?? []
        }
        return index.probe(of: check).map(lines) ?? []
    }

    /// The last exchange of a delivery whole, those before it in a line each.
    func lines(of delivery: DeliveryResult) -> [String] {
        guard let last = delivery.attempts.last else { return [] }
        let summaries = delivery.attempts.map {
            "attempt \($0.number): \(Self.summary($0.observation.reply))"
        }
        return summaries + lines(of: ExchangeParts(last, of: delivery))
    }

    /// The last question of a probe and its answer.
    func lines(of probe: ProbeResult) -> [String] {
        ["asked \(Shown.count(probe.requests, "time")), the last time: \(Self.summary(probe.last.reply))"]
            + lines(of: ExchangeParts(probe))
    }

    private func lines(of parts: ExchangeParts) -> [String] {
        var lines = parts.requestHead.map { "> \($0)" }
        if let sent = parts.requestBody { lines += ["> "] + body(sent).map { "> \($0)" } }
        lines += parts.answerHead.map { $0.map { "< \($0)" } } ?? []
        if !parts.answerBody.isEmpty { lines += ["< "] + body(parts.answerBody).map { "< \($0)" } }
        if parts.isAnswerCut { lines.append("! the body was longer; its rest was not kept") }
        if let failure = parts.failure { lines.append("! \(failure.kind.rawValue): \(failure.message)") }
        return lines
    }

    /// The exchange without its request line, each body in one line and the answer's cut at `bodyLimit` bytes.
    func shortLines(of parts: ExchangeParts) -> [String] {
        var sent = parts.requestHeaders
        if let body = parts.requestBody { sent.append(String(decoding: body, as: UTF8.self)) }
        var answered = parts.answerHead ?? []
        if !parts.answerBody.isEmpty {
            answered.append(String(decoding: parts.answerBody.prefix(bodyLimit), as: UTF8.self))
        }
        return sent.map { "> \($0)" } + answered.map { "< \($0)" }
            + (parts.failure.map { ["! \($0.message)"] } ?? [])
    }

    private func body(_ bytes: [UInt8]) -> [String] {
        let (text, left) = Self.text(of: bytes, limit: bodyLimit)
        // By bytes: a carriage return and a line feed together are one character.
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if left > 0 { lines.append("… \(Shown.count(left, "byte")) more") }
        return lines
    }

    /// The beginning of a body, cut between two scalars, and how many bytes are left out.
    static func text(of bytes: [UInt8], limit: Int) -> (text: String, left: Int) {
        guard bytes.count > limit else { return (String(decoding: bytes, as: UTF8.self), 0) }
        var end = limit
        while end > max(0, limit - 4), bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return (String(decoding: bytes[..<end], as: UTF8.self), bytes.count - end)
    }

    /// `200 in 3.1 ms`, `timeout in 5.0 s`.
    static func summary(_ reply: Reply) -> String {
        "\(reply.shown) in \(Shown.duration(reply.duration))"
    }
}
