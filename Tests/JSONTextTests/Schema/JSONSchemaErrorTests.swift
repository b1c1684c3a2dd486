@testable import JSONText
import Testing

@Suite struct JSONSchemaErrorTests {
    private func value(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    static let faults: [(schema: String, description: String)] = [
        ("1", "expected a schema, that is an object or a boolean at # of the schema"),
        (
            #"{"properties":{"a":{"type":"strnig"}}}"#,
            "unknown type \"strnig\" at #/properties/a/type of the schema; "
                + "the types are null, boolean, integer, number, string, array and object"
        ),
        (#"{"minLength":-1}"#, "minLength takes a whole number of 0 or more at #/minLength of the schema"),
        (#"{"multipleOf":0}"#, "multipleOf takes a number above 0 at #/multipleOf of the schema"),
        (#"{"required":[1]}"#, "expected an array of strings at #/required of the schema"),
        (#"{"anyOf":[]}"#, "anyOf takes an array of at least one schema at #/anyOf of the schema"),
        (
            #"{"items":[{}]}"#,
            "items takes one schema, not an array at #/items of the schema; use prefixItems"
        ),
        (
            #"{"pattern":"a(?=b)"}"#,
            "look-around (?= is not supported at byte 2 of the expression at #/pattern of the schema"
        ),
        (
            #"{"$ref":"http://a.example/b.json"}"#,
            "the schema \"http://a.example/b.json\" referred to is not at hand at #/$ref of the schema; "
                + "nothing is fetched; put it under $defs"
        ),
        (##"{"$ref":"#/$defs/a"}"##, "the reference to \"#/$defs/a\" leads nowhere at #/$ref of the schema"),
        (##"{"$ref":"#a"}"##, "there is no anchor \"a\" in the schema referred to at #/$ref of the schema"),
        (
            #"{"$anchor":"a b"}"#,
            "the anchor \"a b\" is no plain name at #/$anchor of the schema; use letters, digits, - _ and ."
        ),
        (
            #"{"$anchor":"a","items":{"$anchor":"a"}}"#,
            "a second anchor \"a\" at #/items/$anchor of the schema"
        ),
        (#"{"$id":"a#b"}"#, "$id must not have a fragment at #/$id of the schema; use $anchor"),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#"}"#,
            "the schema is written for draft-07 at #/$schema of the schema; only draft 2020-12 is understood"
        ),
    ]

    @Test(arguments: faults) func `a schema that cannot be used is refused`(
        schema: String, description: String
    ) throws {
        let document = try value(schema)
        let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(document) }
        #expect(error?.description == description)
    }

    @Test func `schemas nested without measure are refused`() {
        var document: JSONValue = true
        for _ in 0..<300 { document = ["not": document] }
        let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(document) }
        #expect(error?.message == "schemas are nested deeper than 256 levels")
    }
}
