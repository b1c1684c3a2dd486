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
            return index.delivery(of: check).map { lines(of: $0, target: index.target) } ?? []
        }
        return index.probe(of: check).map(lines) ?? []
    }

    /// The last exchange of a delivery whole, those before it in a line each.
    func lines(of delivery: DeliveryResult, target: String) -> [String] {
        guard let last = delivery.attempts.last else { return [] }
        var lines = delivery.attempts.dropLast().map { "attempt \($0.number): \(Self.summary($0.exchange))" }
        lines.append("attempt \(last.number): \(Self.summary(last.exchange))")
        lines.append("> \(Self.method(delivery.planned)) \(target)")
        lines += last.requestHeaders.map { "> \($0.name): \($0.value)" }
        lines += ["> "] + body(delivery.planned.body).map { "> \($0)" }
        return lines + answer(last.exchange)
    }

    /// The last question of a probe and its answer.
    func lines(of probe: ProbeResult) -> [String] {
        [
            "asked \(Shown.count(probe.requests, "time")), the last time: \(Self.summary(probe.last))",
            "> \(probe.url)",
        ]
            + answer(probe.last)
    }

    private func answer(_ exchange: Exchange) -> [String] {
        var lines: [String] = []
        if let answer = exchange.answer {
            lines.append("< HTTP/\(answer.httpVersion) \(answer.status)")
            lines += answer.headers.map { "< \($0.name): \($0.value)" }
            if !answer.body.isEmpty { lines += ["< "] + body(answer.body).map { "< \($0)" } }
            if answer.isBodyTruncated { lines.append("! the body was longer; its rest was not kept") }
        }
        if let failure = exchange.failure { lines.append("! \(failure.kind.rawValue): \(failure.message)") }
        return lines
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
    static func summary(_ exchange: Exchange) -> String {
        "\(word(exchange)) in \(Shown.duration(exchange.duration))"
    }

    /// The status, or the kind of the failure.
    static func word(_ exchange: Exchange) -> String {
        if let failure = exchange.failure {
            return switch failure.kind {
            case .malformedAnswer: "malformed"
            case .other: "failed"
            default: failure.kind.rawValue
            }
        }
        return exchange.answer.map { String($0.status) } ?? "nothing"
    }

    /// The method that is sent, faults included.
    static func method(_ planned: PlannedDelivery) -> String {
        WireChanges(planned.faults, bodySize: planned.body.count).method ?? planned.rules.method
    }
}
