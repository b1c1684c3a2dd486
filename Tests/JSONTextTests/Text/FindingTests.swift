@testable import JSONText
import Testing

@Suite struct FindingTests {
    @Test func `a finding shows its line with a caret and the remedy`() {
        let source = SourceText(name: "a.json", text: "{\n    \"statsu\": 200\n}\n")
        let finding = Finding(source, at: 6, "unknown key \"statsu\"", remedy: "did you mean \"status\"?")
        #expect(
            finding.text == """
                a.json:2:5: unknown key "statsu"
                        "statsu": 200
                        ^ did you mean "status"?
                """)
    }

    @Test func `a warning says so and a finding without remedy ends with the caret`() {
        let finding = Finding(SourceText(name: "a.json", text: "[1]"), at: 1, "odd", severity: .warning)
        #expect(finding.text == "a.json:1:2: warning: odd\n    [1]\n     ^")
    }

    @Test func `columns count letters beyond ASCII once`() {
        let source = SourceText(name: "a.json", text: "[\"中é😀\", x]")
        #expect(Finding(source, at: 14, "m").text == "a.json:1:9: m\n    [\"中é😀\", x]\n            ^")
    }

    @Test func `control characters and line ends cannot reach the terminal`() {
        let source = SourceText(name: "a.json", text: "a\u{1B}[31m\tb\u{7F}\r\nnext")
        #expect(Finding(source, at: 7, "m").text == "a.json:1:8: m\n    a [31m b \n           ^")
    }

    @Test func `what a file says is neither an escape sequence nor a command to a CI server`() {
        let source = SourceText(name: "::error::a.json", text: "::error::x\u{202E}y\u{9B}z")
        let text = Finding(source, at: 13, "unknown \"\u{1B}]0;P\u{7}\n::error::x\"", remedy: "::a\r\n##[b]")
            .text
        #expect(
            text == """
                \\x3a:error::a.json:1:12: unknown "\\x1b]0;P\\x07\\n::error::x"
                    \\x3a:error::x\\u202ey\\x9bz
                                       ^ \\x3a:a\\r\\n\\x23#[b]
                """)
    }

    @Test func `of a long line only the part around the place is shown`() {
        let line = String(repeating: "x", count: 500) + "!" + String(repeating: "y", count: 500)
        let lines = Finding(SourceText(name: "a", text: line), at: 500, "m").text.split(separator: "\n")
        #expect(lines[0] == "a:1:501: m")
        #expect(
            lines[1] == "    " + String(repeating: "x", count: 59) + "!" + String(repeating: "y", count: 40))
        #expect(lines[2] == String(repeating: " ", count: 63) + "^")
    }

    @Test(arguments: [0, 1023, 1024, 1025, 2047, 2048, 3000]) func `places in long lines are exact`(
        _ count: Int
    ) {
        let text = "\n" + String(repeating: "中", count: count)
        let source = SourceText(name: "a", text: text)
        #expect(source.position(of: text.utf8.count) == SourcePosition(file: "a", line: 2, column: count + 1))
        #expect(source.position(of: 1 + count / 2 * 3).column == count / 2 + 1)
    }

    @Test func `a place past the end is the end`() {
        let source = SourceText(name: "a", text: "one\ntwo\n")
        #expect(source.position(of: 99) == SourcePosition(file: "a", line: 3, column: 1))
        #expect(source.position(of: -1) == SourcePosition(file: "a", line: 1, column: 1))
        #expect(source.line(2) == "two")
        #expect(source.line(3) == "")
        #expect(source.line(4) == "")
        #expect(source.line(0) == "")
    }

    @Test func `findings are ordered by place, then message`() {
        let source = SourceText(name: "a", text: "ab\ncd")
        let findings = [
            Finding(source, at: 4, "z"), Finding(source, at: 1, "b"), Finding(source, at: 1, "a"),
            Finding(source, at: 0, "z"),
        ]
        #expect(
            findings.inOrder.map { "\($0.position) \($0.message)" } == [
                "a:1:1 z", "a:1:2 a", "a:1:2 b", "a:2:2 z",
            ])
    }

    static let suggestions: [(String, String?)] = [
        ("statsu", "status"), ("STATUS", "status"), ("stat", "status"), ("sttaus", "status"),
        ("stauts", "status"),
        ("witin", "within"), ("media", "media"), ("zzzz", nil), ("x", nil), ("statistics", nil), ("", nil),
        (String(repeating: "a", count: 10_000), nil),
    ]

    @Test(arguments: suggestions) func `a misspelt word finds the one that was meant`(
        _ word: String, _ meant: String?
    ) {
        #expect(Suggestion.nearest(to: word, among: ["status", "within", "media"]) == meant)
        #expect(
            Suggestion.didYouMean(word, among: ["status", "within", "media"])
                == meant.map { "did you mean \"\($0)\"?" })
    }

    @Test func `nothing is near when nothing is known`() {
        #expect(Suggestion.nearest(to: "a", among: []) == nil)
    }
}
