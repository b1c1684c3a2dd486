@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct PredicateTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let check: String
        let values: String
        let complaint: String?
        init(_ check: String, _ values: String, _ complaint: String?) {
            self.check = check
            self.values = values
            self.complaint = complaint
        }
        var testDescription: String { "\(check) of \(values)" }
    }

    /// A check as a scenario file writes it, the selected values, and the complaint.
    static let rows: [Row] = [
        Row(#""equals": 15"#, "[15.0]", nil), Row(#""equals": 15"#, "[16]", "expected 15, found 16"),
        Row(#""equals": 15"#, "[15, 16]", "expected 15, found 16"),
        Row(#""equals": 15"#, "[]", "expected 15, found nothing there"),
        Row(#""equals": {"a":1,"b":2}"#, #"[{"b":2,"a":1}]"#, nil),
        Row(#""equals": "1""#, "[1]", #"expected "1", found 1"#),
        Row(#""equals": null"#, "[null]", nil),
        Row(#""notEquals": "a""#, #"["b"]"#, nil),
        Row(#""notEquals": "a""#, #"["a"]"#, #"expected anything but "a", found "a""#),
        Row(#""notEquals": "a""#, "[]", #"expected anything but "a", found nothing there"#),
        Row(#""contains": "ob""#, #"["foobar"]"#, nil), Row(#""contains": """#, #"[""]"#, nil),
        Row(#""contains": "x""#, #"["foo"]"#, #"expected something that contains "x", found "foo""#),
        Row(#""contains": 2"#, "[[1, 2.0]]", nil),
        Row(#""contains": 3"#, "[[1, 2]]", "expected something that contains 3, found [1,2]"),
        Row(#""contains": "a""#, #"[{"a": null}]"#, nil),
        Row(#""contains": "a""#, "[7]", #"expected something that contains "a", found 7"#),
        Row(#""startsWith": "fo""#, #"["foo"]"#, nil),
        Row(#""startsWith": "oo""#, #"["foo"]"#, #"expected text that starts with "oo", found "foo""#),
        Row(#""startsWith": "1""#, "[1]", #"expected text that starts with "1", found 1"#),
        Row(#""endsWith": "oo""#, #"["foo"]"#, nil),
        Row(#""endsWith": "fo""#, #"["foo"]"#, #"expected text that ends with "fo", found "foo""#),
        Row(#""matches": "o{2}""#, #"["foot"]"#, nil),
        Row(#""matches": "^o+$""#, #"["foo"]"#, #"expected text that matches /^o+$/, found "foo""#),
        Row(#""matches": "1""#, "[1]", "expected text that matches /1/, found 1"),
        Row(#""exists": true"#, "[null]", nil), Row(#""exists": true"#, "[]", "expected a value, found none"),
        Row(#""exists": false"#, "[]", nil), Row(#""exists": false"#, "[0]", "expected no value, found 0"),
        Row(#""type": "integer""#, "[1]", nil),
        Row(#""type": "integer""#, "[1.5]", "expected a value of type integer, found 1.5"),
        Row(#""type": "integer""#, "[1.0, 1e2, -0, 123456789012345678901234567890, 1e400]", nil),
        Row(#""type": "integer""#, "[1e-2]", "expected a value of type integer, found 1e-2"),
        Row(#""type": "number""#, "[1, 1.5]", nil), Row(#""type": "null""#, "[null]", nil),
        Row(#""type": "boolean""#, "[true]", nil),
        Row(#""type": "string""#, #"[""]"#, nil), Row(#""type": "array""#, "[[]]", nil),
        Row(#""type": "object""#, "[{}]", nil),
        Row(#""type": "object""#, "[[]]", "expected a value of type object, found []"),
        Row(#""count": 2"#, "[[1, 2]]", nil), Row(#""count": 2"#, "[1, 2]", nil),
        Row(#""count": 0"#, "[]", nil),
        Row(#""count": 1"#, #"[{"a": 1}]"#, nil), Row(#""count": 1"#, #"["text"]"#, nil),
        Row(#""count": 2"#, "[[1]]", "expected a count of 2, found 1"),
        Row(#""count": {"min": 2}"#, "[[1]]", "expected a count of at least 2, found 1"),
        Row(#""count": {"min": 2, "max": 3}"#, "[[]]", "expected a count of 2 to 3, found 0"),
        Row(#""count": {"max": 3}"#, "[[1,2,3]]", nil),
        Row(#""greaterThan": 1"#, "[1.0000000000000000001]", nil),
        Row(#""greaterThan": 1"#, "[1.0]", "expected more than 1, found 1.0"),
        Row(#""lessThan": 1e400"#, "[1e399]", nil),
        Row(#""lessThan": -1"#, "[0]", "expected less than -1, found 0"),
        Row(#""atLeast": 1"#, "[1.0]", nil), Row(#""atLeast": 1"#, "[0.9]", "expected at least 1, found 0.9"),
        Row(#""atMost": 1"#, "[1]", nil), Row(#""atMost": 1"#, "[1.1]", "expected at most 1, found 1.1"),
        Row(#""atMost": 1"#, #"["0"]"#, #"expected at most 1, found "0""#),
        Row(#""schema": {"type": "integer"}"#, "[1]", nil),
        Row(
            #""schema": {"type": "integer"}"#, #"["a"]"#,
            "does not keep the schema: $: expected an integer, found a string"),
        Row(#""oneOf": [1, "a"]"#, #"["a", 1.0]"#, nil),
        Row(#""oneOf": [1, "a"]"#, "[2]", #"expected one of 1, "a", found 2"#),
    ]

    @Test(arguments: rows) func `a condition holds or says what was wanted and what came`(_ row: Row) throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "TranscodeComplete", "expect": { "body": [ { "path": "$.a", \#(row.check) } ] } }"#
        )
        let predicates = try #require(try ScenarioText.plan(text).deliveries[0].expect.body.first?.predicates)
        #expect(predicates.count == 1)
        let values = try #require(try JSONReader.value(of: Array(row.values.utf8)).array)
        #expect(predicates.first?.value.complaint(about: values) == row.complaint)
    }

    @Test func `the table has every condition that the format knows`() throws {
        let fields = try #require(FileFormat.scenario.record("bodyCheck")).fields.map(\.key).filter {
            $0 != "path"
        }
        for field in fields {
            let rows = Self.rows.filter { $0.check.hasPrefix("\"\(field)\"") }
            #expect(rows.contains { $0.complaint == nil }, "\(field) never holds")
            #expect(rows.contains { $0.complaint != nil }, "\(field) never fails")
        }
    }

    private func complaint(_ word: String, _ operand: JSONValue, about value: JSONValue) throws -> String? {
        try #require(Predicate(word, operand)).complaint(about: [value])
    }

    @Test func `a long value is cut`() throws {
        #expect(
            try complaint("equals", 1, about: .string(String(repeating: "x", count: 500)))
                == "expected 1, found \"" + String(repeating: "x", count: 199) + "…")
    }

    @Test func `letters that only look the same do not match`() throws {
        #expect(try complaint("contains", "e\u{301}", about: "\u{E9}") != nil)
        #expect(try complaint("startsWith", "\r", about: "\r\n") == nil)
        #expect(try complaint("endsWith", "\n", about: "\r\n") == nil)
        #expect(try complaint("contains", "e", about: "e\u{301}") == nil)
    }

    @Test func `an unknown word and an operand of another kind make no condition`() {
        #expect(Predicate("resembles", "a") == nil)
        #expect(Predicate("startsWith", 1) == nil)
        #expect(Predicate("count", ["min": 3, "max": 2]) == nil)
    }

    @Test(arguments: [2...2, 0...3, 2...3, 2...Int.max]) func `a range is read as it is written`(
        _ range: ClosedRange<Int>
    ) {
        #expect(Predicate.range(Predicate.json(range)) == range)
    }

    @Test func `a hostile expression and a long text are judged in linear time`() throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "TranscodeComplete", "expect": { "body": [ { "matches": "^(a|a|aa)*(a*)*b$" } ] } }"#
        )
        let body = try #require(try ScenarioText.plan(text).deliveries[0].expect.body.first)
        let value = JSONValue.string(String(repeating: "a", count: 2000))
        #expect(body.predicates[0].value.complaint(about: [value]) != nil)
    }
}
