package import JSONText

/// Faults of the body, which is signed and sent as they leave it.
///
/// `BodyFaults` applies them, those of the value first.
package enum BodyFault: FaultGroup {
    case value(OnValue)
    case bytes(OnBytes)

    /// Those that need the body as a JSON value.
    ///
    /// A path that is nil stands for a place that the body offers.
    package enum OnValue: Sendable {
        case wrongType(JSONPath?)
        case unknownField
        case unknownValue(JSONPath?)
        case nullValue(JSONPath?)
        case prettyPrinted
        case keyOrder
        /// Every array when nil.
        case arrayOrder(JSONPath?)
        case escapedText
    }

    /// Those that work on any bytes.
    package enum OnBytes: Sendable {
        /// Ends after so many bytes; after half of them when nil.
        case truncated(Int?)
        case notJSON
        case emptyBody
        case hugeBody(bytes: Int)
        case byteOrderMark
        case otherCharset(BodyCharset)
        case duplicateKey
        case invalidUTF8
        case deepBody(bytes: Int)
        /// Stands after so many bytes; in the middle when nil.
        case insertedText(after: Int?, String)
        case replacedBody(String)
    }

    var kind: Fault.Kind { .body(self) }

    static let words = [
        word(
            "truncated", bytes(demand: .moreBytes),
            about: "The body ends early; after half of it unless given."
        ) { .bytes(.truncated($0)) },
        word("not-json", about: "The body is not JSON.") { .bytes(.notJSON) },
        word("empty-body", about: "The body is empty.") { .bytes(.emptyBody) },
        word("wrong-type", path(demand: .value), about: "A field has another type.") {
            .value(.wrongType($0))
        },
        word("unknown-field", about: "There is a field that no document names.") { .value(.unknownField) },
        word("unknown-value", path(demand: .member), about: "A field has a value that no document names.") {
            .value(.unknownValue($0))
        },
        word("null-value", path(demand: .member), about: "A field is null.") { .value(.nullValue($0)) },
        word("huge-body", bytes(1 << 20), about: "The body is padded to this size; {bytes} unless given.") {
            .bytes(.hugeBody(bytes: $0))
        },
        word("byte-order-mark", about: "The body begins with a byte order mark.") { .bytes(.byteOrderMark) },
        word("other-charset", charset(.utf16), about: "The body is in utf-16, utf-16be or iso-8859-1.") {
            .bytes(.otherCharset($0))
        },
        word("pretty-printed", about: "The body has line breaks and indentation.") { .value(.prettyPrinted) },
        word("duplicate-key", about: "The first key of the body stands there twice.") {
            .bytes(.duplicateKey)
        },
        word("key-order", about: "The keys of every object come in the opposite order.") {
            .value(.keyOrder)
        },
        word(
            "array-order", path(demand: .array),
            about: "An array is in the opposite order; every array unless given."
        ) { .value(.arrayOrder($0)) },
        word("escaped-text", about: "Every character of its strings is written as an escape.") {
            .value(.escapedText)
        },
        word("invalid-utf8", about: "A byte that is no UTF-8 stands in its first string.") {
            .bytes(.invalidUTF8)
        },
        word(
            "deep-body", bytes(100_000),
            about: "The body is brackets within brackets, of this size; {bytes} unless given."
        ) { .bytes(.deepBody(bytes: $0)) },
        word(
            "inserted-text", bytes(), value("\""),
            about: "A text stands after so many bytes; a quote in the middle unless given."
        ) { .bytes(.insertedText(after: $0, $1)) },
        word("replaced-body", value("null"), about: "The body is this text; {value} unless given.") {
            .bytes(.replacedBody($0))
        },
    ]
}

/// What `other-charset` can write a body in.
package enum BodyCharset: String, Sendable, CaseIterable {
    case utf16 = "utf-16"
    case utf16BigEndian = "utf-16be"
    case latin1 = "iso-8859-1"

    /// The charset called `name` whatever its case, or nil.
    init?(named name: String) { self.init(rawValue: name.lowercased()) }
}
