@testable import JSONText
import Testing

/// Schemas and values made to hang or crash a validator.
@Suite(.timeLimit(.minutes(1))) struct JSONSchemaLimitTests {
    private func value(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"$dynamicRef":"#"}"##, ##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
        ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}"##,
        ##"{"not":{"$ref":"#"}}"##, ##"{"anyOf":[{"$ref":"#"},true]}"##, ##"{"if":{"$ref":"#"}}"##,
        ##"{"$dynamicAnchor":"a","$dynamicRef":"#a"}"##,
    ]) func `a schema that refers to itself without end is a violation`(schema: String) throws {
        let compiled = try JSONSchema(try value(schema))
        #expect(compiled.violations(of: 1).map(\.message) == ["the schema refers to itself without end"])
        #expect(!compiled.accepts(1))
    }

    @Test func `a recursive schema follows a deep value`() throws {
        let schema = try JSONSchema(try value(##"{"type":"array","items":{"$ref":"#"}}"##))
        func nest(_ depth: Int, _ inner: String) -> String {
            String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
        }
        let (fine, wrong) = (try value(nest(100, "")), try value(nest(100, "1")))
        let deep = try value(nest(500, ""))
        #expect(schema.accepts(fine))
        #expect(schema.violations(of: wrong).map(\.message) == ["expected an array, found a number"])
        let reason = "more than 300 schemas apply one inside the other"
        #expect(schema.violations(of: deep).map(\.message) == [reason])
    }

    @Test(arguments: [
        ##"{"oneOf":[{"contains":{"$ref":"#"}},{"const":[]}]}"##,
        ##"{"if":{"items":{"$ref":"#"}},"then":{"unevaluatedItems":{"$ref":"#"}},"else":{"anyOf":[{"$ref":"#"}]}}"##,
        ##"{"items":{"$ref":"#"},"contentMediaType":"application/json","contentSchema":{"$ref":"#"}}"##,
    ]) func `the deepest ways through schema and value end`(schema: String) throws {
        let depth = 140
        let inner = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let text =
            String(repeating: "[", count: depth) + "\"\(inner)\"" + String(repeating: "]", count: depth)
        let compiled = try JSONSchema(try value(schema))
        #expect(compiled.violations(of: try value(text)).count <= 1)
        #expect(compiled.violations(of: try value(inner)).count <= 1)
    }

    @Test func `work that doubles with every level is given up`() throws {
        var schema = ##"{"$defs":{"d0":{"type":"null"}"##
        for level in 1...60 {
            let below = ##"{"$ref":"#/$defs/d\##(level - 1)"}"##
            schema += ##","d\##(level)":{"allOf":[\##(below),\##(below)]}"##
        }
        schema += ##"},"$ref":"#/$defs/d60"}"##
        let program = try JSONSchema(try value(schema)).program
        var evaluator = SchemaEvaluator(program, workLimit: 50_000)
        #expect(
            evaluator.run(.null).map(\.message) == ["gave up, the schema takes too much work for this value"])
    }

    @Test func `alternatives inside alternatives do not multiply when they are explained`() throws {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<100 { schema = ["anyOf": [schema, false]] }
        let found = try JSONSchema(schema).violations(of: 1)
        #expect(found.count == 1)
    }

    @Test func `a large array of distinct elements is compared quickly`() throws {
        let schema = try JSONSchema(["uniqueItems": true])
        #expect(schema.accepts(.array((0..<50_000).map { .int($0) })))
    }

    @Test func `a hostile pattern is given up or answered`() throws {
        let schema = try JSONSchema(["items": ["pattern": "(a{1,90}){1,90}b"]])
        let text = JSONValue.string(String(repeating: "a", count: 20_000))
        let found = schema.violations(of: .array(Array(repeating: text, count: 20)))
        #expect(found.last?.message == "gave up, the schema takes too much work for this value")
    }
}
