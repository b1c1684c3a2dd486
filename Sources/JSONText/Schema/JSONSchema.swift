/// A JSON Schema of draft 2020-12, compiled and ready to judge values.
///
/// Schema and value may both be hostile: work and depth are bounded, and patterns take linear time.
/// Unknown keywords are ignored. Numbers compare as exact decimals, lengths count Unicode scalars.
public struct JSONSchema: Sendable {
    /// What the keywords that describe rather than demand do.
    public struct Options: Sendable {
        /// True when `format` demands; only the formats of `SchemaFormat` are known, others always pass.
        public var assertsFormats: Bool
        /// True when strings of `contentMediaType` `application/json` must be JSON and fit `contentSchema`.
        public var assertsContent: Bool

        /// The options; by default `format` describes and JSON in strings is looked into.
        public init(assertsFormats: Bool = false, assertsContent: Bool = true) {
            self.assertsFormats = assertsFormats
            self.assertsContent = assertsContent
        }
    }

    /// The most violations that one value is told about.
    public static let violationLimit = 100

    /// The schema as it was written.
    package let document: JSONValue
    let program: SchemaProgram

    /// Compiles `document`; throws for keywords with wrong values and for references that lead nowhere.
    ///
    /// References to other documents are looked up by URI in `documents`; nothing is fetched.
    public init(
        _ document: JSONValue, resolving documents: [String: JSONValue] = [:], options: Options = Options()
    ) throws(JSONSchemaError) {
        var compiler = SchemaCompiler(resolving: documents, options: options)
        program = try compiler.compile(document)
        self.document = document
    }

    /// All that is wrong with `value`, in its order and at most `violationLimit`; none when it fits.
    ///
    /// Giving up on a schema without end, or on too much work, is one violation at the end.
    public func violations(of value: JSONValue) -> [SchemaViolation] {
        var evaluator = SchemaEvaluator(program)
        return evaluator.run(value)
    }

    /// True when `value` fits the schema; cheaper than asking what is wrong.
    public func accepts(_ value: JSONValue) -> Bool {
        var evaluator = SchemaEvaluator(program, isCollecting: false)
        return evaluator.run(value).isEmpty
    }
}
