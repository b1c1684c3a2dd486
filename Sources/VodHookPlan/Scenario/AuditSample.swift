import HeapModule
import VodHookCatalogue

/// What a load noted about the uploads whose state is asked for afterwards: all, or a seeded sample of them.
///
/// The sample holds the uploads with the least numbers drawn from the seed, so that it does not depend on order,
/// and the samples of several workers together are the sample of the whole.
package struct AuditSample: Sendable, Equatable {
    /// What became of the events of one upload; bit n stands for the event at place n of its life cycle.
    package struct Upload: Sendable, Equatable {
        /// The life cycle.
        package let variant: Int
        /// Events that the receiver acknowledged.
        package var acknowledged: UInt64 = 0
        /// Events whose request went out whole at least once.
        package var sent: UInt64 = 0
        /// Events whose request went out whole more than once.
        package var repeated: UInt64 = 0
    }

    private struct Rank: Comparable, Sendable {
        let draw: UInt64
        let upload: Int

        // The greatest comes first out of the heap.
        static func < (left: Rank, right: Rank) -> Bool {
            (left.draw, left.upload) > (right.draw, right.upload)
        }
    }

    /// The most events an upload may have.
    package static let eventLimit = 64
    private let limit: Int
    private let seed: UInt64
    private var ranks = Heap<Rank>()
    /// What is known of each upload.
    package private(set) var uploads: [Int: Upload] = [:]

    /// A sample of at most `limit` uploads.
    package init(limit: Int, seed: UInt64) {
        self.limit = max(1, min(limit, LoadSpec.mostAudited))
        self.seed = seed
    }

    /// Notes what an attempt of an event came to.
    package mutating func note(
        upload: Int, variant: Int, position: Int, isAcknowledged: Bool, wholeSends: Int
    ) {
        guard position < Self.eventLimit, admits(upload, variant) else { return }
        let bit: UInt64 = 1 << UInt64(position)
        if isAcknowledged { uploads[upload]?.acknowledged |= bit }
        if wholeSends > 0 { uploads[upload]?.sent |= bit }
        if wholeSends > 1 { uploads[upload]?.repeated |= bit }
    }

    /// True when the upload is in the sample, now or already.
    private mutating func admits(_ upload: Int, _ variant: Int) -> Bool {
        if uploads[upload] != nil { return true }
        var chance = SeededGenerator(
            seed: seed &+ UInt64(truncatingIfNeeded: upload) &* 0xD1B5_4A32_D192_ED03)
        let rank = Rank(draw: chance.next(), upload: upload)
        if uploads.count >= limit {
            guard let greatest = ranks.min, greatest < rank else { return false }
            uploads[greatest.upload] = nil
            ranks.replaceMin(with: rank)
        } else {
            ranks.insert(rank)
        }
        uploads[upload] = Upload(variant: variant)
        return true
    }

    /// Adds the sample of another worker, which has other uploads.
    package mutating func add(_ other: AuditSample) {
        for (upload, known) in other.uploads where admits(upload, known.variant) { uploads[upload] = known }
    }

    /// True when both know the same of the same uploads.
    package static func == (left: AuditSample, right: AuditSample) -> Bool { left.uploads == right.uploads }
}
