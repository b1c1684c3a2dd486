package import JSONText

/// Checks the body of a callback against what the catalogue knows, and says which event a body is.
///
/// A wrong type, a missing required key and a number below its minimum are errors; a value outside the
/// documented ones is a warning. JSON text inside strings is checked as if it stood there itself.
package struct BodyValidator {
    /// How well a body fits a profile.
    package struct Fit: Sendable {
        package let profile: EventSpec.Profile
        /// What does not fit.
        package let findings: [Finding]
        /// How many keys the profile does not know.
        package let unknownKeys: Int
        /// How many keys the profile knows.
        package let knownKeys: Int
        /// How many keys the profile can have and the body lacks.
        package let absentKeys: Int

        /// How many of the findings are errors.
        package var errorCount: Int { findings.count { $0.severity == .error } }
    }

    private let source: SourceText
    private let isStrict: Bool
    private var findings: [Finding] = []
    private var unknownKeys = 0
    private var knownKeys = 0
    private var absentKeys = 0
    /// Where the value being checked stands in the body; a member of JSON text follows the member that holds it.
    private var steps: [NormalizedPath.Step] = []
    /// Where the value being checked stands when it is JSON text in a string; nil outside of such text.
    private var embedded: EmbeddedText?

    /// All findings for `body` under `profile`; `strict` adds a warning for each unknown key.
    package static func check(
        _ body: JSONNode, of source: SourceText, against profile: EventSpec.Profile, strict: Bool = false
    ) -> [Finding] {
        fit(body, of: source, to: profile, strict: strict).findings
    }

    /// The profile of `event` that `body` fits best: fewest errors, fewest unknown keys, most known keys.
    ///
    /// What is still equal is decided by the fewest warnings, then by the fewest keys that the body lacks.
    package static func bestFit(
        _ body: JSONNode, of source: SourceText, for event: EventSpec, strict: Bool = false
    ) -> Fit? {
        let fits = event.profiles.map { fit(body, of: source, to: $0, strict: strict) }
        func rank(_ fit: Fit) -> (Int, Int, Int, Int, Int) {
            let errors = fit.findings.count { $0.severity == .error }
            return (errors, fit.unknownKeys, -fit.knownKeys, fit.findings.count, fit.absentKeys)
        }
        return fits.reduce(nil) { best, next in
            guard let best, rank(next) >= rank(best) else { return next }
            return best
        }
    }

    /// The events that `body` can be, by the name in it and the keys around it; several when providers share one.
    package static func detect(_ body: JSONValue, in catalogue: Catalogue) -> [(
        provider: Provider, event: EventSpec
    )] {
        guard let object = body.object else { return [] }
        var candidates: [(provider: Provider, event: EventSpec, score: Int)] = []
        for provider in catalogue.providers {
            guard let name = provider.envelope.eventName(in: body),
                let event = provider.events.first(where: { $0.name.hasSameBytes(as: name) })
            else { continue }
            let score = event.profiles.map { likeness(of: object, to: $0) }.max() ?? 0
            candidates.append((provider, event, score))
        }
        let best = candidates.map(\.score).max() ?? 0
        let likely = candidates.filter { $0.score == best }
        // The provider that others extend comes first.
        return (likely.filter { $0.provider.base == nil } + likely.filter { $0.provider.base != nil })
            .map { ($0.provider, $0.event) }
    }

    /// How well `body` fits one profile.
    package static func fit(
        _ body: JSONNode, of source: SourceText, to profile: EventSpec.Profile, strict: Bool
    ) -> Fit {
        var validator = BodyValidator(source: source, isStrict: strict)
        if case .object = body.kind {
            validator.check(body, profile.fields)
        } else {
            validator.report(body, "expected an object, found \(described(body))")
        }
        return Fit(
            profile: profile, findings: validator.findings.inOrder, unknownKeys: validator.unknownKeys,
            knownKeys: validator.knownKeys, absentKeys: validator.absentKeys)
    }

    private static func likeness(of body: JSONObject, to profile: EventSpec.Profile) -> Int {
        let names = FieldSpec.names(of: profile.fields)
        let known = names.filter { body[$0] != nil }.count
        return known * 2 - (body.count - known)
    }

    private init(source: SourceText, isStrict: Bool) {
        self.source = source
        self.isStrict = isStrict
    }

    private mutating func report(_ node: JSONNode, _ message: String, _ severity: Finding.Severity = .error) {
        report(at: node.offset, message, severity)
    }

    private mutating func report(at offset: Int, _ message: String, _ severity: Finding.Severity) {
        let place = embedded?.outerOffset(of: offset, in: source) ?? offset
        findings.append(Finding(source, at: place, message, severity: severity))
    }

    private mutating func check(_ node: JSONNode, _ fields: [FieldSpec]) {
        var isPresent = [Bool](repeating: false, count: fields.count)
        for member in node.members {
            let variants = fields.indices.filter { fields[$0].name.hasSameBytes(as: member.key) }
            for place in variants { isPresent[place] = true }
            switch variants.count {
            case 0:
                unknownKeys += 1
                if isStrict { report(at: member.keyOffset, "unknown key \"\(member.key)\"", .warning) }
                continue
            case 1: within(.name(member.key)) { $0.check(member.value, as: fields[variants[0]]) }
            default:
                self = closest(
                    variants.map { place in
                        variant { variant in
                            variant.within(.name(member.key)) { $0.check(member.value, as: fields[place]) }
                        }
                    })
            }
            knownKeys += 1
        }
        let absent = fields.indices.filter { !isPresent[$0] }.map { fields[$0] }
        absentKeys += absent.count
        for name in FieldSpec.names(of: absent.filter(\.isRequired)) {
            report(node, "missing key \"\(name)\"")
        }
    }

    private mutating func within(_ step: NormalizedPath.Step, _ check: (inout BodyValidator) -> Void) {
        steps.append(step)
        check(&self)
        steps.removeLast()
    }

    private func variant(_ check: (inout BodyValidator) -> Void) -> BodyValidator {
        var copy = self
        check(&copy)
        return copy
    }

    /// The variant whose keys are most alike, then the one with the fewest findings: keys tell variants apart.
    private func closest(_ variants: [BodyValidator]) -> BodyValidator {
        func rank(_ validator: BodyValidator) -> (Int, Int) {
            (validator.unknownKeys - validator.knownKeys, validator.findings.count)
        }
        guard var best = variants.first else { return self }
        for next in variants.dropFirst() where rank(next) < rank(best) { best = next }
        return best
    }

    private mutating func check(_ node: JSONNode, as field: FieldSpec) {
        if case .null = node.kind, field.isNullable { return }
        switch field.type {
        case .any: break
        case .string: if node.string == nil { mismatch(node, field, "a string") }
        case .boolean: if node.bool == nil { mismatch(node, field, "true or false") }
        case .integer:
            if node.number?.isWhole != true { mismatch(node, field, "a whole number") }
        case .number, .float: if node.number == nil { mismatch(node, field, "a number") }
        case .object, .array: checkStructure(node, field)
        case .objectText, .arrayText: checkText(node, field)
        }
        checkValue(node, field)
    }

    private mutating func checkValue(_ node: JSONNode, _ field: FieldSpec) {
        if field.isEventName, case .constant(let expected) = field.content {
            if node.value != expected { report(node, "expected \(JSONWriter.text(of: expected))") }
        } else if !field.values.isEmpty, !field.values.contains(node.value) {
            let documented = field.values.map { JSONWriter.text(of: $0) }.joined(separator: ", ")
            report(
                node, "\"\(field.name)\" is \(JSONWriter.text(of: node.value)); documented are \(documented)",
                .warning)
        }
        if let format = field.timeFormat, let text = node.string, !format.accepts(text),
            node.value != field.absent, !field.values.contains(node.value)
        {
            report(
                node,
                "\(NormalizedPath(steps).shortened) is \(JSONWriter.text(of: node.value)), not a time such as \"\(format.example)\""
            )
        }
        if field.type.isNumeric, let minimum = field.minimum, let number = node.number, number < minimum {
            report(node, "\"\(field.name)\" is \(number.literal), below \(minimum.literal)")
        }
    }

    private mutating func checkStructure(_ node: JSONNode, _ field: FieldSpec) {
        let isArray = field.type == .array || field.type == .arrayText
        switch (node.kind, isArray) {
        case (.object, false):
            switch field.content {
            case .fields(let fields, _): check(node, fields)
            case .cases(_, let cases):
                self = closest(cases.map { one in variant { $0.check(node, one.fields) } })
            case .keyedFields(_, _, _, let fields):
                for member in node.members {
                    within(.name(member.key)) { inner in
                        guard case .object = member.value.kind else {
                            return inner.mismatch(member.value, field, "an object of objects")
                        }
                        inner.check(member.value, fields)
                    }
                }
            default: break
            }
        case (.array(let elements), true):
            for (place, element) in elements.enumerated() {
                within(.index(place)) { $0.checkElement(element, field) }
            }
        default: mismatch(node, field, isArray ? "an array" : "an object")
        }
    }

    private mutating func checkElement(_ element: JSONNode, _ field: FieldSpec) {
        switch field.content {
        case .eachFields(_, let fields):
            guard case .object = element.kind else { return mismatch(element, field, "an object in it") }
            check(element, fields)
        case .eachValue(_, _, let type):
            let fits = type == .string ? element.string != nil : element.number != nil
            if !fits { mismatch(element, field, type == .string ? "a string in it" : "a number in it") }
        default: break
        }
    }

    private mutating func checkText(_ node: JSONNode, _ field: FieldSpec) {
        guard let text = node.string else { return mismatch(node, field, "a string with JSON text") }
        let inner = SourceText(name: source.name, text: text)
        let (value, mistakes) = JSONReader.read(inner, strictness: .grammarOnly)
        guard let value else {
            let reason = mistakes.first { $0.severity == .error }?.message ?? "no value"
            return report(node, "the text of \"\(field.name)\" is not JSON: \(reason)")
        }
        let outer = embedded
        embedded = EmbeddedText(
            stringOffset: outer?.outerOffset(of: node.offset, in: source) ?? node.offset,
            isNested: outer != nil)
        checkStructure(value, field)
        embedded = outer
    }

    private mutating func mismatch(_ node: JSONNode, _ field: FieldSpec, _ expected: String) {
        report(node, "\"\(field.name)\" must be \(expected), found \(Self.described(node))")
    }

    private static func described(_ node: JSONNode) -> String {
        switch node.value.typeName {
        case "null": "null"
        case "object", "array": "an \(node.value.typeName)"
        case "integer", "number": "a number"
        default: "a \(node.value.typeName)"
        }
    }
}

