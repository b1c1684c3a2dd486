import Glibc
import VodHookKit

/// One way out of the process: results on standard output, progress and diagnostics on standard error.
///
/// A class because the status line is shared state; writes whole texts, unbuffered, so that order is kept.
final class Output: Sendable {
    static let standardOutput = Output(descriptor: STDOUT_FILENO)
    static let standardError = Output(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    /// How many lines of status are shown.
    private let shownLines = Guarded(0)

    /// True when a person looks on.
    let isTerminal: Bool

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Writes `text`, wiping a status line first.
    ///
    /// A closed pipe ends the writing in silence, as for any filter.
    func write(_ text: String) {
        shownLines.withLock { shown in
            put(Self.wiping(shown) + text)
            shown = 0
        }
    }

    /// Shows `text` as a line that the next one replaces; nothing when nobody looks on.
    func status(_ text: String) { status([text]) }

    /// Shows lines that the next ones replace; nothing when nobody looks on.
    func status(_ lines: [String]) {
        guard isTerminal else { return }
        shownLines.withLock { shown in
            let width = terminalWidth - 1
            put(Self.wiping(shown) + lines.map { String($0.prefix(width)) }.joined(separator: "\n"))
            shown = lines.count
        }
    }

    /// What takes `count` lines of status away, the cursor being on the last of them.
    private static func wiping(_ count: Int) -> String {
        if count == 0 { return "" }
        return "\r\u{1B}[K" + String(repeating: "\u{1B}[A\u{1B}[K", count: count - 1)
    }

    private var terminalWidth: Int {
        var size = winsize()
        // The call only fills the local structure.
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
    }

    private func put(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // The buffer lives for the call.
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            rest = rest.dropFirst(written)
        }
    }

    /// True when colours are wanted: a terminal, no NO_COLOR, and no --no-color.
    func usesColor(_ options: some ColorChoice) -> Bool {
        isTerminal && !options.noColor && (getenv("NO_COLOR").map { strlen($0) == 0 } ?? true)
    }
}

/// Options that can switch colours off.
protocol ColorChoice {
    var noColor: Bool { get }
}
