package import Hummingbird
import NIOCore

/// The body of a request as far as it came.
package struct ReceivedBody {
    /// How the reading of a body ended.
    package enum End: Equatable {
        case complete
        /// It is longer than what is kept; `isRead` is false when some of it still stands in the connection.
        case tooLong(isRead: Bool)
        /// The sender went away.
        case brokenOff
    }

    package let bytes: [UInt8]
    package let end: End

    /// Reads a body and keeps at most `limit` bytes of it.
    ///
    /// Of a longer one up to `discarding` bytes more are read and thrown away: a sender that writes all before it
    /// listens takes no answer before.
    package static func read(_ body: RequestBody, upTo limit: Int, discarding: Int = 0) async -> ReceivedBody
    {
        var bytes: [UInt8] = []
        var excess = 0
        do {
            for try await buffer in body {
                let room = limit - bytes.count
                bytes += buffer.readableBytesView.prefix(room)
                excess += max(0, buffer.readableBytes - room)
                if excess > discarding { return ReceivedBody(bytes: bytes, end: .tooLong(isRead: false)) }
            }
        } catch {
            // Whatever the reason, nobody is left to hear it.
            return ReceivedBody(bytes: bytes, end: excess > 0 ? .tooLong(isRead: true) : .brokenOff)
        }
        return ReceivedBody(bytes: bytes, end: excess > 0 ? .tooLong(isRead: true) : .complete)
    }
}
