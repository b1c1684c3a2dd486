import Hummingbird
import NIOCore

/// The body of a request as far as it came.
struct ReceivedBody {
    /// How the reading of a body ended.
    enum End {
        case complete
        /// It is longer than what is read.
        case tooLong
        /// The sender went away.
        case brokenOff
    }

    let bytes: [UInt8]
    let end: End

    /// Reads a body, at most `limit` bytes.
    static func read(_ body: RequestBody, upTo limit: Int) async -> ReceivedBody {
        var bytes: [UInt8] = []
        do {
            for try await buffer in body {
                bytes += buffer.readableBytesView
                if bytes.count > limit {
                    return ReceivedBody(bytes: Array(bytes.prefix(limit)), end: .tooLong)
                }
            }
        } catch {
            // Whatever the reason, nobody is left to hear it.
            return ReceivedBody(bytes: bytes, end: .brokenOff)
        }
        return ReceivedBody(bytes: bytes, end: .complete)
    }
}
