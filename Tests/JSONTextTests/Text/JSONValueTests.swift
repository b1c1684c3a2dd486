@testable import JSONText
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"b":2,"a":1.0}"#, true), (#"{"a":1}"#, #"{"a":1,"b":null}"#, false),
        (#"{"a":1}"#, #"{"A":1}"#, false), ("[1,2]", "[2,1]", false), ("[1,2]", "[1,2e0]", true),
        ("null", "false", false),
        ("1", "\"1\"", false), ("\"\u{E9}\"", "\"e\u{301}\"", false),
        (#"{"a":1,"a":2}"#, #"{"a":1,"a":2}"#, true),
        (#"{"a":1,"a":1}"#, #"{"a":1,"b":2}"#, false), (#"{"a":1,"b":2}"#, #"{"a":1,"a":1}"#, false),
        (#"{"a":1,"a":2}"#, #"{"a":2}"#, true),
    ])
    func `equality is JSON's, in both directions`(_ left: String, _ right: String, _ isEqual: Bool) throws {
        let left = try JSONReader.value(of: Array(left.utf8))
        let right = try JSONReader.value(of: Array(right.utf8))
        #expect((left == right) == isEqual)
        #expect((right == left) == isEqual)
        let isReflexive = left == left
        #expect(isReflexive)
    }

    @Test func `deep values with repeated keys compare in bounded time`() throws {
        let text = String(repeating: #"{"a":0,"a":"#, count: 200) + "1" + String(repeating: "}", count: 200)
        let value = try JSONReader.value(of: Array(text.utf8))
        // In a variable: a failing macro would print the whole value.
        let isEqual = value == value
        #expect(isEqual)
    }

    @Test(arguments: [3, 16, 17, 40]) func `an object keeps order through changes, small or large`(
        _ count: Int
    ) {
        var object = JSONObject((0..<count).map { .init(key: "k\($0)", value: .int($0)) })
        object["k1"] = "one"
        object["k0"] = nil
        object["new"] = true
        object["absent"] = nil
        #expect(object.members.map(\.key) == (1..<count).map { "k\($0)" } + ["new"])
        #expect(object["k1"] == "one")
        #expect(object["k0"] == nil)
        #expect(object["k\(count - 1)"] == .int(count - 1))
        #expect(object["new"] == true)
        #expect(object.position(of: "new") == count - 1)
    }

    @Test(arguments: [
        ("null", "null"), ("true", "boolean"), ("1", "integer"), ("-0", "integer"), ("1.0", "integer"),
        ("1e2", "integer"), ("1.5", "number"), ("1e-2", "number"), ("1e400", "integer"),
        ("99999999999999999999", "integer"), ("\"\"", "string"), ("[]", "array"), ("{}", "object"),
    ])
    func `type names tell integers apart by their value`(_ text: String, _ name: String) throws {
        #expect(try JSONReader.value(of: Array(text.utf8)).typeName == name)
    }
}
