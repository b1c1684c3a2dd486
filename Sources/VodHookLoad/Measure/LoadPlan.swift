import HeapModule
import JSONText
import VodHookCatalogue
package import VodHookPlan

/// One intended send of a load plan.
package struct LoadSend: Sendable, Equatable {
    /// The upload it belongs to, from 0; the same on every machine.
    package var upload: Int
    /// The number of its event among all events of the script.
    package var event: Int
    /// When it is due, in nanoseconds from the start of the load; 0 in a closed loop.
    package var time: Int64

    package init(upload: Int, event: Int, time: Int64) {
        self.upload = upload
        self.event = event
        self.time = time
    }
}

/// A part of a plan: the uploads whose number leaves `index` when divided by `count`.
package struct Segment: Sendable, Equatable, CustomStringConvertible {
    /// Which part, from 0.
    package let index: Int
    /// How many parts there are.
    package let count: Int

    /// The whole plan.
    package static let whole = Segment(index: 0, count: 1)

    private init(index: Int, count: Int) {
        self.index = index
        self.count = count
    }

    /// Part `index` of `count`; nil unless 0 ≤ index < count ≤ 4096.
    package init?(_ index: Int, of count: Int) {
        guard (1...4096).contains(count), (0..<count).contains(index) else { return nil }
        self.init(index: index, count: count)
    }

    /// The segment that `text` names as `1/4` … `4/4`; nil when it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), number > 0, let count = Int(parts[1])
        else { return nil }
        self.init(number - 1, of: count)
    }

    /// As `init(_:)` reads it: `1/4`.
    package var description: String { "\(index + 1)/\(count)" }

    /// Part `part` of `parts` of this segment, for workers; all parts together are the segment.
    package func part(_ part: Int, of parts: Int) -> Segment {
        Segment(index: index + count * part, count: count * parts)
    }

    /// The segments that `segments` lack of whole loads, in parts of their common division; empty when they are whole.
    package static func missing(from segments: [Segment]) -> [Segment] {
        let counts = Set(segments.map(\.count)).sorted()
        guard var division = counts.last else { return [whole] }
        for count in counts {
            let next = division / commonDivisor(division, count) * count
            // Nobody divides a load so unevenly; the finest division alone is then looked at.
            if next <= 1 << 20 { division = next }
        }
        var isThere = [Bool](repeating: false, count: division)
        for segment in segments where division % segment.count == 0 {
            for place in stride(from: segment.index, to: division, by: segment.count) {
                isThere[place] = true
            }
        }
        return isThere.indices.filter { !isThere[$0] }.map { Segment(index: $0, count: division) }
    }

    private static func commonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : commonDivisor(right, left % right)
    }

    /// True when the upload belongs to it.
    package func holds(_ upload: Int) -> Bool { upload % count == index }
}

/// A seeded, lazily generated stream of intended sends in the order of time; the same on every machine.
///
/// Memory is bounded by the uploads under way, which are at most `activeLimit`. When the rate counts events, event
/// number i of the whole stream is due at the pacer's time i, and uploads overlap so that their gaps come out as the
/// vendor's at the mean rate. When it counts uploads, each upload begins at its time and has the vendor's gaps.
package struct LoadPlan: Sequence, IteratorProtocol, Sendable {
    /// The most uploads under way at once.
    package static let activeLimit = 1 << 20

    private struct Active: Comparable, Sendable {
        let time: Int64
        let upload: Int
        let event: Int32
        let end: Int32
        let begin: Int64

        static func < (left: Active, right: Active) -> Bool {
            (left.time, left.upload, left.event) < (right.time, right.upload, right.event)
        }
    }

    private let offsets: [Int64]
    private let ranges: [Range<Int32>]
    private let seed: UInt64
    private let segment: Segment
    private let unit: LoadProfile.Unit
    /// Time between the beginnings of uploads when they are only put in order.
    private let spacing: Double
    private let limit: Int
    private var arrivals: ArrivalTimes
    private var active = Heap<Active>()
    private var nextUpload = 0
    private var nextBegin: Int64?
    private var made = 0

    /// The plan of a profile; `speed` divides the gaps within uploads, infinite for none.
    package init(
        _ script: LoadScript, _ profile: LoadProfile, seed: UInt64, segment: Segment = .whole,
        speed: Double = 1
    ) throws(LoadError) {
        var offsets: [Int64] = []
        var ranges: [Range<Int32>] = []
        for variant in script.variants {
            let begin = Int32(offsets.count)
            offsets += variant.map { Int64(nearest: Double($0.offset) / speed) }
            ranges.append(begin..<Int32(offsets.count))
        }
        self.offsets = offsets
        self.ranges = ranges
        self.seed = seed
        self.segment = segment
        unit = profile.unit
        limit = profile.limit ?? .max
        arrivals = ArrivalTimes(profile, seed: seed)
        let longest = Double(offsets.max() ?? 0) / 1e9
        if longest > DurationText.longest.inSeconds {
            throw LoadError(
                "an upload would last longer than 10 years; shorten its waits, or its gaps with --speed")
        }
        switch profile.shape {
        case .closed: spacing = 1e7
        default:
            let rate = Pacer(profile).total / profile.duration.inSeconds
            spacing = script.eventsPerUpload / Swift.max(rate, 1e-9) * 1e9
            let highest = profile.unit == .uploads ? profile.highestRate : 0
            if highest * longest > Double(Self.activeLimit) {
                throw LoadError(
                    "more than \(Self.activeLimit) uploads would be under way at once; lower the rate, or shorten the gaps with --speed"
                )
            }
        }
        nextBegin = profile.unit == .uploads ? arrivals.next() : 0
    }

    /// The next send of the segment; nil after the last one.
    package mutating func next() -> LoadSend? {
        while let send = nextOfAll() {
            if segment.holds(send.upload) { return send }
        }
        return nil
    }

    /// The next send of the undivided stream.
    private mutating func nextOfAll() -> LoadSend? {
        guard made < limit else { return nil }
        while let begin = nextBegin, active.min.map({ begin <= $0.time }) ?? true,
            active.count < Self.activeLimit
        {
            startUpload(at: begin)
        }
        guard let first = active.min else { return nil }
        let following = first.event + 1
        if following < first.end {
            let time = first.begin.clampedSum(offsets[Int(following)])
            active.replaceMin(
                with: Active(
                    time: time, upload: first.upload, event: following, end: first.end, begin: first.begin))
        } else {
            _ = active.popMin()
        }
        made += 1
        if unit == .uploads {
            return LoadSend(upload: first.upload, event: Int(first.event), time: first.time)
        }
        guard let time = arrivals.next() else { return nil }
        return LoadSend(upload: first.upload, event: Int(first.event), time: time)
    }

    private mutating func startUpload(at begin: Int64) {
        var draw = SeededGenerator(
            seed: seed ^ UInt64(truncatingIfNeeded: nextUpload) &* 0xA24B_AED4_963E_E407)
        let range = ranges[draw.int(in: 0...(ranges.count - 1))]
        if !range.isEmpty {
            active.insert(
                Active(
                    time: begin.clampedSum(offsets[Int(range.lowerBound)]), upload: nextUpload,
                    event: range.lowerBound,
                    end: range.upperBound, begin: begin))
        }
        nextUpload += 1
        nextBegin = unit == .uploads ? arrivals.next() : Int64(nearest: Double(nextUpload) * spacing)
    }
}
