@testable import JSONText
import Testing

@Suite struct SchemaReaderTests {
    /// The findings as `column message -> remedy`; the schema stands on one line.
    private func lines(_ schema: String) -> [String] {
        let source = SourceText(name: "s.json", text: schema)
        guard let node = JSONReader.read(source).value else { return ["no JSON"] }
        return SchemaReader.read(node, of: source).findings.inOrder.map { finding in
            "\(finding.position.column) \(finding.message)\(finding.remedy.map { " -> \($0)" } ?? "")"
        }
    }

    private static let dialect =
        "only draft 2020-12 is understood: write \"https://json-schema.org/draft/2020-12/schema\""

    static let mistakes: [(schema: String, lines: [String])] = [
        (
            #"{"requird":["a"]}"#,
            [#"2 unknown keyword "requird" of JSON Schema -> did you mean "required"?"#]
        ),
        (
            #"{"properties":{"a":{"minLenght":3}}}"#,
            [#"21 unknown keyword "minLenght" of JSON Schema -> did you mean "minLength"?"#]
        ),
        (
            #"{"items":{"anyOf":[{"tpye":"null"},true]},"addtionalProperties":false}"#,
            [
                #"21 unknown keyword "tpye" of JSON Schema -> did you mean "type"?"#,
                #"43 unknown keyword "addtionalProperties" of JSON Schema -> did you mean "additionalProperties"?"#,
            ]
        ),
        (
            #"{"type":"object","videoStatus":{"type":"string"}}"#,
            [
                #"18 unknown keyword "videoStatus" of JSON Schema -> properties stand under "properties""#
            ]
        ),
        (
            #"{"type":"object","mine":1}"#,
            [#"18 unknown keyword "mine" of JSON Schema -> keywords of your own begin with x-"#]
        ),
        (
            #"{"id":"http://a.example/s","type":"object"}"#,
            [
                #"2 "id" is no keyword of JSON Schema 2020-12 -> write "$id"; a property of that name stands under "properties""#
            ]
        ),
        (
            #"{"minimum":0,"exclusiveMinimum":true}"#,
            [#"33 "exclusiveMinimum" takes a number -> write "exclusiveMinimum": 0"#]
        ),
        (
            #"{"exclusiveMaximum":true}"#,
            [#"21 "exclusiveMaximum" takes a number -> write the limit itself"#]
        ),
        (
            #"{"dependencies":{"a":["b"]}}"#,
            [
                #"2 "dependencies" is no keyword of JSON Schema 2020-12 -> write "dependentRequired" or "dependentSchemas""#
            ]
        ),
        (
            #"{"definitions":{"a":{"requird":["b"]}},"type":"object"}"#,
            [#"2 nothing refers to "definitions" -> write "$defs""#]
        ),
        (
            ##"{"definitions":{"a":{"requird":["b"]}},"$ref":"#/definitions/a"}"##,
            [#"22 unknown keyword "requird" of JSON Schema -> did you mean "required"?"#]
        ),
        (
            ##"{"x-parts":[{"requird":["b"]}],"$ref":"#/x-parts/0"}"##,
            [#"14 unknown keyword "requird" of JSON Schema -> did you mean "required"?"#]
        ),
        (
            #"{"properties":{"a":{"required":true}}}"#,
            [
                #"32 "required" takes an array of names -> it stands beside "properties", as in "required": ["code"]"#
            ]
        ),
        (
            #"{"$schema":"http://json-schema.org/draft-04/schema#","type":"null"}"#,
            [#"12 unknown $schema "http://json-schema.org/draft-04/schema#" -> \#(dialect)"#]
        ),
        (
            #"{"$schema":"https://example.test/mine","type":"null"}"#,
            [#"12 unknown $schema "https://example.test/mine" -> \#(dialect)"#]
        ),
        (
            #"{"format":"date-tiem"}"#,
            [#"11 nothing checks the format "date-tiem" -> did you mean "date-time"?"#]
        ),
        (
            #"{"format":"hostname"}"#,
            [
                #"11 nothing checks the format "hostname" -> the formats are date-time, date, time, uri, uri-reference, email, ipv4, ipv6, uuid, regex and json-pointer; or write "pattern""#
            ]
        ),
        (#"{"then":{"type":"null"}}"#, [#"2 "then" has no effect without "if" -> add "if""#]),
        (#"{"minContains":2}"#, [#"2 "minContains" has no effect without "contains" -> add "contains""#]),
        (
            #"{"contentSchema":{"type":"object"}}"#,
            [
                #"2 "contentSchema" has no effect here -> it needs "contentMediaType": "application/json" and no "contentEncoding""#
            ]
        ),
        (
            #"{"properties":{"a":{"type":"strnig"}}}"#,
            [
                #"28 not a JSON Schema: unknown type "strnig" -> the types are null, boolean, integer, number, string, array and object"#
            ]
        ),
        (
            #"{"items":[{}]}"#,
            ["10 not a JSON Schema: items takes one schema, not an array -> use prefixItems"]
        ),
        ("1", ["1 not a JSON Schema: expected a schema, that is an object or a boolean"]),
        ("{}", [#"1 this schema accepts every value -> say what is expected, or write "exists": true"#]),
        (
            #"{"title":"t","$defs":{"a":{"type":"null"}}}"#,
            [#"1 this schema accepts every value -> say what is expected, or write "exists": true"#]
        ),
    ]

    @Test(arguments: mistakes) func `what could never fail is a finding at its place`(
        schema: String, expected: [String]
    ) {
        #expect(lines(schema) == expected)
    }

    @Test(arguments: [
        // Names of properties, values and keywords of one's own are no keywords.
        #"{"properties":{"requird":{"type":"null"},"id":{"type":"string"},"definitions":true}}"#,
        #"{"patternProperties":{"^id":{"type":"null"}},"$defs":{"id":{"type":"null"}}}"#,
        #"{"dependentSchemas":{"id":{"required":["a"]}},"dependentRequired":{"id":["b"]}}"#,
        #"{"const":{"requird":1},"enum":[{"id":1}],"default":{"id":1},"examples":[{"id":2}]}"#,
        #"{"x-owner":"me","x-more":{"requird":1},"type":"null"}"#,
        // Annotations.
        #"{"title":"t","description":"d","$comment":"c","deprecated":true,"readOnly":true,"writeOnly":false,"contentMediaType":"text/html","contentEncoding":"base64","type":"string"}"#,
        #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://a.example/s","type":"null"}"#,
        ##"{"definitions":{"a":{"type":"null"}},"$ref":"#/definitions/a"}"##,
        #"{"if":{"type":"null"},"else":{"type":"string"},"contains":{"const":1},"maxContains":2}"#,
        #"{"contentMediaType":"application/json","contentSchema":{"required":["a"]}}"#,
        #"{"exclusiveMinimum":0,"format":"email"}"#, "false",
    ]) func `what says something is no finding`(_ schema: String) {
        #expect(lines(schema) == [])
    }

    @Test(arguments: [
        ("date-time", "2026-01-15T08:00:00Z", "2026-01-15 08:00:00"), ("date", "2026-02-28", "2026-02-30"),
        ("time", "08:00:00Z", "8:00"), ("uri", "https://a.example/", "a.example"),
        ("uri-reference", "/a", "a b"), ("email", "a@b.example", "a"), ("ipv4", "10.0.0.1", "10.0.0.256"),
        ("ipv6", "::1", ":1"), ("uuid", "01234567-89ab-cdef-0123-456789abcdef", "0123"), ("regex", "a+", "("),
        ("json-pointer", "/a", "a"),
    ]) func `every format that is known is checked`(name: String, good: String, bad: String) throws {
        let source = SourceText(name: "s.json", text: #"{"format":"\#(name)"}"#)
        let node = try #require(JSONReader.read(source).value)
        let schema = try #require(SchemaReader.read(node, of: source).schema)
        #expect(schema.accepts(.string(good)))
        #expect(!schema.accepts(.string(bad)))
    }

    @Test func `every format has its row`() { #expect(SchemaFormat.allCases.count == 11) }

    @Test func `integers are those of the draft`() throws {
        let schema = try JSONSchema(["type": "integer"])
        for text in ["1", "1.0", "1e2", "-0.0", "123456789012345678901234567890", "1e400"] {
            #expect(schema.accepts(try JSONReader.value(of: Array(text.utf8))), "\(text)")
        }
        for text in ["1.5", "1e-2", "\"1\""] {
            #expect(!schema.accepts(try JSONReader.value(of: Array(text.utf8))), "\(text)")
        }
    }
}
