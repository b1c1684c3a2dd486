@testable import JSONText
import Testing

/// The examples of RFC 9535, section by section.
@Suite struct JSONPathTests {
    private func document(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    private func check(_ path: String, _ root: JSONValue, _ expected: String) throws {
        let parsed = try JSONPath(path)
        #expect(JSONWriter.text(of: .array(parsed.values(in: root))) == expected, "\(path)")
        #expect(JSONWriter.text(of: .array(parsed.nodes(in: root).map(\.value))) == expected, "\(path)")
    }

    private func paths(_ path: String, _ root: JSONValue) throws -> [String] {
        try JSONPath(path).nodes(in: root).map(\.path.description)
    }

    private static let store = """
        {"store":{"book":[
        {"category":"reference","author":"Nigel Rees","title":"Sayings of the Century","price":8.95},
        {"category":"fiction","author":"Evelyn Waugh","title":"Sword of Honour","price":12.99},
        {"category":"fiction","author":"Herman Melville","title":"Moby Dick","isbn":"0-553-21311-3","price":8.99},
        {"category":"fiction","author":"J. R. R. Tolkien","title":"The Lord of the Rings",
        "isbn":"0-395-19395-8","price":22.99}],"bicycle":{"color":"red","price":399}}}
        """

    @Test(arguments: [
        ("$.store.book[*].author", #"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]"#),
        ("$..author", #"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]"#),
        ("$.store..price", "[8.95,12.99,8.99,22.99,399]"),
        ("$..book[2].author", #"["Herman Melville"]"#),
        ("$..book[2].publisher", "[]"),
        ("$..book[-1].title", #"["The Lord of the Rings"]"#),
        ("$..book[0,1].title", #"["Sayings of the Century","Sword of Honour"]"#),
        ("$..book[:2].title", #"["Sayings of the Century","Sword of Honour"]"#),
        ("$..book[?@.isbn].title", #"["Moby Dick","The Lord of the Rings"]"#),
        ("$..book[?@.price<10].title", #"["Sayings of the Century","Moby Dick"]"#),
    ]) func `the bookstore queries of section 1`(path: String, expected: String) throws {
        try check(path, document(Self.store), expected)
    }

    @Test(arguments: [
        ("$.o['j j']", #"{"o":{"j j":{"k.k":3}}}"#, #"[{"k.k":3}]"#),
        ("$.o['j j']['k.k']", #"{"o":{"j j":{"k.k":3}}}"#, "[3]"),
        ("$[\"'\"][\"@\"]", #"{"'":{"@":2}}"#, "[2]"),
        ("$.o[*,*]", #"{"o":{"j":1,"k":2}}"#, "[1,2,1,2]"),
        ("$[1]", #"["a","b"]"#, #"["b"]"#),
        ("$[-2]", #"["a","b"]"#, #"["a"]"#),
        ("$[1:3]", #"["a","b","c","d","e","f","g"]"#, #"["b","c"]"#),
        ("$[1:5:2]", #"["a","b","c","d","e","f","g"]"#, #"["b","d"]"#),
        ("$[5:1:-2]", #"["a","b","c","d","e","f","g"]"#, #"["f","d"]"#),
        ("$[::-1]", #"["a","b","c"]"#, #"["c","b","a"]"#),
        ("$[::0]", "[1]", "[]"),
        ("$[-9007199254740991:9007199254740991:9007199254740991]", "[1,2]", "[1]"),
        ("$[0,3]", #"["a","b","c","d"]"#, #"["a","d"]"#),
        ("$[0,0]", #"["a"]"#, #"["a","a"]"#),
        ("$..j", #"{"o":{"j":1,"k":2},"a":[5,3,[{"j":4},{"k":6}]]}"#, "[1,4]"),
        ("$..[0]", #"{"o":{"j":1},"a":[5,3,[{"j":4},{"k":6}]]}"#, #"[5,{"j":4}]"#),
        ("$.a[0,1]..*", #"{"a":[[1],[[2]]]}"#, "[1,[2],2]"),
        ("$.a", #"{"a":null}"#, "[null]"),
        ("$.a[0]", #"{"a":null}"#, "[]"),
        ("$.null", #"{"null":1}"#, "[1]"),
        ("$.b[?@==null]", #"{"b":[null]}"#, "[null]"),
        ("$.b[?@.x==null]", #"{"b":[null]}"#, "[]"),
    ]) func `the selector examples of section 2`(path: String, text: String, expected: String) throws {
        try check(path, document(text), expected)
    }

    private static let filtered = """
        {"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],
        "o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"}
        """

    @Test(arguments: [
        ("$.a[?@.b == 'kilo']", #"[{"b":"kilo"}]"#),
        ("$.a[?(@.b == 'kilo')]", #"[{"b":"kilo"}]"#),
        ("$.a[?@>3.5]", "[5,4,6]"),
        ("$.a[?@.b]", #"[{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]"#),
        ("$[?@[?@.b]]", #"[[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]]"#),
        ("$.o[?@<3, ?@<3]", "[1,2,1,2]"),
        ("$.a[?@<2 || @.b == \"k\"]", #"[1,{"b":"k"}]"#),
        ("$.a[?match(@.b, \"[jk]\")]", #"[{"b":"j"},{"b":"k"}]"#),
        ("$.a[?search(@.b, \"[jk]\")]", #"[{"b":"j"},{"b":"k"},{"b":"kilo"}]"#),
        ("$.o[?@>1 && @<4]", "[2,3]"),
        ("$.o[?@.u || @.x]", #"[{"u":6}]"#),
        ("$.a[?@.b == $.x]", "[3,5,1,2,4,6]"),
        ("$.a[?@ == @]", #"[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]"#),
    ]) func `the filter examples of section 2`(path: String, expected: String) throws {
        try check(path, document(Self.filtered), expected)
    }

    @Test(arguments: [
        ("$.absent1 == $.absent2", true), ("$.absent1 <= $.absent2", true), ("$.absent == 'g'", false),
        ("$.absent1 != $.absent2", false), ("$.absent != 'g'", true), ("1 <= 2", true), ("1 > 2", false),
        ("13 == '13'", false), ("'a' <= 'b'", true), ("'a' > 'b'", false), ("$.obj == $.arr", false),
        ("$.obj != $.arr", true), ("$.obj == $.obj", true), ("$.obj != $.obj", false),
        ("$.arr == $.arr", true),
        ("$.obj == 17", false), ("$.obj != 17", true), ("$.obj <= $.arr", false), ("$.obj < $.arr", false),
        ("$.obj <= $.obj", true), ("$.arr <= $.arr", true), ("1 <= $.arr", false), ("1 > $.arr", false),
        ("true <= true", true), ("true > true", false), ("null >= null", true),
        ("$.null == $.absent1", false),
        ("'\u{FFFD}' < '\u{10000}'", true), ("'\u{E9}' == 'e\u{301}'", false), ("1.0 == 1", true),
        ("-0 == 0", true),
        ("100 == 1E2", true), ("9007199254740993 == 9007199254740992", false), ("'a' < 'aa'", true),
        ("length($.arr) == 2", true), ("length('e\u{301}') == 2", true),
        ("length($.obj) == length(1)", false),
        ("length(1) == length($.absent)", true), ("count($..*) == 6", true), ("value($..x) == 'y'", true),
        ("value($.arr[*]) == $.absent", true), ("value($.null) == null", true),
        ("value($.absent) == null", false),
        ("match('ab', 'a.') && !match('abc', 'a.') && search('abc', 'b')", true), ("match(1, '1')", false),
    ]) func `the comparison and function tables of section 2`(condition: String, holds: Bool) throws {
        let root: JSONValue = try document(#"{"obj":{"x":"y"},"arr":[2,3],"null":null}"#)
        #expect(try JSONPath("$[?\(condition)]").nodes(in: root).count == (holds ? 3 : 0))
    }

    @Test(arguments: [
        ("$.a", #"{"a":1}"#, "$['a']"), ("$[-1]", "[1,2]", "$[1]"), ("$", "1", "$"),
        ("$..b", #"{"a":[{"b":1}]}"#, "$['a'][0]['b']"),
        ("$[\"\\u000B\"]", #"{"\u000b":1}"#, "$['\\u000b']"),
        ("$[\"'\\\\\\n\"]", #"{"'\\\n":1}"#, "$['\\'\\\\\\n']"),
        ("$.☺", #"{"☺":1}"#, "$['☺']"),
    ]) func `a normalized path is canonical and selects its node`(
        path: String, text: String, expected: String
    ) throws {
        let root = try document(text)
        #expect(try paths(path, root) == [expected])
        #expect(try paths(expected, root) == [expected])
    }

    @Test func `a repeated key counts once, with its last value`() throws {
        let root = try document(#"{"a":1,"b":2,"a":3}"#)
        try check("$.*", root, "[2,3]")
        try check("$.a", root, "[3]")
        try check("$[?length($)==2]", root, "[2,3]")
    }

    @Test(.timeLimit(.minutes(1))) func `a deep document is searched without harm`() throws {
        var root: JSONValue = 1
        for _ in 0..<510 { root = [["a": root]] }
        #expect(try JSONPath("$..a").nodes(in: root).count == 510)
        #expect(try JSONPath("$..[?@..a]").values(in: root).count == 1019)
        for hostile in ["$..*..*..*", "$..[*,*,*,*,*,*,*,*]..*"] {
            var evaluator = JSONPathEvaluator(root: root, nodeLimit: 2_000)
            let crowd = evaluator.values(try JSONPath(hostile).query, from: root)
            #expect((2_000..<2_010).contains(crowd.count))
        }
        let last = try #require(try JSONPath("$..a").nodes(in: root).last)
        #expect(last.path.steps.count == 1020)
    }

    @Test(.timeLimit(.minutes(1))) func `absolute queries in a filter are evaluated once`() throws {
        let root = JSONValue.array((0..<3_000).map { .int($0) })
        #expect(try JSONPath("$[?count($..*) == 3000]").values(in: root).count == 3_000)
    }
}
