@testable import JSONText

/// Random JSON values of every kind, drawn from a seed.
struct RandomJSON {
    private var chance: SeededChance

    init(seed: UInt64) { chance = SeededChance(seed: seed) }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch chance.int(in: 0...(depth < 4 ? 7 : 5)) {
        case 0: return .null
        case 1: return .bool(chance.bool(chance: 0.5))
        case 2, 3: return JSONNumber(literal: numberLiteral()).map { .number($0) } ?? .null
        case 4, 5: return .string(text())
        case 6: return .array((0..<chance.int(in: 0...4)).map { _ in value(depth: depth + 1) })
        default:
            var object = JSONObject()
            // Now and then enough members for the index.
            let count = chance.bool(chance: 0.1) ? 20 : chance.int(in: 0...4)
            for place in 0..<count { object.append("\(text())\(place)", value(depth: depth + 1)) }
            return .object(object)
        }
    }

    private mutating func numberLiteral() -> String {
        var literal = chance.bool(chance: 0.3) ? "-" : ""
        literal += String(chance.int(in: 0...1_000_000))
        if chance.bool(chance: 0.4) { literal += ".\(chance.int(in: 0...9))\(chance.int(in: 0...999))" }
        if chance.bool(chance: 0.3) {
            literal += chance.element(of: ["e", "E", "e+", "E-"]) ?? "e"
            literal += String(chance.int(in: 0...400))
        }
        return literal
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0..<chance.int(in: 0...8) {
            let scalars: [Unicode.Scalar] = [
                "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{80}",
                "é",
                "\u{301}", "中", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "😀", "\u{10FFFF}",
            ]
            text.unicodeScalars.append(chance.element(of: scalars) ?? "a")
        }
        return text
    }
}
