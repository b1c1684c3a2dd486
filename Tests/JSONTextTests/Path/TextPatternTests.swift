@testable import JSONText
import Testing

@Suite struct TextPatternTests {
    private func groups(_ pattern: String, _ text: String) throws -> [String?]? {
        try TextPattern(pattern, dialect: .full).firstMatch(in: text)?.groups
    }

    @Test(arguments: [
        ("abc", "xabcx", ["abc"]),
        ("a.c", "a\u{1F600}c", ["a\u{1F600}c"]),
        ("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]),
        ("a*?b", "aab", ["aab"]),
        ("<(.+?)>", "<a><b>", ["<a>", "a"]),
        ("<(.+)>", "<a><b>", ["<a><b>", "a><b"]),
        ("x{2,3}", "xxxx", ["xxx"]),
        ("x{2,3}?", "xxxx", ["xx"]),
        ("x{2,}", "xxxx", ["xxxx"]),
        ("x{0}y", "xy", ["y"]),
        ("a{,2}", "a{,2}", ["a{,2}"]),
        ("{\"a\":(\\d+)}", "{\"a\":12}", ["{\"a\":12}", "12"]),
        ("[a-c]+", "zzabcd", ["abc"]),
        ("[^a-c]+", "abczz", ["zz"]),
        ("[\\]-]+", "]-", ["]-"]),
        ("[\\w.-]+@[\\w-]+", "to me@x-y now", ["me@x-y"]),
        ("\\bfoo\\b", "a foo b", ["foo"]),
        ("\\Boo", "foo", ["oo"]),
        ("^\\s+$", " \t\r\n\u{A0}", [" \t\r\n\u{A0}"]),
        ("\\x41\\u0042\\u{1F600}\\uD83D\\uDE00", "AB\u{1F600}\u{1F600}", ["AB\u{1F600}\u{1F600}"]),
        ("\\p{Lu}\\p{Ll}+", "ab Жук", ["Жук"]),
        ("\\P{L}+", "ab12c", ["12"]),
        ("[\\P{L}]+", "ab12c", ["12"]),
        ("[\\D\\d]", "1", ["1"]),
        ("(?i)stra(SS)e", "STRAssE", ["STRAssE", "ss"]),
        ("(?i)[à-ü]+", "xÀÉy", ["ÀÉ"]),
        ("(?i)k", "\u{212A}", ["\u{212A}"]),
        ("(?s)a.b", "a\nb", ["a\nb"]),
        ("(?m)^b$", "a\nb\nc", ["b"]),
        ("(?:)", "abc", [""]),
        ("", "abc", [""]),
        ("(|a)*", "aa", ["aa", "a"]),
        ("a|b|", "c", [""]),
        ("\\/\\-\\.\\{", "/-.{", ["/-.{"]),
    ]) func `a match has the text and the groups`(pattern: String, text: String, expected: [String]) throws {
        #expect(try groups(pattern, text) == expected)
    }

    @Test(arguments: [
        ("a.c", "a\nc"), ("a.c", "a\r\nc"), ("^b", "ab"), ("a$", "a\n"), ("\\d", "٣"), ("[^\\s\\S]", "a"),
        ("a+b", "aac"),
        ("\\bfoo\\b", "food"), ("(?i)[^k]", "K"),
    ]) func `some texts do not match`(pattern: String, text: String) throws {
        #expect(try groups(pattern, text) == nil)
    }

    @Test func `a group that took no part is nil`() throws {
        #expect(try groups("(a)|(b)", "b") == ["b", nil, "b"])
        #expect(try groups("(?:(a)|b)+", "ab") == ["ab", "a"])
    }

    @Test func `named groups are found by name`() throws {
        let pattern = try TextPattern("(?<year>\\d{4})-(?P<month>\\d\\d)")
        let match = try #require(pattern.firstMatch(in: "on 2024-05-06"))
        #expect(match["year"] == "2024" && match["month"] == "05" && match[2] == "05")
        #expect(match["day"] == nil && match[3] == nil && match[-1] == nil)
        #expect(match.text == "2024-05")
    }

    @Test func `a whole match needs the whole text`() throws {
        let pattern = try TextPattern("a|ab")
        #expect(pattern.matchesWhole("ab"))
        #expect(!pattern.matchesWhole("abc"))
        #expect(pattern.firstMatch(in: "abc")?.text == "a")
        #expect(pattern.occurs(in: "xxab") && !pattern.occurs(in: "xx"))
    }

    @Test func `carriage return and line feed are two scalars`() throws {
        #expect(try groups("\\r", "a\r\nb") == ["\r"])
        #expect(try groups("e", "e\u{301}") == ["e"])
    }

    @Test(arguments: [
        ("(", 0, "this group has no closing )"),
        ("a)", 1, "unexpected ), no group is open"),
        ("é[", 2, "this class has no closing ]"),
        ("[]", 0, "empty class"),
        ("[z-a]", 1, "the range is in the wrong order"),
        ("[a-\\d]", 1, "a range takes a character on both sides"),
        ("[[:alpha:]]", 1, "named classes such as [:alpha:] are not supported"),
        ("*a", 0, "nothing to repeat before *"),
        ("a**", 2, "two quantifiers in a row"),
        ("a++", 2, "possessive quantifiers are not supported"),
        ("^*", 1, "nothing to repeat before the quantifier"),
        ("{3}", 0, "nothing to repeat before {"),
        ("a{3,2}", 1, "the repeat counts are in the wrong order"),
        ("a{99999999999999999999}", 2, "the repeat count is too large"),
        ("a\\", 1, "unfinished escape"),
        ("\\1", 0, "back-references are not supported"),
        ("\\k<a>", 0, "back-references are not supported"),
        ("\\q", 0, "unknown escape \\q"),
        ("\\uD800", 0, "half of a surrogate pair"),
        ("\\u{110000}", 0, "no such code point"),
        ("\\xZZ", 0, "expected 2 hexadecimal digits"),
        ("\\p{Xx}", 0, "unknown category Xx"),
        ("a(?=b)", 1, "look-around (?= is not supported"),
        ("a(?<!b)", 1, "look-around (?<! is not supported"),
        ("(?>a)", 0, "unknown kind of group"),
        ("a(?i)b", 1, "unknown kind of group"),
        ("(?ix)b", 3, "unknown option x"), ("(?x)b", 0, "unknown kind of group"),
        ("(?<1>a)", 3, "a group name takes letters, digits and _, then >"),
        ("(?<a>a)(?<a>b)", 10, "a second group named a"),
    ]) func `bad syntax is refused with its place`(pattern: String, offset: Int, message: String) {
        let error = #expect(throws: PatternError.self) { try TextPattern(pattern) }
        #expect(error?.offset == offset)
        #expect(error?.message == message)
    }

    @Test func `an error reads as one sentence`() {
        let error = #expect(throws: PatternError.self) { try TextPattern("a)") }
        #expect(error?.description == "unexpected ), no group is open at byte 2 of the expression; write \\)")
    }
}
