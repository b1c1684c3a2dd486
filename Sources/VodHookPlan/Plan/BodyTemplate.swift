package import VodHookCatalogue

/// The bodies of one plan with the places of their ids, to be written for one media after the other.
///
/// It is compiled from bodies in which `IdentityMark`s stand for ids, and used only when it gives, byte for byte,
/// what the planner gives: the planner is the truth, the template is the same thing faster.
package struct BodyTemplate: Sendable {
    /// The random part of one id, wherever it stands.
    private struct Slot: Sendable, Hashable {
        let token: UInt64
        let alphabet: IdentityFormat.Alphabet
        let length: Int
    }

    /// All bodies one after the other, each followed by a line feed.
    private(set) var lines: [UInt8] = []
    /// Where each body stands in `lines`, its line feed left out.
    package private(set) var bodies: [Range<Int>] = []
    private var slots: [(slot: Slot, places: [Int])] = []

    /// A template of `marked` bodies; nil when one of them has a mark that is not whole or of no known format.
    package init?(_ marked: [(body: [UInt8], provider: Provider)]) {
        var places: [Slot: Int] = [:]
        for (body, provider) in marked {
            let begin = lines.count
            var rest = body[...]
            while let opening = rest.firstRange(of: IdentityMark.opening) {
                let tail = rest[opening.upperBound...]
                guard let closing = tail.firstRange(of: IdentityMark.closing),
                    let mark = IdentityMark(tail[..<closing.lowerBound]),
                    let format = mark.format(of: provider)
                else { return nil }
                lines += rest[..<opening.lowerBound]
                lines += format.prefix.utf8
                let slot = Slot(token: mark.identity.token, alphabet: format.alphabet, length: format.length)
                let number = places[slot] ?? slots.count
                if number == slots.count {
                    places[slot] = number
                    slots.append((slot, []))
                }
                slots[number].places.append(lines.count)
                lines.append(contentsOf: repeatElement(0x30, count: format.length))
                rest = tail[closing.upperBound...]
            }
            lines += rest
            bodies.append(begin..<lines.count)
            lines.append(0x0A)
        }
    }

    /// Writes the ids that media have whose ids are salted with `salt`.
    package mutating func fill(salt: UInt64) {
        let slots = slots
        var lines = lines.mutableSpan
        for (slot, places) in slots {
            var chance = SeededGenerator(seed: slot.token ^ salt)
            let first = places[0]
            chance.fill(&lines, first..<(first + slot.length), of: slot.alphabet.characters)
            for other in places.dropFirst() {
                for place in 0..<slot.length { lines[other + place] = lines[first + place] }
            }
        }
    }

    /// The body with this number, as it was filled last.
    package func body(_ number: Int) -> [UInt8] { Array(lines[bodies[number]]) }

    /// Calls `use` with the body with this number, as it was filled last; the bytes are good for the call.
    @inline(__always)
    package func withBody(_ number: Int, _ use: (UnsafeBufferPointer<UInt8>) -> Void) {
        // A body is a range of `lines`, and the bytes do not leave the call.
        unsafe lines.withUnsafeBufferPointer { unsafe use(UnsafeBufferPointer(rebasing: $0[bodies[number]])) }
    }
}

extension ArraySlice<UInt8> {
    /// The first place at which `bytes` stands.
    fileprivate func firstRange(of bytes: [UInt8]) -> Range<Int>? {
        var place = startIndex
        while let found = self[place...].firstIndex(of: bytes[0]) {
            let range = found..<(found + bytes.count)
            if range.upperBound <= endIndex, self[range].elementsEqual(bytes) { return range }
            place = found + 1
        }
        return nil
    }
}
