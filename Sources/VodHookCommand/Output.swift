import Glibc
import VodHookCatalogue

/// One way out of the process: results on standard output, progress and diagnostics on standard error.
///
/// A class because the status line is shared state; writes whole texts, unbuffered, so that order is kept.
final class Output: Sendable {
    static let standardOutput = Output(descriptor: STDOUT_FILENO)
    static let standardError = Output(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private struct State {
        /// How many lines of status are shown.
        var shownLines = 0
        /// The error number of the first write that failed; nothing is written after it.
        var failure: Int32?
    }

    private let state = Guarded(State())

    /// True when it is a terminal.
    let isTerminal: Bool

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Writes `text`, wiping a status line first.
    ///
    /// A closed pipe ends the writing in silence, as for any filter.
    func write(_ text: String) {
        state.withLock { state in
            put(Self.wiping(state.shownLines) + text, &state.failure)
            state.shownLines = 0
        }
    }

    /// Why something could not be written, in words; nil when all was, or when the reader had seen enough.
    var failure: String? {
        guard let code = state.withLock({ $0.failure }), code != EPIPE else { return nil }
        return String(cString: strerror(code))
    }

    /// Shows `text` as a line that the next one replaces; nothing when nobody looks on.
    func status(_ text: String) { status([text]) }

    /// Shows lines that the next ones replace; nothing when nobody looks on.
    func status(_ lines: [String]) {
        guard isTerminal else { return }
        state.withLock { state in
            let width = terminalWidth - 1
            let text = lines.map { String($0.prefix(width)) }.joined(separator: "\n")
            put(Self.wiping(state.shownLines) + text, &state.failure)
            state.shownLines = lines.count
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

    private func put(_ text: String, _ failure: inout Int32?) {
        if failure != nil { return }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // The buffer lives for the call.
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                // Whoever has opened the pipe does not want to wait for it; this program has to.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno != EINTR {
                failure = errno
                return
            }
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
