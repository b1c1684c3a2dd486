/// What was made of a request, in one word.
package enum QueueVerdict: String, Sendable, CaseIterable {
    /// Messages were put.
    case put
    /// Messages were given out.
    case received
    /// Nothing could be given out, or looked at.
    case empty
    /// Messages were shown and stay as they are.
    case peeked
    /// Messages were deleted with good handles.
    case deleted
    /// A handle came too late: its visibility time is over, or the message was received again.
    case stale
    /// A handle of no message in this queue, any more or at all.
    case unknown
    /// The visibility time of a message was changed.
    case extended
    /// Something about queues, not about messages.
    case queue
    /// No good signature.
    case refused
    /// The request is not one of the API, or names what is not there.
    case invalid
    /// The server could not keep what was sent.
    case failed
}

/// What stands about a request in the log.
package struct QueueNote: Sendable, Equatable {
    /// What was made of it.
    package var verdict = QueueVerdict.queue
    /// The messages it was about.
    package var messages: [Message] = []
    /// Why, unless it went well.
    package var reason: String?

    /// One message.
    package struct Message: Sendable, Equatable {
        /// Its name for clients.
        package var id: String
        /// The body as it was put; empty when it is not at hand.
        package var body: [UInt8] = []
        /// How often it was received, this time included; 0 when it is not about that.
        package var count = 0
    }
}
