import Glibc

/// Why a folder cannot keep a queue: a sentence for the user.
package struct QueueJournalError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    /// What the system says about the last call.
    static func system(_ what: String, _ path: String, _ code: Int32 = errno) -> QueueJournalError {
        QueueJournalError("cannot \(what) \(path): \(unsafe String(cString: strerror(code)))")
    }
}

/// An open file of the system, closed with its last owner.
final class OpenFile: Sendable {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
}

/// One file that is written at its end: a record is in the file once `append` returns, also when the program is killed then.
///
/// Nothing is forced to the disk: what a machine that loses power has not written is lost.
struct JournalFile: Sendable {
    let path: String
    private let file: OpenFile
    private(set) var size = 0
    /// True when the end of the file is in doubt, and nothing may be written behind it.
    private var isBroken = false

    /// Creates a file; there must be none.
    init(creating path: String) throws(QueueJournalError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .system("create", path) }
        file = OpenFile(descriptor)
        self.path = path
    }

    /// Writes all of `bytes` at the end, or nothing of it.
    mutating func append(_ bytes: [UInt8]) throws(QueueJournalError) {
        if isBroken { throw QueueJournalError("cannot write \(path) any more") }
        let descriptor = file.descriptor
        var written = 0
        while written < bytes.count {
            // The buffer lives for the call.
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 {
                let code = errno
                isBroken =
                    ftruncate(descriptor, off_t(size)) != 0 || lseek(descriptor, off_t(size), SEEK_SET) < 0
                throw .system("write", path, code)
            }
            written += count
        }
        size += written
    }
}
