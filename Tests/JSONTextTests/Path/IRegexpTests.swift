@testable import JSONText
import Testing

/// The smaller language of RFC 9485.
@Suite struct IRegexpTests {
    @Test(arguments: [
        ("a.*b", "axxb", true), ("a.b", "a\rb", false), ("a.b", "a\u{2028}b", true), ("[^a]", "b", true),
        ("[-a]+", "a-", true), ("[a-]+", "a-", true), ("\\-\\^\\.", "-^.", true), ("(ab|cd)?", "cd", true),
        ("a{2}", "aa", true), ("a{2,}", "aaaa", true), ("\\p{Nd}{1,3}", "123", true), ("\\P{L}", "a", false),
        ("^ab$", "ab", true), ("[^^]", "^", false), ("", "", true), ("a||b", "", true),
        ("[\\n\\t]", "\t", true),
        ("~<>,'\"", "~<>,'\"", true),
    ]) func `valid expressions match whole texts`(pattern: String, text: String, matches: Bool) throws {
        #expect(try TextPattern(pattern, dialect: .iRegexp).matchesWhole(text) == matches)
    }

    @Test(arguments: [
        "\\d", "\\w", "\\b", "\\x41", "\\u0041", "\\$", "\\/", "(?:a)", "(?i)a", "(?<n>a)", "a*?", "a{,2}",
        "{", "}", "]",
        "[[]", "[a-b-c]", "[a--]", "[]", "[^]", "\\p{Cs}", "\\p{IsLatin}", "[\\d]", "a**", "(",
    ]) func `what the standard leaves out is refused`(pattern: String) {
        #expect(throws: PatternError.self) { try TextPattern(pattern, dialect: .iRegexp) }
    }
}
