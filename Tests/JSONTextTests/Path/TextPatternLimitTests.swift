@testable import JSONText
import Testing

/// Expressions that bring backtracking engines to their knees, and expressions that are too large.
@Suite struct TextPatternLimitTests {
    private static let many = String(repeating: "a", count: 10_000)

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*a){10}b", "^(([a-z])+.)+[A-Z]([a-z])+$",
            "(?:a?){50}a{50}b",
            "(a*?)*?b",
        ]) func `a hostile expression takes linear time`(pattern: String) throws
    {
        let compiled = try TextPattern(pattern)
        let text = Self.many + "!"
        #expect(!compiled.matchesWhole(text))
        #expect(compiled.firstMatch(in: text) == nil)
    }

    @Test(arguments: [
        "((a{1,100}){1,100}){1,100}", "((((a{100}){100}){100}){100}){100}", "(a{20000}){2}", "a{20001}",
        "(?:){100000}",
        "((((((((((((a+)*x+)+){9}){9}){9}){9}){9}){9}){9}){9}){9}){9}",
    ]) func `a counted repeat that grows too large is refused`(pattern: String) {
        let error = #expect(throws: PatternError.self) { try TextPattern(pattern) }
        #expect(error?.message == "the expression is too large")
        #expect(error?.remedy == "use smaller repeat counts")
    }

    @Test func `a program just within the limit runs`() throws {
        let pattern = try TextPattern("a{9990}b?")
        #expect(pattern.matchesWhole(String(Self.many.dropLast(10))))
    }

    @Test func `deep nesting is refused`() throws {
        let open = String(repeating: "(", count: 10_000)
        let close = String(repeating: ")", count: 10_000)
        let error = #expect(throws: PatternError.self) { try TextPattern(open + "a" + close) }
        #expect(error?.offset == 200)
        #expect(error?.message == "groups are nested deeper than 200 levels")
        let fine = String(repeating: "(?:", count: 200) + "a" + String(repeating: ")", count: 200)
        #expect(try TextPattern(fine).matchesWhole("a"))
    }

    @Test func `a long expression and too many groups are refused`() {
        let long = #expect(throws: PatternError.self) {
            try TextPattern(String(repeating: "a", count: TextPattern.lengthLimit + 1))
        }
        #expect(long?.message == "the expression is longer than 65536 bytes")
        let groups = #expect(throws: PatternError.self) {
            try TextPattern(String(repeating: "(a)", count: 501))
        }
        #expect(groups?.message == "more than 500 groups")
    }

    @Test func `every prefix of a rich expression compiles or is refused`() {
        let rich = "(?i)^(?<n>[^\\d\\]a-z-]{2,3}?|\\p{Lu}\\u{1F600}+)*(?:x|\\x41)$"
        for length in 0...rich.unicodeScalars.count {
            for dialect in [TextPattern.Dialect.full, .iRegexp] {
                let prefix = String(String.UnicodeScalarView(rich.unicodeScalars.prefix(length)))
                do throws(PatternError) {
                    _ = try TextPattern(prefix, dialect: dialect).firstMatch(in: "ABC123")
                } catch {
                    #expect(error.offset <= prefix.utf8.count)
                }
            }
        }
    }
}
