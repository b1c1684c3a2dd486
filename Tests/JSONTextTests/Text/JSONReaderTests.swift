@testable import JSONText
import Testing

@Suite struct JSONReaderTests {
    struct Valid: Sendable, CustomTestStringConvertible {
        let text: String
        let value: JSONValue
        init(_ text: String, _ value: JSONValue) {
            self.text = text
            self.value = value
        }
        var testDescription: String { text }
    }

    static let valid: [Valid] = [
        Valid("null", .null), Valid("true", true), Valid("false", false), Valid("0", 0), Valid("-0", 0),
        Valid(" \t\r\n7 \t\r\n", 7), Valid("[]", []), Valid("{}", [:]), Valid("[ ]", []), Valid("{ }", [:]),
        Valid("[1,[2],{}]", [1, [2], [:]]), Valid(#"{"a":1,"b":{"c":[]}}"#, ["a": 1, "b": ["c": []]]),
        Valid(#""""#, ""), Valid(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        Valid(#""\u0041\u00e9\u4E2d""#, "Aé中"),
        Valid(#""\ud83d\uDE00""#, "😀"), Valid(#""\uDBFF\uDFFF""#, "\u{10FFFF}"), Valid(#""\u0000""#, "\u{0}"),
        Valid(
            "\"\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}\"",
            "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"),
        Valid(#"{"":0}"#, ["": 0]), Valid(#"{"\u0061":1}"#, ["a": 1]),
    ]

    @Test(arguments: valid) func `a valid text gives its value`(_ row: Valid) {
        let (node, findings) = JSONReader.read(SourceText(name: "a.json", text: row.text))
        #expect(findings == [])
        #expect(node?.value == row.value)
    }

    struct Invalid: Sendable, CustomTestStringConvertible {
        let text: String
        let finding: String
        init(_ text: String, _ finding: String) {
            self.text = text
            self.finding = finding
        }
        var testDescription: String { text.debugDescription }
    }

    static let grammar: [Invalid] = [
        Invalid("", "1:1 expected a JSON value, found the end of the text"),
        Invalid(" \n ", "2:2 expected a JSON value, found the end of the text"),
        Invalid("nul", "1:1 expected a JSON value, found n"),
        Invalid("True", "1:1 expected a JSON value, found T"),
        Invalid("nulll", "1:5 unexpected l after the end of the JSON value"),
        Invalid("1 2", "1:3 unexpected 2 after the end of the JSON value"),
        Invalid("{}{}", "1:3 unexpected { after the end of the JSON value"),
        Invalid("[1,]", "1:4 expected a JSON value, found ] -> remove the comma before it"),
        Invalid("[,1]", "1:2 expected a JSON value, found ,"),
        Invalid("[1 2]", "1:4 expected a comma or ], found 2"),
        Invalid("[1", "1:3 expected a comma or ], found the end of the text"),
        Invalid("[", "1:2 expected a JSON value, found the end of the text"),
        Invalid("[1}", "1:3 expected a comma or ], found }"),
        Invalid("]", "1:1 expected a JSON value, found ]"),
        Invalid("{", "1:2 expected a key in double quotes, found the end of the text"),
        Invalid("{a:1}", "1:2 expected a key in double quotes, found a"),
        Invalid("{1:1}", "1:2 expected a key in double quotes, found 1"),
        Invalid(#"{"a" 1}"#, "1:6 expected a colon after the key, found 1"),
        Invalid(#"{"a":}"#, "1:6 expected a JSON value, found }"),
        Invalid(#"{"a":1,}"#, "1:8 expected a key in double quotes, found } -> remove the comma before it"),
        Invalid(#"{"a":1 "b":2}"#, "1:8 expected a comma or }, found \""),
        Invalid(#"{"a":1"#, "1:7 expected a comma or }, found the end of the text"),
        Invalid("'a'", "1:1 strings take double quotes -> write \" instead of '"),
        Invalid("\"a", "1:1 this string has no closing quote"),
        Invalid(
            "[\n  \"a\n]", "2:5 control character 0x0a in a string -> write it as an escape, such as \\n"),
        Invalid("\"\t\"", "1:2 control character 0x09 in a string -> write it as an escape, such as \\n"),
        Invalid("\"\u{0}\"", "1:2 control character 0x00 in a string -> write it as an escape, such as \\n"),
        Invalid("\"\u{1F}\"", "1:2 control character 0x1f in a string -> write it as an escape, such as \\n"),
        Invalid(#""\x""#, #"1:2 unknown escape \x -> the escapes are \" \\ \/ \b \f \n \r \t \uXXXX"#),
        Invalid(#""\"#, "1:2 unfinished escape"),
        Invalid(#""\u12"#, "1:2 \\u takes four hexadecimal digits"),
        Invalid(#""\u12g4""#, "1:2 \\u takes four hexadecimal digits"),
        Invalid("// a\n1", "1:1 expected a JSON value, found /"),
        Invalid("[1,\u{A0}2]", "1:4 expected a JSON value, found \u{A0}"),
        Invalid("[\u{B}1]", "1:2 expected a JSON value, found 0x0b"),
        Invalid("[é", "1:2 expected a JSON value, found é"),
        Invalid("[NaN]", "1:2 expected a JSON value, found N"),
        Invalid("[Infinity]", "1:2 expected a JSON value, found I"),
        Invalid("[\"中😀\", x]", "1:8 expected a JSON value, found x"),
        Invalid("[\r\n1,\r\nx]", "3:1 expected a JSON value, found x"),
    ]

    @Test(arguments: grammar, [JSONReader.Strictness.everything, .grammarOnly])
    func `a fault of the grammar is one finding at its place`(
        _ row: Invalid, _ strictness: JSONReader.Strictness
    ) {
        let (node, findings) = JSONReader.read(
            SourceText(name: "a.json", text: row.text), strictness: strictness)
        #expect(node == nil)
        #expect(findings.map(line) == [row.finding])
        #expect(findings.containsError)
    }

    @Test(arguments: [
        #"\ud800"#, #"\udfff"#, #"\ud83d "#, #"\ud83d\n"#, #"\ud83d\u0041"#, #"\ud83d\ud83d"#,
        #"\ude00\ud83d"#,
        #"\udbff\ue000"#,
    ])
    func `half of a surrogate pair is a finding at its escape`(_ escapes: String) {
        let findings = JSONReader.read(SourceText(name: "a.json", text: "[\"ab\(escapes)\"]")).findings
        #expect(
            findings.map(line) == [
                "1:5 half of a surrogate pair -> write both halves, or the character itself"
            ])
    }

    static let badUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0xAF],
        [0xE0, 0x9F, 0xBF],
        [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF],
        [0xF0, 0x80, 0x80, 0xAF],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0xF8],
        [0xFC], [0xFE], [0xFF],
    ]

    @Test(arguments: badUTF8) func `invalid UTF-8 in a string is a finding at its first byte`(_ bad: [UInt8])
    {
        for tail in [Array("\"]".utf8), []] {
            let bytes = Array("[\"é".utf8) + bad + tail
            let findings = JSONReader.read(SourceText(name: "a.json", bytes: bytes)).findings
            #expect(
                findings.map(line) == [
                    "1:4 invalid UTF-8 (byte 0x\(Hex.encode([bad[0]]))) -> save the file as UTF-8"
                ])
        }
    }

    @Test func `invalid UTF-8 outside of strings is named by its byte`() {
        let findings = JSONReader.read(SourceText(name: "a.json", bytes: [0x5B, 0xFF, 0x5D])).findings
        #expect(findings.map(line) == ["1:2 expected a JSON value, found 0xff"])
    }

    @Test func `a byte order mark and repeated keys are errors in files and warnings by the grammar`() {
        let source = SourceText(name: "a.json", text: "\u{FEFF}{\"a\": 1,\n \"a\": 2, \"\\u0061\": 3}")
        let expected = [
            "1:1 the file starts with a byte order mark -> save it as UTF-8 without BOM",
            "2:2 repeated key \"a\" -> keep one of them", "2:10 repeated key \"a\" -> keep one of them",
        ]
        let strict = JSONReader.read(source)
        #expect(strict.findings.map(line) == expected)
        #expect(strict.findings.allSatisfy { $0.severity == .error })
        let lenient = JSONReader.read(source, strictness: .grammarOnly)
        #expect(lenient.findings.map(line) == expected)
        #expect(lenient.findings.allSatisfy { $0.severity == .warning })
        #expect(lenient.value?["a"]?.number == JSONNumber(3), "the last of repeated keys counts")
    }

    @Test func `keys that only look the same are different`() {
        let (node, findings) = JSONReader.read(
            SourceText(name: "a.json", text: "{\"\u{E9}\": 1, \"e\u{301}\": 2}"))
        #expect(findings == [])
        #expect(node?["\u{E9}"]?.number == JSONNumber(1))
        #expect(node?["e\u{301}"]?.number == JSONNumber(2))
    }

    @Test func `repeated keys of large objects are found and their number is bounded`() {
        let members = (0..<3000).map { "\"k\($0 % 1000)\":\($0)" }.joined(separator: ",")
        let findings = JSONReader.read(SourceText(name: "a.json", text: "{\(members)}")).findings
        #expect(findings.first.map(line)?.contains("repeated key \"k0\"") == true)
        #expect((1...100).contains(findings.count))
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `512 levels are read and one more is a finding`(_ open: String, _ close: String) {
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
        }
        #expect(JSONReader.read(SourceText(name: "a.json", text: text(512))).findings == [])
        let tooDeep = JSONReader.read(SourceText(name: "a.json", text: text(513))).findings
        #expect(tooDeep.map(line) == ["1:\(512 * open.utf8.count + 1) nested deeper than 512 levels"])
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func `100,000 opening brackets are a finding`(_ open: String) {
        let text = String(repeating: open, count: 100_000)
        let findings = JSONReader.read(SourceText(name: "a.json", text: text)).findings
        #expect(findings.map(\.message) == ["nested deeper than 512 levels"])
    }

    @Test func `siblings do not count as depth`() {
        let text = "[" + Array(repeating: "[[{\"a\":[]}]]", count: 600).joined(separator: ",") + "]"
        #expect(JSONReader.read(SourceText(name: "a.json", text: text)).findings == [])
    }

    @Test func `a long string of escapes is read in linear time`() throws {
        // Copying what was read so far at each escape would move 90 GB here.
        let text = "\"" + String(repeating: "\\n", count: 300_000) + "\""
        #expect(try JSONReader.value(of: Array(text.utf8)).string?.utf8.count == 300_000)
    }

    @Test func `nodes know where they stand`() throws {
        let text = "{ \"a\": [1, {\"é\": \"x\"}] }"
        let node = try #require(JSONReader.read(SourceText(name: "a.json", text: text)).value)
        #expect(node.offset == 0)
        #expect(node.member("a")?.keyOffset == 2)
        let list = try #require(node["a"])
        #expect(list.elements.map(\.offset) == [8, 11])
        #expect(list.elements[1].members[0].keyOffset == 12)
        #expect(list.elements[1]["é"]?.offset == 18)
    }

    @Test func `a body that cannot be read says where in one line`() {
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: Array("{\n  x".utf8)) }
        do throws(JSONSyntaxError) {
            _ = try JSONReader.value(of: Array("{\n  x".utf8))
        } catch {
            #expect(error.description == "not valid JSON at 2:3: expected a key in double quotes, found x")
        }
    }

    private func line(_ finding: Finding) -> String {
        let remedy = finding.remedy.map { " -> \($0)" } ?? ""
        return "\(finding.position.line):\(finding.position.column) \(finding.message)\(remedy)"
    }
}
