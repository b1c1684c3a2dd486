@testable import JSONText
import Testing

@Suite struct JSONSchemaTests {
    private func value(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    private func sentences(_ schema: String, _ text: String) throws -> [String] {
        try JSONSchema(try value(schema)).violations(of: try value(text)).map(\.description)
    }

    static let violations: [(schema: String, value: String, sentences: [String])] = [
        (#"{"type":"string"}"#, "1", ["$: expected a string, found a number"]),
        (#"{"type":["array","null"]}"#, #""x""#, ["$: expected null or an array, found a string"]),
        (#"{"type":"integer"}"#, "1.5", ["$: expected an integer, found the number 1.5"]),
        (#"{"type":"integer"}"#, "1.0", []),
        (#"{"enum":["a","b",1]}"#, #""c""#, [#"$: expected "a", "b" or 1, found "c""#]),
        (#"{"enum":[{"a":[1.0]}]}"#, #"{"a":[1]}"#, []),
        (#"{"const":{"a":1}}"#, "[1]", [#"$: expected {"a":1}, found an array"#]),
        (#"{"multipleOf":0.01}"#, "4.35", []),
        (#"{"multipleOf":0.01}"#, "4.355", ["$: 4.355 is not a multiple of 0.01"]),
        (#"{"multipleOf":3}"#, "1e400", ["$: 1e400 is not a multiple of 3"]),
        (
            #"{"maximum":9007199254740993}"#, "9007199254740994",
            [
                "$: expected at most 9007199254740993, found 9007199254740994"
            ]
        ),
        (#"{"minimum":1,"exclusiveMaximum":2}"#, "2", ["$: expected less than 2, found 2"]),
        (#"{"exclusiveMinimum":1}"#, "1.0", ["$: expected more than 1, found 1.0"]),
        (#"{"maxLength":1}"#, #""e\u0301""#, ["$: expected at most 1 character, found 2"]),
        (#"{"maxLength":1}"#, #""\ud83d\ude00""#, []),
        (#"{"maxLength":1}"#, #""\r\n""#, ["$: expected at most 1 character, found 2"]),
        (#"{"pattern":"^a+$"}"#, #""ab""#, [#"$: "ab" does not match the pattern ^a+$"#]),
        (#"{"minItems":2,"uniqueItems":true}"#, "[1]", ["$: expected at least 2 elements, found 1"]),
        (
            #"{"uniqueItems":true}"#, #"[{"a":1,"b":2},0,{"b":2.0,"a":1}]"#,
            ["$: the elements 0 and 2 are equal"]
        ),
        (#"{"items":{"type":"null"}}"#, "[null,1]", ["$[1]: expected null, found a number"]),
        (#"{"prefixItems":[true],"items":false}"#, "[1,2]", ["$[1]: this element is not allowed"]),
        (#"{"contains":{"const":1}}"#, "[2]", ["$: expected at least 1 element of a kind, found 0"]),
        (
            #"{"contains":{"const":1},"maxContains":1}"#, "[1,1]",
            [
                "$: expected at most 1 element of a kind, found 2"
            ]
        ),
        (#"{"required":["a","b"]}"#, #"{"b":1}"#, [#"$: the property "a" is missing"#]),
        (
            #"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#,
            [
                #"$: the property "b" is missing, "a" requires it"#
            ]
        ),
        (#"{"minProperties":1}"#, "{}", ["$: expected at least 1 property, found 0"]),
        (#"{"maxProperties":1}"#, #"{"a":1,"a":2}"#, []),
        (
            #"{"properties":{"a":true},"additionalProperties":false}"#, #"{"a":1,"b c":2}"#,
            [
                "$['b c']: this property is not allowed"
            ]
        ),
        (
            #"{"patternProperties":{"^x":{"type":"null"}}}"#, #"{"x1":1,"y":1}"#,
            [
                "$.x1: expected null, found a number"
            ]
        ),
        (
            #"{"propertyNames":{"maxLength":2}}"#, #"{"abc":1}"#,
            [
                #"$: the property name "abc" is not allowed: expected at most 2 characters, found 3"#
            ]
        ),
        (#"{"not":{"type":"null"}}"#, "null", ["$: the value fits what is excluded"]),
        (
            #"{"oneOf":[{"minimum":1},{"minimum":2}]}"#, "3",
            ["$: the value fits 2 of 2 alternatives, not just one"]
        ),
        (
            #"{"anyOf":[{"type":"string"},{"properties":{"a":{"items":{"const":1}}}}]}"#, #"{"a":[2]}"#,
            [
                "$: none of the 2 alternatives fits; the nearest says: expected 1, found 2 at $.a[0]"
            ]
        ),
        (
            #"{"if":{"required":["a"]},"then":{"required":["b"]},"else":false}"#, #"{"a":1}"#,
            [
                #"$: the property "b" is missing"#
            ]
        ),
        (
            #"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"#, #"{"a":1,"b":2}"#,
            [
                "$.b: this property is not allowed"
            ]
        ),
        (
            ##"{"$ref":"#/definitions/a","definitions":{"a":{"type":"null"}}}"##, "1",
            [
                "$: expected null, found a number"
            ]
        ),
        (
            #"{"items":{"minimum":1,"type":"string"}}"#, "[0]",
            [
                "$[0]: expected a string, found a number", "$[0]: expected at least 1, found 0",
            ]
        ),
        ("false", "1", ["$: no value is allowed"]),
        (#"{"format":"date"}"#, #""x""#, []),
    ]

    @Test(arguments: violations) func `a violation is told in a sentence`(
        schema: String, value: String, sentences: [String]
    ) throws {
        #expect(try self.sentences(schema, value) == sentences)
        let accepted = try JSONSchema(try self.value(schema)).accepts(try self.value(value))
        #expect(accepted == sentences.isEmpty)
    }

    @Test func `a violation tells where it is in the value and in the schema`() throws {
        let schema =
            ##"{"properties":{"a/b":{"$ref":"#/$defs/~0x"}},"$defs":{"~x":{"items":{"type":"null"}}}}"##
        let found = try JSONSchema(try value(schema)).violations(of: try value(#"{"a/b":[null,1]}"#))
        #expect(
            found == [
                SchemaViolation(
                    path: "$['a/b'][1]", pointer: "/a~1b/1", keywordLocation: "#/$defs/~0x/items/type",
                    message: "expected null, found a number")
            ])
    }

    @Test func `a keyword in another document is told with its URI`() throws {
        let other: JSONValue = ["$defs": ["n": ["$anchor": "n", "type": "null"]]]
        let schema = try JSONSchema(["$ref": "other.json#n"], resolving: ["other.json": other])
        #expect(schema.violations(of: 1).map(\.keywordLocation) == ["other.json#/$defs/n/type"])
    }

    @Test func `at most one hundred violations are told`() throws {
        let schema = try JSONSchema(["items": ["type": "string"]])
        let found = schema.violations(of: .array(Array(repeating: 1, count: 1000)))
        #expect(found.count == JSONSchema.violationLimit)
        #expect(found.last?.path == "$[99]")
    }

    static let texts: [(text: String, sentences: [String])] = [
        (#"{"b":[1]}"#, []),
        (#"{"b":["x"]}"#, ["$.a: in its JSON text at $.b[0]: expected a number, found a string"]),
        ("[]", ["$.a: in its JSON text: expected an object, found an array"]),
        (
            #"{"t":"[1,]"}"#,
            ["$.a: in its JSON text at $.t: the string is no JSON text: expected a JSON value, found ]"]
        ),
        (
            #"{"t":"[1]"}"#,
            ["$.a: in its JSON text at $.t: in its JSON text at $[0]: expected null, found a number"]
        ),
    ]

    @Test(arguments: texts) func `JSON text in a string is looked into`(text: String, sentences: [String])
        throws
    {
        let schema = try value(
            """
            {"properties":{"a":{"contentMediaType":"application/json","contentSchema":{"type":"object",
            "properties":{"b":{"items":{"type":"number"}},"t":{"contentMediaType":"application/json",
            "contentSchema":{"items":{"type":"null"}}}}}}}}
            """)
        let document: JSONValue = ["a": .string(text)]
        let found = try JSONSchema(schema).violations(of: document)
        #expect(found.map(\.description) == sentences)
        #expect(found.allSatisfy { $0.pointer == "/a" })
        let lenient = try JSONSchema(schema, options: JSONSchema.Options(assertsContent: false))
        #expect(lenient.accepts(document))
    }

    @Test func `encoded content is left alone`() throws {
        let schema = try JSONSchema(["contentMediaType": "application/json", "contentEncoding": "base64"])
        #expect(schema.accepts("e30="))
    }

    static let multiples: [(number: String, divisor: String, expected: Bool?)] = [
        ("0", "7", true), ("-0.0", "7", true), ("21", "7", true), ("-21", "7", true), ("22", "7", false),
        ("0.3", "0.1", true), ("1.1", "0.1", true), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false),
        ("1e308", "0.123456789", false), ("123456789e300", "0.123456789", true), ("1e19", "1024", true),
        ("1e9", "1024", false), ("1e10", "1024", true), ("1e1000000000000", "3", false),
        ("99999999999999999999999999", "3", true), ("99999999999999999999999998", "3", false),
        ("1", "0", nil), ("1", "1234567890123456789", nil), ("5", "1e1", false),
        ("1e64", "576460752303423488", true),
    ]

    @Test(arguments: multiples) func `multiples are exact`(number: String, divisor: String, expected: Bool?)
        throws
    {
        let (number, divisor) = (JSONNumber(literal: number), JSONNumber(literal: divisor))
        #expect(try #require(number).isMultiple(of: try #require(divisor)) == expected)
    }

    @Test func `equal values hash alike`() throws {
        let left = try value(#"{"a":[1.0,"x"],"b":1e2,"a":[1,"x"]}"#)
        let right = try value(#"{"b":100,"a":[10e-1,"x"]}"#)
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(Set<JSONValue>(["e\u{301}", "\u{E9}"]).count == 2)
    }
}
