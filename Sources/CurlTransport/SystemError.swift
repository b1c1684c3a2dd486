internal import Glibc

/// A call of the system that failed.
struct SystemError: Error {
    /// What was tried and why it failed, as part of a sentence.
    let reason: String

    /// Reads `errno`, so it must be made right after the failed call.
    init(_ call: String) {
        let number = errno
        reason = "\(call): \(SystemError.text(number))"
    }

    /// The system's words for an error number.
    static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // The pointer lives for the call only, and the system writes no more than `count` bytes with their NUL.
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
