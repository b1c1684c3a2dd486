/// The bytes of a body with the places that are filled anew for each upload.
struct LoadBody: Sendable {
    /// One character of an id.
    struct Slot: Sendable {
        let position: Int32
        /// Which character of which id; equal cells have equal characters in all bodies of an upload.
        let cell: Int32
        var alphabet: LoadAlphabet
        let isUpperCase: Bool
    }

    let bytes: [UInt8]
    var slots: [Slot]

    /// Writes the body of one upload to the beginning of `target`, which must have room for it.
    func render(upload: UInt64, seed: UInt64, into target: UnsafeMutableBufferPointer<UInt8>) {
        precondition(target.count >= bytes.count, "no room for the body")
        _ = target.update(fromContentsOf: bytes)
        LoadAlphabet.table.withUnsafeBufferPointer { table in
            slots.withUnsafeBufferPointer { slots in
                var word: UInt64 = 0
                var wordNumber: Int32 = -1
                for slot in slots {
                    // Eight characters are drawn at once; neighbours in an id are neighbours in number.
                    if slot.cell >> 3 != wordNumber {
                        wordNumber = slot.cell >> 3
                        word = Self.draw(seed, upload, UInt64(wordNumber))
                    }
                    let byte = Int(truncatingIfNeeded: word >> UInt64((slot.cell & 7) << 3)) & 0xFF
                    var character = table[Int(slot.alphabet.rawValue) << 8 | byte]
                    if slot.isUpperCase, character >= 0x61 { character &-= 0x20 }
                    target[Int(slot.position)] = character
                }
            }
        }
    }

    private static func draw(_ seed: UInt64, _ upload: UInt64, _ word: UInt64) -> UInt64 {
        var z = seed &+ upload &* 0x9E37_79B9_7F4A_7C15 &+ word &* 0xD1B5_4A32_D192_ED03
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z = (z ^ (z >> 31)) &+ upload
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return z ^ (z >> 27)
    }
}

/// What the character of an id can be.
enum LoadAlphabet: UInt8, Sendable, CaseIterable {
    case digit, nonZeroDigit, hex, lower, mixed

    private var characters: [UInt8] {
        switch self {
        case .digit: Array("0123456789".utf8)
        case .nonZeroDigit: Array("123456789".utf8)
        case .hex: Array("0123456789abcdef".utf8)
        case .lower: Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        case .mixed: Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        }
    }

    /// For each alphabet the character of each of 256 draws.
    static let table: [UInt8] = allCases.flatMap { alphabet in
        (0..<256).map { alphabet.characters[$0 % alphabet.characters.count] }
    }

    /// The smallest alphabet that holds all of `seen`, in lower case unless both cases were seen.
    init(holding seen: Set<UInt8>) {
        let hasLower = seen.contains { $0 >= 0x61 && $0 <= 0x7A }
        let hasUpper = seen.contains { $0 >= 0x41 && $0 <= 0x5A }
        if hasLower && hasUpper {
            self = .mixed
        } else if seen.contains(where: { ($0 | 0x20) > 0x66 }) {
            self = .lower
        } else if hasLower || hasUpper {
            self = .hex
        } else {
            self = seen.contains(0x30) ? .digit : .nonZeroDigit
        }
    }
}

/// The characters of ids that were met while the bodies of one upload are compiled.
struct LoadCells {
    private var numbers: [[UInt8]: Int32] = [:]
    private var seen: [Set<UInt8>] = []

    /// Compiles the body of one event from its renderings with several ids, all of the same length.
    mutating func compile(_ bodies: [[UInt8]]) -> LoadBody {
        guard let first = bodies.first else { return LoadBody(bytes: [], slots: []) }
        var slots: [LoadBody.Slot] = []
        for position in first.indices where bodies.contains(where: { $0[position] != first[position] }) {
            let column = bodies.map { $0[position] }
            let isUpper = column.contains { $0 >= 0x41 && $0 <= 0x5A } && !column.contains { $0 >= 0x61 }
            let key = isUpper ? column.map { $0 >= 0x41 ? $0 | 0x20 : $0 } : column
            let cell = numbers[key] ?? Int32(seen.count)
            if Int(cell) == seen.count {
                numbers[key] = cell
                seen.append([])
            }
            seen[Int(cell)].formUnion(key)
            slots.append(
                LoadBody.Slot(position: Int32(position), cell: cell, alphabet: .hex, isUpperCase: isUpper))
        }
        return LoadBody(bytes: first, slots: slots)
    }

    /// The body with the alphabet of each place.
    func resolve(_ body: LoadBody) -> LoadBody {
        var body = body
        for place in body.slots.indices {
            body.slots[place].alphabet = LoadAlphabet(holding: seen[Int(body.slots[place].cell)])
        }
        return body
    }
}
