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
        var lines = delivery.attempts.dropLast().map {
            "attempt \($0.number): \(Self.summary($0.observation.reply))"
        }
        lines.append("attempt \(last.number): \(Self.summary(last.observation.reply))")
        switch last.observation.record {
        case .http(let http):
            lines.append("> \(Self.method(delivery.planned)) \(target)")
            lines += http.requestHeaders.map { "> \($0.name): \($0.value)" }
            lines += ["> "] + body(delivery.planned.body).map { "> \($0)" }
            return lines + answer(http.exchange)
        }
    }

    /// The last question of a probe and its answer.
    func lines(of probe: ProbeResult) -> [String] {
        let asked = Shown.count(probe.requests, "time")
        let lines = [
            "asked \(asked), the last time: \(Self.summary(probe.last.reply))", "> \(probe.url)",
        ]
        return switch probe.last {
        case .http(let exchange): lines + answer(exchange)
        case .command(let outcome): lines + answer(outcome)
        }
    }

    private func answer(_ outcome: CommandOutcome) -> [String] {
        var lines: [String] = []
        if let exitCode = outcome.exitCode {
            lines.append("< exit code \(exitCode)")
            if !outcome.output.isEmpty { lines += ["< "] + body(outcome.output).map { "< \($0)" } }
        }
        return lines + failure(outcome.failure)
    }

    private func answer(_ exchange: Exchange) -> [String] {
        var lines: [String] = []
        if let answer = exchange.answer {
            lines.append("< HTTP/\(answer.httpVersion) \(answer.status)")
            lines += answer.headers.map { "< \($0.name): \($0.value)" }
            if !answer.body.isEmpty { lines += ["< "] + body(answer.body).map { "< \($0)" } }
            if answer.isBodyTruncated { lines.append("! the body was longer; its rest was not kept") }
        }
        return lines + failure(exchange.failure)
    }

    private func failure(_ failure: TransportFailure?) -> [String] {
        failure.map { ["! \($0.kind.rawValue): \($0.message)"] } ?? []
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

    /// The method that is sent, faults included.
    static func method(_ planned: PlannedDelivery) -> String {
        let fault = planned.faults.last { $0.kind == .method }
        return fault.map { $0.value ?? "PUT" } ?? planned.rules.method
    }
}
