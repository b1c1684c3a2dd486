import VodHookCatalogue

/// Wrong ways to answer.
enum AnswerBugs {
    /// The error is told in the body only, where no vendor looks.
    @Sendable static func errorsAs200(_ judgement: Judgement, _ entry: inout LoggedRequest) {
        judgement.describe(in: &entry)
        if entry.status >= 400 { entry.status = 200 }
    }

    /// Holds every third answer back; the count begins anew when the state is reset.
    static func plantSlowness(in parts: inout ReceiverParts, _ slowness: Duration) {
        let answers = Guarded(0)
        parts.delay = {
            answers.withLock { answers in
                answers += 1
                return answers % 3 == 0 ? slowness : .zero
            }
        }
        parts.reset = { answers.withLock { $0 = 0 } }
    }
}
