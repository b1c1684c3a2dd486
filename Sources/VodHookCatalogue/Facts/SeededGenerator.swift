/// The one source of chance: SplitMix64 with our own integer mapping, the same on every machine and release.
///
/// Values are drawn from named branches, so that a new draw in one place never shifts the draws of another.
package struct SeededGenerator: Sendable {
    private var state: UInt64

    /// A generator for `seed`.
    package init(seed: UInt64) { state = seed }

    /// The identity whose texts are what this generator would draw next.
    var identity: Identity { Identity(token: state) }

    /// A generator of its own for one purpose; the same names give the same stream.
    package func branch(_ names: String...) -> SeededGenerator {
        var hash: UInt64 = state ^ 0xCBF2_9CE4_8422_2325
        for name in names {
            for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
        }
        var mixed = SeededGenerator(seed: hash)
        return SeededGenerator(seed: mixed.next())
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number of `range`, each equally likely but for a bias below 2⁻⁴⁰ for ranges up to 2²⁴.
    package mutating func int(in range: ClosedRange<Int>) -> Int {
        // Wrapping, because the distance between two integers can be beyond `Int.max`.
        let low = UInt64(truncatingIfNeeded: range.lowerBound)
        let width = UInt64(truncatingIfNeeded: range.upperBound) &- low &+ 1
        if width == 0 { return Int(truncatingIfNeeded: next()) }
        return Int(truncatingIfNeeded: low &+ next().multipliedFullWidth(by: width).high)
    }

    /// A whole number from 0 up to but not including `count`, the same that `int(in:)` draws for that range.
    @inline(__always)
    package mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
    }

    /// A number from 0 up to but not including 1, in steps of 2⁻⁵³.
    package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number of `range`.
    package mutating func double(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + fraction() * (range.upperBound - range.lowerBound)
    }

    /// True with probability `chance`.
    package mutating func bool(chance: Double) -> Bool { fraction() < chance }

    /// One of `elements`, or nil when there is none.
    package mutating func element<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[int(in: 0...(elements.count - 1))]
    }

    /// `elements` in a random order.
    package mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for place in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(place, int(in: 0...place))
        }
        return result
    }

    /// `count` characters of an ASCII `alphabet`.
    package mutating func text(_ count: Int, of alphabet: [UInt8]) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        fill(&span, 0..<count, of: alphabet)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Draws a character of `alphabet` for each place of `range`, the same that `text` draws.
    package mutating func fill(_ bytes: inout MutableSpan<UInt8>, _ range: Range<Int>, of alphabet: [UInt8]) {
        let alphabet = alphabet.span
        for place in range { bytes[place] = alphabet[index(below: alphabet.count)] }
    }
}
