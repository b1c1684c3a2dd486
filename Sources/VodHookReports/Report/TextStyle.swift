import VodHookDelivery

/// Puts colours around words, or leaves them plain; the one place that knows escape sequences.
package struct TextStyle: Sendable {
    /// True when colours are used.
    package let usesColor: Bool

    package init(usesColor: Bool) { self.usesColor = usesColor }

    func good(_ text: String) -> String { wrap(text, "32") }
    func bad(_ text: String) -> String { wrap(text, "31") }
    func warn(_ text: String) -> String { wrap(text, "33") }
    func faint(_ text: String) -> String { wrap(text, "2") }
    func strong(_ text: String) -> String { wrap(text, "1") }

    /// The sign before a line.
    func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: good("✓")
        case .fail: bad("✗")
        case .notTested: bad("?")
        case .skipped, .interrupted: warn("!")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
