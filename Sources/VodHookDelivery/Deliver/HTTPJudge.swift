import JSONText
package import VodHookCatalogue

/// What a provider that delivers by HTTP makes of an exchange.
struct HTTPJudge: Sendable {
    let rules: DeliveryRules

    /// True when the provider takes the exchange for an acknowledgement.
    func accepts(_ exchange: Exchange) -> Bool {
        guard exchange.failure == nil, let answer = exchange.answer else { return false }
        return rules.http.accepts(status: answer.status)
    }

    /// What was answered where the provider reads it differently; see `Observation`.
    func misreading(_ exchange: Exchange) -> String? {
        if let failure = exchange.failure {
            switch failure.kind {
            case .timeout: return "no answer within \(DurationText.text(rules.timeout))"
            case .closed: return "the connection was closed before the answer was complete"
            case .refused, .unresolved, .tls, .malformedAnswer, .cancelled, .other: return nil
            }
        }
        guard let answer = exchange.answer else { return nil }
        if accepts(exchange) {
            return Self.saysError(answer.body) ? "answered \(answer.status) with an error in the body" : nil
        }
        switch answer.status {
        case 200...299:
            let wanted = rules.http.successStatuses.map(String.init).joined(separator: ", ")
            return "answered \(answer.status), but only \(wanted) counts as success"
        case 300...399: return "answered \(answer.status), but redirects are not followed"
        default: return nil
        }
    }

    /// Where to look first when all exchanges with `target` came out like this one; nil when there is nothing to say.
    static func advice(_ exchange: Exchange, target: String) -> String? {
        if let failure = exchange.failure {
            switch failure.kind {
            case .refused:
                return "nothing listens at \(target): is the receiver running, and the target right?"
            case .unresolved: return "the host of \(target) is not known here: is the target right?"
            case .tls:
                return "every TLS connection failed: --cacert FILE trusts a certificate of your own"
            case .malformedAnswer:
                return "what answers at \(target) does not speak HTTP: is the target right?"
            case .timeout, .closed, .cancelled, .other: return nil
            }
        }
        guard let status = exchange.answer?.status else { return nil }
        switch status {
        case 401, 403:
            return "every answer was \(status): does the receiver check with the key that signs here "
                + "(VODHOOK_KEY), and for the URL that is signed (the target, or --signed-url)?"
        case 404, 405:
            return "every answer was \(status): is the path of the target right?"
        default: return nil
        }
    }

    /// True for the shapes in which frameworks report errors: `error`, `errors`, `success: false`, a code that is
    /// not one of success.
    static func saysError(_ body: [UInt8]) -> Bool {
        guard body.first == 0x7B, let value = try? JSONReader.value(of: body), let object = value.object
        else {
            return false
        }
        for member in object.members {
            switch (member.key.lowercased(), member.value) {
            case ("error", .string(let text)), ("errormessage", .string(let text)):
                if !text.isEmpty { return true }
            case ("error", .bool(let truth)): if truth { return true }
            case ("error", .object), ("exception", .string), ("exception", .object): return true
            case ("errors", .array(let errors)): if !errors.isEmpty { return true }
            case ("success", .bool(let truth)), ("ok", .bool(let truth)): if !truth { return true }
            case ("code", .number(let number)), ("errcode", .number(let number)):
                if number != JSONNumber(0), number != JSONNumber(200) { return true }
            case ("status", .string(let word)):
                if ["error", "fail", "failed", "failure"].contains(word.lowercased()) { return true }
            default: break
            }
        }
        return false
    }
}

extension Observation {
    /// What was observed of a request to `target`, as reports show it, that is judged by `rules`.
    package init(
        startedAt: Duration, method: String, target: String, headers: [HTTPHeader], exchange: Exchange,
        rules: DeliveryRules
    ) {
        let judge = HTTPJudge(rules: rules)
        var fields = [
            ReportField("connectionReused", .value(exchange.connectionReused.map { .bool($0) } ?? .null)),
            ReportField("requestHeaders", .sentHeaders),
        ]
        if let answer = exchange.answer {
            fields.append(ReportField("httpVersion", .value(.string(answer.httpVersion))))
            fields.append(ReportField("answerHeaders", .answerHeaders))
            fields.append(ReportField("answerBody", .answerBody))
        }
        self.init(
            startedAt: startedAt, reach: exchange.reach, isAccepted: judge.accepts(exchange),
            misreading: judge.misreading(exchange), advice: HTTPJudge.advice(exchange, target: target),
            sent: MessageHead(line: "\(method) \(target)", headers: headers), reply: Reply(exchange),
            remarks: exchange.connectionReused == true ? ["connection reused"] : [], fields: fields)
    }
}
