@testable import JSONText
import Testing

@Suite struct JSONReaderPropertyTests {
    @Test(arguments: [JSONWriter.Layout.compact, .pretty])
    func `what is written reads back as the same value and writes the same bytes`(_ layout: JSONWriter.Layout)
        throws
    {
        var random = RandomJSON(seed: 11)
        for _ in 0..<400 {
            let value = random.value()
            let bytes = JSONWriter.bytes(of: value, layout: layout)
            let again = try JSONReader.value(of: bytes)
            #expect(again == value)
            // Equal bytes mean that literals, member order and every escape were kept.
            #expect(JSONWriter.bytes(of: again, layout: layout) == bytes)
        }
    }

    @Test func `mutated texts never crash and always give a value or an error`() {
        var chance = SeededChance(seed: 5)
        var random = RandomJSON(seed: 12)
        let seeds = (0..<40).map { _ in JSONWriter.bytes(of: random.value()) }.filter { $0.count < 200 }
        let pieces: [[UInt8]] = [
            [0xFF], [0xC2], [0xED, 0xA0, 0x80], Array("\\u".utf8), Array("\\ud83d".utf8), Array("\"".utf8),
            Array("[".utf8), Array("{".utf8), Array("}".utf8), Array("e".utf8), Array(",".utf8), [0x00],
            [0xEF, 0xBB, 0xBF],
        ]
        var broken = 0
        for _ in 0..<20_000 {
            var bytes = chance.element(of: seeds) ?? []
            for _ in 0..<chance.int(in: 1...3) {
                let place = chance.int(in: 0...bytes.count)
                switch chance.int(in: 0...3) {
                case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
                case 1 where place < bytes.count: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: chance.element(of: pieces) ?? [], at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            let (node, findings) = JSONReader.read(
                SourceText(name: "a", bytes: bytes), strictness: .grammarOnly)
            if node == nil { broken += 1 }
            // Checked without a macro in the good case, which is slow.
            if (node == nil) != findings.containsError { Issue.record("\(bytes)") }
        }
        #expect((5000..<20_000).contains(broken))
    }

    @Test(arguments: ["noise", "brackets", "braces"]) func `a MiB of garbage is one error`(_ kind: String) {
        var chance = SeededChance(seed: 3)
        var bytes: [UInt8]
        switch kind {
        case "noise":
            bytes = []
            for _ in 0..<(1 << 17) {
                let word = chance.next()
                for shift in stride(from: 0, to: 64, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
        case "brackets": bytes = Array(repeating: 0x5B, count: 1 << 20)
        default: bytes = Array(repeating: 0x7B, count: 1 << 20)
        }
        let (node, findings) = JSONReader.read(SourceText(name: "a.json", bytes: bytes))
        #expect(node == nil)
        #expect(findings.count == 1)
        #expect(findings[0].text.utf8.count < 1000)
    }
}
