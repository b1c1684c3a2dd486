@testable import JSONText
import Testing

@Suite struct JSONPathEditingTests {
    private func document(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    @Test(arguments: [
        ("$.a", #"{"a":1,"b":2}"#, #"{"a":0,"b":2}"#),
        ("$.c", #"{"a":1}"#, #"{"a":1,"c":0}"#),
        ("$.a.c", #"{"a":{"b":1}}"#, #"{"a":{"b":1,"c":0}}"#),
        ("$.a[1]['é']", #"{"a":[1,{}]}"#, #"{"a":[1,{"é":0}]}"#),
        ("$..a", #"{"a":{"a":1},"b":[{"a":2}]}"#, #"{"a":0,"b":[{"a":0}]}"#),
        ("$[*]", "[1,2]", "[0,0]"),
        ("$[-1]", "[1,2]", "[1,0]"),
        ("$[0,0]", "[1,2]", "[0,2]"),
        ("$[?@>1]", "[1,2,3]", "[1,0,0]"),
        ("$", "[1]", "0"),
        ("$.a", #"{"a":1,"a":2}"#, #"{"a":1,"a":0}"#),
    ]) func `setting replaces what is selected or adds the last name`(
        path: String, text: String, expected: String
    ) throws {
        let result = try #require(try JSONPath(path).setting(0, in: document(text)))
        #expect(JSONWriter.text(of: result) == expected)
    }

    @Test(arguments: [
        ("$.a.b", #"{"c":1}"#), ("$.a.b", #"{"a":[1]}"#), ("$[2]", "[1,2]"), ("$[0]", "{}"), ("$..x", "{}"),
        ("$['a','b']", "{}"),
        ("$.a", "[1]"), ("$.a", "null"),
    ]) func `setting is nil when nothing can be set`(path: String, text: String) throws {
        #expect(try JSONPath(path).setting(0, in: document(text)) == .none)
    }

    @Test func `setting null stores a null`() throws {
        let result = try #require(try JSONPath("$.a").setting(.null, in: document(#"{"a":1}"#)))
        #expect(JSONWriter.text(of: result) == #"{"a":null}"#)
    }

    @Test(arguments: [
        ("$.a", #"{"a":1,"b":2}"#, #"{"b":2}"#, 1),
        ("$.x", #"{"a":1}"#, #"{"a":1}"#, 0),
        ("$[0,2,0]", "[1,2,3]", "[2]", 2),
        ("$[*]", "[1,2]", "[]", 2),
        ("$..a", #"{"a":{"a":1},"b":[{"a":2}]}"#, #"{"b":[{}]}"#, 3),
        ("$..*", "[[1]]", "[]", 2),
        ("$", "[1]", "[1]", 0),
        ("$.a", #"{"a":1,"b":0,"a":2}"#, #"{"b":0}"#, 1),
        ("$[?@.a]", #"[{"a":null},{"b":1}]"#, #"[{"b":1}]"#, 1),
    ]) func `removing takes away what is selected`(path: String, text: String, expected: String, count: Int)
        throws
    {
        let result = try JSONPath(path).removing(from: document(text))
        #expect(JSONWriter.text(of: result.0) == expected)
        #expect(result.count == count)
    }

    @Test func `replacing works from the inside out, once a node`() throws {
        let root = try document("[[1],2]")
        let wrapped = try JSONPath("$..*").replacing(in: root) { ["v": $0] }
        #expect(JSONWriter.text(of: wrapped) == #"[{"v":[{"v":1}]},{"v":2}]"#)
        let twice = try JSONPath("$[1,1]").replacing(in: root) { [$0] }
        #expect(JSONWriter.text(of: twice) == "[[1],[2]]")
        #expect(JSONWriter.text(of: try JSONPath("$[1]").replacing(in: root) { _ in .null }) == "[[1],null]")
    }

    @Test(.timeLimit(.minutes(1))) func `a wide document is edited in one pass`() throws {
        let root = JSONValue.array((0..<50_000).map { .int($0) })
        #expect(try JSONPath("$[*]").setting(7, in: root)?.array?.count == 50_000)
        #expect(try JSONPath("$[::2]").removing(from: root).count == 25_000)
    }

    @Test func `a deep document is edited without harm`() throws {
        var root: JSONValue = 1
        for _ in 0..<510 { root = [root] }
        let path = try JSONPath("$" + String(repeating: "[0]", count: 510))
        #expect(path.values(in: path.setting(2, in: root) ?? 0) == [2])
    }
}
