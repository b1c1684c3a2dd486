import VodHookCatalogue

/// Keeps an answer as a scenario wants it: everything, with the body up to its limit.
struct AnswerBuilder: AnswerSink {
    private var answer: Answer?

    mutating func take(status: Int, version: AnswerVersion) {
        answer = Answer(status: status, httpVersion: version.rawValue)
    }

    mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        answer?.headers.append(
            HTTPHeader(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }

    mutating func take(fold rest: UnsafeRawBufferPointer) {
        guard let place = answer?.headers.indices.last, !rest.isEmpty else { return }
        answer?.headers[place].value += " " + String(decoding: rest, as: UTF8.self)
    }

    mutating func take(body piece: UnsafeRawBufferPointer) {
        guard let kept = answer?.body.count else { return }
        let room = Answer.bodyLimit - kept
        answer?.body.append(contentsOf: piece.prefix(room))
        if piece.count > room { answer?.isBodyTruncated = true }
    }

    /// The answer as far as it came; nil when no final status line came.
    consuming func finished() -> Answer? { answer }
}