/// JSON text inside a string of a file: finds the place in the file that a place in the text came from.
private struct EmbeddedText {
    /// The offset of the string's opening quote in the file.
    let stringOffset: Int
    /// True for text within text, whose places are given as that of the whole string.
    let isNested: Bool

    func outerOffset(of inner: Int, in source: SourceText) -> Int {
        if isNested { return stringOffset }
        let bytes = source.bytes
        var outer = stringOffset + 1
        var decoded = 0
        while decoded < inner, outer < bytes.count {
            guard bytes[outer] == 0x5C, outer + 1 < bytes.count else {
                decoded += 1
                outer += 1
                continue
            }
            if bytes[outer + 1] == 0x75 {
                decoded += width(ofEscapeAt: outer, bytes)
                outer += 6
            } else {
                decoded += 1
                outer += 2
            }
        }
        return min(outer, bytes.count)
    }

    /// How many bytes of UTF-8 a `\uXXXX` stands for; half of four for each half of a surrogate pair.
    private func width(ofEscapeAt offset: Int, _ bytes: [UInt8]) -> Int {
        let digits = String(
            decoding: bytes[min(offset + 2, bytes.count)..<min(offset + 6, bytes.count)], as: UTF8.self)
        return switch UInt32(digits, radix: 16) ?? 0 {
        case 0..<0x80: 1
        case 0x80..<0x800: 2
        case 0xD800...0xDFFF: 2
        default: 3
        }
    }
}
