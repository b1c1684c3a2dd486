import JSONText
import QueueServer
import VodHookCatalogue
import VodHookReports

/// Writes a request to the queue server as a line of the log, in the manner of `listen`.
struct QueueLine: Sendable {
    let catalogue: Catalogue

    /// Time, status, method and target, what it was about, the verdict and why.
    func text(_ request: LoggedQueueRequest) -> String {
        let time = Timestamp(milliseconds: request.time).isoSeconds
        let reason = request.note.reason.map { "  \($0)" } ?? ""
        return SafeText.line(
            "\(time)  \(request.status)  \(request.method) \(request.target)  \(what(request.note.messages))  \(request.note.verdict.rawValue)\(reason)"
        )
    }

    private func what(_ messages: [QueueNote.Message]) -> String {
        guard messages.count == 1, let message = messages.first else {
            return messages.isEmpty ? "" : Shown.count(messages.count, "message")
        }
        let times = message.count > 1 ? "(time \(message.count))" : nil
        return [event(message.body), message.id, times].compactMap { $0 }.joined(separator: " ")
    }

    /// Provider and event of a body, which may be in Base64; nil when it is none that is known.
    private func event(_ body: [UInt8]) -> String? {
        let plain = body.first == 0x7B ? body : Base64.decode(String(decoding: body, as: UTF8.self)) ?? []
        guard let value = try? JSONReader.value(of: plain) else { return nil }
        let detected = BodyValidator.detect(value, in: catalogue)
        return detected.first.map { "\($0.provider.name) \($0.event.name)" } ?? catalogue.eventName(in: value)
    }
}

/// Counts what happened to the messages of a queue.
final class QueueTally: Sendable {
    private struct Counts: Sendable {
        var put = 0
        var received = 0
        var again = 0
        var deleted = 0
        var refused = 0
        var expired = 0
        var empty = 0
    }

    private let counts = Guarded(Counts())

    /// Takes one event into account.
    @Sendable func observe(_ event: QueueEvent) {
        counts.withLock { counts in
            switch event.kind {
            case .put: counts.put += 1
            case .received(_, _, _, let count, _):
                counts.received += 1
                if count > 1 { counts.again += 1 }
            case .polledEmpty: counts.empty += 1
            case .extended: break
            case .deleted: counts.deleted += 1
            case .refused: counts.refused += 1
            case .expired: counts.expired += 1
            }
        }
    }

    /// The sentence at the end; `left` messages are in the queues.
    func text(left: Int) -> String {
        let counts = counts.withLock { $0 }
        var parts = [
            "put \(Shown.count(counts.put, "message"))",
            "received \(counts.received)" + (counts.again > 0 ? " (\(counts.again) again)" : ""),
            "deleted \(counts.deleted)",
        ]
        if counts.refused > 0 { parts.append("refused \(Shown.count(counts.refused, "handle"))") }
        if counts.expired > 0 { parts.append("expired \(counts.expired)") }
        if counts.empty > 0 { parts.append("answered \(Shown.count(counts.empty, "receive")) with nothing") }
        return parts.joined(separator: ", ") + "; left \(left)"
    }
}
