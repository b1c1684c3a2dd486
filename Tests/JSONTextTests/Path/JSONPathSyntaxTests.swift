@testable import JSONText
import Testing

@Suite struct JSONPathSyntaxTests {
    @Test(arguments: [
        ("", 0, "a path starts with $, not with the end of the path"),
        ("a", 0, "a path starts with $, not with a"),
        (" $", 0, "a path starts with $, not with a blank"),
        ("$ ", 1, "expected . or [ or the end of the path, found a blank"),
        ("$.é ", 4, "expected . or [ or the end of the path, found a blank"),
        ("$.", 2, "expected a name or *, found the end of the path"),
        ("$.1", 2, "expected a name or *, found 1"),
        ("$. a", 2, "expected a name or *, found a blank"),
        ("$..", 3, "expected a name or *, found the end of the path"),
        ("$[", 2, "expected a selector, found the end of the path"),
        ("$[a]", 2, "expected a selector, found a"),
        ("$[0 1]", 4, "expected , or ], found 1"),
        ("$['é", 2, "this string has no closing quote"),
        ("$['\\\"']", 3, "the other kind of quote is not escaped"),
        ("$['\\a']", 3, "unknown escape \\a"),
        ("$['\\uD800']", 3, "half of a surrogate pair"),
        ("$['\n']", 3, "control character 0x0a in a string"),
        ("$[01]", 2, "an index has no leading zeros"),
        ("$[-0]", 2, "-0 is not an index"),
        ("$[1.0]", 2, "an index is a whole number without exponent"),
        ("$[- 1]", 2, "expected digits after -, found a blank"),
        ("$[9007199254740992]", 2, "the number is beyond 9007199254740991"),
        ("$[::-9007199254740992]", 4, "the number is beyond 9007199254740991"),
        ("$[?]", 3, "expected a query, a literal or a function, found ]"),
        ("$[?@.a=1]", 6, "unknown operator ="),
        ("$[?@.a==01]", 8, "a number has no leading zeros"),
        ("$[?@.a==1.]", 10, "expected a digit, found ]"),
        ("$[?true]", 3, "a literal alone is not a condition"),
        ("$[?@.*==1]", 3, "this query may select several nodes and cannot be compared"),
        ("$[?(@.a)==1]", 8, "a condition in brackets is not a value and cannot be compared"),
        ("$[?!@.a==1]", 7, "! applies to tests, not to comparisons"),
        ("$[?(@.a]", 7, "expected ), found ]"),
        ("$[?foo(@)]", 3, "unknown function foo"),
        ("$[?foo]", 3, "unexpected word foo"),
        ("$[?count (@.*)==1]", 3, "unexpected word count"),
        ("$[?length(@)]", 3, "length() gives a value, not a condition"),
        ("$[?match(@,'a')==true]", 3, "match() is a condition and cannot be compared"),
        ("$[?length()==1]", 3, "length() takes one argument, not 0"),
        ("$[?match(@)]", 3, "match() takes two arguments, not 1"),
        ("$[?length(@.*)==1]", 10, "this query may select several nodes and cannot be compared"),
        ("$[?count(1)==1]", 9, "count() takes a query"),
        ("$[?length(@.a==1)==1]", 10, "length() does not take a condition"),
    ]) func `a mistake is reported with its place`(path: String, offset: Int, message: String) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath(path) }
        #expect(error?.offset == offset)
        #expect(error?.message == message)
    }

    @Test func `an error reads as one sentence`() {
        let error = #expect(throws: JSONPathError.self) { try JSONPath("$[?lenght(@)==1]") }
        #expect(
            error?.description == "unknown function lenght at byte 4 of the path; did you mean \"length\"?")
    }

    @Test(arguments: [
        "$", "$ .a [0]\n['b']", "$.☺", "$[ 'a' , 1 , : , 1 : 2 : 3 , * , ? @.a ]", "$..*", "$..[0]",
        "$[?@.a == -0.0e+1 && !( @.b || $..c ) || count( @.* ) >= 2]", "$[?match(@.a, \"x\\u0041\\/\")]",
        "$[?length(value($..c))<='\\'']", "$[?! @.a]", "$.true",
    ]) func `all of the grammar is read`(path: String) throws {
        #expect(try JSONPath(path).description == path)
    }

    @Test(arguments: [
        ("$", true), ("$.a[0]['b']", true), ("$.a[-1]", true), ("$..a", false), ("$[*]", false),
        ("$['a','b']", false),
        ("$[0:1]", false), ("$[?@.a]", false),
    ]) func `a singular path is known by its syntax`(path: String, isSingular: Bool) throws {
        #expect(try JSONPath(path).isSingular == isSingular)
    }

    @Test func `a regular expression that can never match is a warning`() throws {
        let path = try JSONPath("$[?search(@.a, '\\\\d')]")
        #expect(path.warnings.count == 1)
        #expect(path.warnings.first?.message == "search() can never match: unknown escape \\d")
        #expect(path.values(in: [["a": "1"]]).isEmpty)
    }

    @Test(arguments: [
        ("match", "^a", 1), ("match", "a$", 1), ("search", "^a$", 1), ("search", "a^$b", 0),
        ("match", "a", 0),
        ("match", "[$]", 0),
    ]) func `anchors that are none are a warning`(function: String, expression: String, count: Int) throws {
        let path = try JSONPath("$[?\(function)(@.a, '\(expression)')]")
        #expect(path.warnings.count == count)
        let message = "\(function)() takes ^ and $ for characters, not for the ends"
        #expect(path.warnings.allSatisfy { $0.message == message })
    }

    @Test(arguments: [
        String(repeating: "(", count: 30_000), String(repeating: "@[?", count: 10_000),
        String(repeating: "length(", count: 9_000),
    ]) func `deep nesting is refused`(nested: String) {
        let error = #expect(throws: JSONPathError.self) { try JSONPath("$[?" + nested) }
        #expect(error?.message == "the path is nested deeper than 64 levels")
    }

    @Test func `a long path is refused and a path of many segments is not`() throws {
        let error = #expect(throws: JSONPathError.self) {
            try JSONPath("$" + String(repeating: ".a", count: 40_000))
        }
        #expect(error?.message == "the path is longer than 65536 bytes")
        #expect(try JSONPath("$" + String(repeating: ".a", count: 30_000)).nodes(in: [:]).isEmpty)
        #expect(
            try JSONPath("$[?" + String(repeating: "!@.a||", count: 9_000) + "@.a]").values(in: [[:]]).count
                == 1)
    }

    @Test func `every prefix of a rich path is read or refused`() {
        let rich =
            "$.a['\\u263A',-1:2:3]..*[?!(@.b[0]<=1.5e3)||match(@['x'],'a.*')&&count($..c)!=value(@..d)]"
        for length in 0...rich.utf8.count {
            let prefix = String(rich.prefix(length))
            do throws(JSONPathError) {
                _ = try JSONPath(prefix).nodes(in: ["a": [["b": 1]]])
            } catch {
                #expect(error.offset <= length)
            }
        }
    }
}
