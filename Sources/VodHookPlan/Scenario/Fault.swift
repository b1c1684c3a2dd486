package import JSONText

/// Something that goes wrong between vendor and receiver, on purpose.
package struct Fault: Sendable {
    /// What goes wrong.
    package var kind: Kind
    /// A number of bytes: where to cut, to hold or to reset, or how long a huge body is.
    package var bytes: Int?
    /// A rate.
    package var bytesPerSecond: Int?
    /// How late, or how far off the time is.
    package var by: Duration?
    /// A word: a content type, a method, a charset.
    package var value: String?
    /// Where in the body.
    package var path: JSONPath?
    /// Only every n-th delivery has it.
    package var every: Int?
    /// Only so large a part of deliveries has it, drawn from the seed.
    package var chance: Double?
    /// Where it stands in the file.
    package var position: SourcePosition

    /// A fault with nothing but its kind.
    package init(_ kind: Kind, at position: SourcePosition) {
        self.kind = kind
        self.position = position
    }

    /// True when more than its kind is said about it.
    package var hasParameters: Bool {
        bytes != nil || bytesPerSecond != nil || by != nil || value != nil || path != nil
    }

    /// The fault in the words of a scenario file, without when it applies.
    package var json: JSONObject {
        var object = JSONObject()
        object.append("fault", .string(kind.rawValue))
        if let bytes { object.append("bytes", .int(bytes)) }
        if let bytesPerSecond { object.append("bytesPerSecond", .int(bytesPerSecond)) }
        if let by { object.append("by", .string(DurationText.text(by))) }
        if let value { object.append("value", .string(value)) }
        if let path { object.append("path", .string(path.description)) }
        return object
    }

    /// What a fault touches.
    package enum Group: String, Sendable, CaseIterable {
        case order, signature, body, http
    }

    /// What `other-charset` can write a body in; the first unless given.
    enum Charset: String, CaseIterable {
        case utf16 = "utf-16"
        case utf16BigEndian = "utf-16be"
        case latin1 = "iso-8859-1"

        /// The charset called `name` whatever its case, or nil.
        init?(named name: String) { self.init(rawValue: name.lowercased()) }
    }

    /// The words of scenario files.
    package enum Kind: String, Sendable, CaseIterable {
        case duplicate
        case duplicateAtOnce = "duplicate-at-once"
        case reorder
        case delay
        case drop
        case overlap

        case wrongKey = "wrong-key"
        case previousKey = "previous-key"
        case missingSignature = "missing-signature"
        case missingTimestamp = "missing-timestamp"
        case staleSignature = "stale-signature"
        case futureSignature = "future-signature"
        case millisecondsTimestamp = "milliseconds-timestamp"
        case textTimestamp = "text-timestamp"
        case upperCaseSignature = "upper-case-signature"
        case otherScheme = "other-scheme"
        case changedBody = "changed-body"
        case otherURL = "other-url"

        case truncated
        case notJSON = "not-json"
        case emptyBody = "empty-body"
        case wrongType = "wrong-type"
        case unknownField = "unknown-field"
        case unknownValue = "unknown-value"
        case nullValue = "null-value"
        case hugeBody = "huge-body"
        case byteOrderMark = "byte-order-mark"
        case otherCharset = "other-charset"
        case prettyPrinted = "pretty-printed"
        case duplicateKey = "duplicate-key"
        case keyOrder = "key-order"
        case arrayOrder = "array-order"
        case escapedText = "escaped-text"
        case invalidUTF8 = "invalid-utf8"
        case deepBody = "deep-body"
        case insertedText = "inserted-text"
        case replacedBody = "replaced-body"

        case contentType = "content-type"
        case chunked
        case expectContinue = "expect-continue"
        case slowBody = "slow-body"
        case slowHeaders = "slow-headers"
        case reset
        case halfClose = "half-close"
        case ownConnection = "own-connection"
        case method
    }
}

extension Fault.Kind {
    /// A parameter that a fault can take.
    package enum Parameter: String, Sendable, CaseIterable {
        case bytes, bytesPerSecond, by, value, path
    }

    /// True for a fault of the body that needs it as a JSON value; the others work on its bytes.
    var actsOnValue: Bool {
        switch self {
        case .wrongType, .unknownField, .unknownValue, .nullValue, .prettyPrinted, .keyOrder, .arrayOrder,
            .escapedText:
            true
        default: false
        }
    }

