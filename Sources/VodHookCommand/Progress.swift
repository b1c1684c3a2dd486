import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The status line of a run on standard error; nothing when nobody looks on.
final class Progress: Sendable {
    private let head: String
    private let ended = Guarded(0)

    init(name: String, place: Int, count: Int) {
        head = count > 1 ? "[\(place)/\(count)] \(SafeText.line(name))" : SafeText.line(name)
        Output.standardError.status(head)
    }

    func show(_ event: RunEvent) {
        switch event {
        case .attemptEnded: break
        case .retryPlanned(let delivery, let number, let gap):
            line("\(delivery.event): attempt \(number) in \(DurationText.text(gap))")
        case .deliveryEnded(let result):
            let count = ended.withLock {
                $0 += 1
                return $0
            }
            line("\(count) ended, last \(result.planned.event): \(result.outcome.rawValue)")
        case .waiting: line("waiting (--speed max does not wait)")
        }
    }

    func finish() { Output.standardError.write("") }

    private func line(_ text: String) { Output.standardError.status("\(head) · \(text)") }
}
