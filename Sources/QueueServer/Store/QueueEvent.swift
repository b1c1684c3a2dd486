/// What happened to the messages of a queue, for whoever watches it.
package struct QueueEvent: Sendable, Equatable {
    /// What happened.
    package enum Kind: Sendable, Equatable {
        /// A message was put; it can be received from `visibleAt` on.
        case put(number: UInt64, id: String, visibleAt: QueueTime)
        /// A message was given to a client, which may delete it with `handle` until `visibleAt`.
        case received(number: UInt64, id: String, handle: String, count: Int, visibleAt: QueueTime)
        /// A client asked and got nothing after so many milliseconds of waiting.
        case polledEmpty(waited: Int64)
        /// The visibility time of a message was changed; `handle` takes the place of the one before.
        case extended(number: UInt64, id: String, handle: String, visibleAt: QueueTime)
        /// A message was deleted with a good handle.
        case deleted(number: UInt64, id: String)
        /// A handle was no good for a delete or a change of visibility.
        case refused(handle: String, HandleFault)
        /// A message was kept long enough and is gone.
        case expired(number: UInt64, id: String)
    }

    /// The queue.
    package var queue: String
    /// When.
    package var at: QueueTime
    /// What happened.
    package var kind: Kind
}

/// Why a receipt handle is no good.
package enum HandleFault: Sendable, Equatable, Error {
    /// The message was received again, or its visibility was changed: there is a newer handle.
    case superseded(number: UInt64, id: String)
    /// The visibility time is over.
    case late(number: UInt64, id: String)
    /// There is no such message in the queue, any more or at all.
    case gone(number: UInt64)
    /// No handle of this store.
    case malformed
}