    /// What a fault touches, which parameters it takes, and one sentence for people.
    package var facts: (group: Fault.Group, parameters: [Parameter], about: String) {
        switch self {
        case .duplicate: (.order, [.by], "The same body is delivered again after the first delivery ended.")
        case .duplicateAtOnce:
            (.order, [], "The same body is delivered twice in the same second, side by side.")
        case .reorder: (.order, [], "The deliveries of the step come in another order, drawn from the seed.")
        case .delay: (.order, [.by], "It begins later; by 1s unless given.")
        case .drop: (.order, [], "It is never sent.")
        case .overlap:
            (
                .order, [.bytes, .by],
                "It is held open in the middle of its body until the next delivery of the step, or a copy of itself, is answered; that one begins 10ms after it is held unless given."
            )
        case .wrongKey: (.signature, [], "Signed with a key that the receiver does not have.")
        case .previousKey: (.signature, [], "Signed with the key before the last rotation.")
        case .missingSignature: (.signature, [], "Sent without any signature header.")
        case .missingTimestamp: (.signature, [], "Sent without the timestamp header.")
        case .staleSignature: (.signature, [.by], "Signed in the past; by 1h unless given.")
        case .futureSignature: (.signature, [.by], "Signed in the future; by 1h unless given.")
        case .millisecondsTimestamp: (.signature, [], "The timestamp is in milliseconds.")
        case .textTimestamp: (.signature, [], "The timestamp is not a number.")
        case .upperCaseSignature: (.signature, [], "The digest is in upper case.")
        case .otherScheme: (.signature, [], "Signed by the scheme of the other vendor.")
        case .changedBody: (.signature, [], "A byte of the body is changed after signing.")
        case .otherURL: (.signature, [.value], "Signed for another URL.")
        case .truncated: (.body, [.bytes], "The body ends early; after half of it unless given.")
        case .notJSON: (.body, [], "The body is not JSON.")
        case .emptyBody: (.body, [], "The body is empty.")
        case .wrongType: (.body, [.path], "A field has another type.")
        case .unknownField: (.body, [], "There is a field that no document names.")
        case .unknownValue: (.body, [.path], "A field has a value that no document names.")
        case .nullValue: (.body, [.path], "A field is null.")
        case .hugeBody: (.body, [.bytes], "The body is padded to this size; 1 MiB unless given.")
        case .byteOrderMark: (.body, [], "The body begins with a byte order mark.")
        case .otherCharset: (.body, [.value], "The body is in utf-16, utf-16be or iso-8859-1.")
        case .prettyPrinted: (.body, [], "The body has line breaks and indentation.")
        case .duplicateKey: (.body, [], "The first key of the body stands there twice.")
        case .keyOrder: (.body, [], "The keys of every object come in the opposite order.")
        case .arrayOrder:
            (.body, [.path], "An array is in the opposite order; every array unless given.")
        case .escapedText: (.body, [], "Every character of its strings is written as an escape.")
        case .invalidUTF8: (.body, [], "A byte that is no UTF-8 stands in its first string.")
        case .deepBody:
            (.body, [.bytes], "The body is brackets within brackets, of this size; 100000 unless given.")
        case .insertedText:
            (
                .body, [.bytes, .value],
                "A text stands after so many bytes; a quote in the middle unless given."
            )
        case .replacedBody: (.body, [.value], "The body is this text; null unless given.")
        case .contentType: (.http, [.value], "Another Content-Type; text/plain unless given.")
        case .chunked: (.http, [.bytes], "The body is sent in chunks of this size; 16 bytes unless given.")
        case .expectContinue: (.http, [], "Expect: 100-continue is sent before the body.")
        case .slowBody: (.http, [.bytesPerSecond], "The body dribbles; 1000 bytes a second unless given.")
        case .slowHeaders:
            (.http, [.bytesPerSecond], "The headers dribble; 1000 bytes a second unless given.")
        case .reset:
            (
                .http, [.bytes],
                "The connection is reset after so many bytes of the body; half of it unless given."
            )
        case .halfClose:
            (
                .http, [.bytes],
                "The sending side is closed after so many bytes of the body; all of it unless given."
            )
        case .ownConnection: (.http, [], "The request has a connection of its own.")
        case .method: (.http, [.value], "Another method; PUT unless given.")
        }
    }
}
