/// How a check, a scenario, a threshold, a search or a whole call came out; its raw value stands in reports.
package enum Verdict: String, Sendable, CaseIterable {
    case pass
    case fail
    /// What it needs was not observed, which is no pass.
    case notTested
    /// It did not begin, because something before it had failed.
    case skipped
    case interrupted

    /// The verdict of what is made of parts: the worst of them.
    ///
    /// Without any, and with one that was skipped, it is no pass: not tested.
    package init(of parts: some Sequence<Verdict>) {
        let parts = Set(parts)
        if parts.contains(.interrupted) {
            self = .interrupted
        } else if parts.contains(.fail) {
            self = .fail
        } else {
            self = parts == [.pass] ? .pass : .notTested
        }
    }

    /// True when it makes a run red: exit code 1.
    package var isRed: Bool {
        switch self {
        case .fail, .notTested: true
        case .pass, .skipped, .interrupted: false
        }
    }

    /// As people read it.
    package var words: String {
        switch self {
        case .notTested: "not tested"
        case .pass, .fail, .skipped, .interrupted: rawValue
        }
    }
}
