import JSONText
import VodHookCatalogue

/// A recording as text: one JSON object a line, so that a writer that is killed loses its last line at most.
package enum RecordingLine {
    /// The name of the file in a folder of recordings.
    package static let fileName = "requests.jsonl"

    /// The first line of a session, with its line break.
    package static func header(startedAt: Int64, toolVersion: String, removed: Set<SecretKind>) -> [UInt8] {
        let kinds = SecretKind.allCases.filter(removed.contains).map { JSONValue.string($0.rawValue) }
        let object: JSONValue = [
            "recording": 1, "tool": .string(toolVersion),
            "startedAt": .string(time(startedAt)), "scrubbed": .array(kinds),
        ]
        return JSONWriter.bytes(of: object) + [0x0A]
    }

    /// One request, with its line break.
    package static func line(_ request: RecordedRequest) -> [UInt8] {
        var object = JSONObject()
        object.append("receivedAt", .string(time(request.receivedAt)))
        object.append("unixMicroseconds", .int(Int(request.receivedAt)))
        object.append("provider", request.recognition.provider.map { .string($0) } ?? .null)
        object.append("event", request.recognition.event.map { .string($0) } ?? .null)
        object.append("signature", .string(request.recognition.signature.rawValue))
        if let fault = request.recognition.signatureFault { object.append("signatureFault", fault) }
        object.append("method", .string(request.method))
        object.append("target", .string(request.target))
        object.append("headers", headers(request.headers))
        append(request.body, to: &object)
        if !request.isComplete { object.append("complete", false) }
        object.append("answer", answer(request.answer))
        return JSONWriter.bytes(of: .object(object)) + [0x0A]
    }

    private static func answer(_ answer: RecordedAnswer) -> JSONValue {
        var object = JSONObject()
        object.append("by", .string(answer.origin.rawValue))
        object.append("status", answer.status.map { .int($0) } ?? .null)
        if let failure = answer.failure { object.append("failure", .string(failure)) }
        let after = (answer.after.milliseconds * 1000).rounded() / 1000
        object.append("afterMs", JSONNumber(shortest: after).map { .number($0) } ?? .null)
        object.append("headers", headers(answer.headers))
        append(answer.body, to: &object)
        return .object(object)
    }

    private static func headers(_ headers: [HTTPHeader]) -> JSONValue {
        .array(headers.map { .array([.string($0.name), .string($0.value)]) })
    }

    private static func append(_ body: [UInt8], to object: inout JSONObject) {
        if let text = String(validating: body, as: UTF8.self) {
            object.append("body", .string(text))
        } else {
            object.append("bodyBase64", .string(Base64.encode(body)))
        }
    }

    private static func time(_ microseconds: Int64) -> String {
        Timestamp(milliseconds: microseconds / 1000).isoMilliseconds
    }

    // MARK: Reading

    /// The moments at which a request can have been recorded: from 1970 to the end of the year 9999.
    private static let times: ClosedRange<Int64> = 0...253_402_300_799_999_999

    /// What is wrong with the times of a line; nil when nothing is, or when it has none.
    static func timeMistake(_ value: JSONValue) -> String? {
        if let time = value["unixMicroseconds"]?.number, !(time.int64.map(times.contains) ?? false) {
            return "\"unixMicroseconds\" is no moment from 1970 to 9999, and the line is left out"
        }
        if value["answer"].flatMap(after) == nil, value["answer"] != nil {
            return "\"afterMs\" is more than 10 years, and the line is left out"
        }
        return nil
    }

    private static func after(_ answer: JSONValue) -> Duration? {
        .fractional((answer["afterMs"]?.number?.double ?? 0) / 1000)
    }

    /// The request of a line that has been read as JSON; nil when it is a header, nothing known, or of no time.
    static func request(_ value: JSONValue) -> RecordedRequest? {
        guard let time = value["unixMicroseconds"]?.number?.int64, times.contains(time),
            let method = value["method"]?.string,
            let target = value["target"]?.string, let body = body(value), let answer = value["answer"],
            let origin = answer["by"]?.string.flatMap(RecordedAnswer.Origin.init), let after = after(answer)
        else { return nil }
        var request = RecordedRequest(
            receivedAt: time, method: method, target: target, headers: headers(value["headers"]), body: body,
            isComplete: value["complete"]?.bool ?? true,
            answer: RecordedAnswer(
                origin: origin, status: answer["status"]?.number?.int64.map(Int.init),
                headers: headers(answer["headers"]), body: self.body(answer) ?? [],
                after: after,
                failure: answer["failure"]?.string))
        request.recognition.provider = value["provider"]?.string
        request.recognition.event = value["event"]?.string
        request.recognition.signature =
            (value["signature"]?.string).flatMap(Recognition.Signature.init) ?? .missing
        request.recognition.signatureFault = value["signatureFault"]
        return request
    }

    private static func headers(_ value: JSONValue?) -> [HTTPHeader] {
        (value?.array ?? []).compactMap { pair in
            guard let pair = pair.array, pair.count == 2, let name = pair[0].string,
                let value = pair[1].string
            else { return nil }
            return HTTPHeader(name, value)
        }
    }

    private static func body(_ value: JSONValue) -> [UInt8]? {
        if let text = value["body"]?.string { return Array(text.utf8) }
        return value["bodyBase64"]?.string.flatMap(Base64.decode)
    }
}
