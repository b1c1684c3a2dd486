/// A moment as the messages of a queue carry it: milliseconds since 1970 in UTC.
package typealias QueueTime = Int64

/// What can be set on a queue; times in seconds, sizes in bytes.
package struct QueueAttributes: Sendable, Equatable {
    /// How long a message cannot be received again after it was received.
    package var visibilityTimeout = 30
    /// The longest body.
    package var maximumMessageSize = 65_536
    /// How long a message is kept; received or not, it is gone afterwards.
    package var messageRetentionPeriod = 345_600
    /// How long a new message cannot be received.
    package var delaySeconds = 0
    /// How long a receive waits that does not say it.
    package var pollingWaitSeconds = 0
    /// Kept and given back, without effect.
    package var loggingEnabled = false

    /// The defaults of the vendor.
    package init() {}

    /// The numbers by the names of their XML elements, with what each may be, in the order of the vendor's pages.
    static let numbers: [Number] = [
        Number("DelaySeconds", 0...604_800, \.delaySeconds),
        Number("MaximumMessageSize", 1024...65_536, \.maximumMessageSize),
        Number("MessageRetentionPeriod", 60...604_800, \.messageRetentionPeriod),
        Number("VisibilityTimeout", 1...43_200, \.visibilityTimeout),
        Number("PollingWaitSeconds", 0...30, \.pollingWaitSeconds),
    ]

    /// One number of the attributes.
    struct Number: Sendable {
        let name: String
        let range: ClosedRange<Int>
        let path: any WritableKeyPath<QueueAttributes, Int> & Sendable

        init(
            _ name: String, _ range: ClosedRange<Int>,
            _ path: any WritableKeyPath<QueueAttributes, Int> & Sendable
        ) {
            self.name = name
            self.range = range
            self.path = path
        }
    }
}
