package import JSONText
import VodHookCatalogue

/// The parameters of a fault as a scenario gives them; nil is not given.
package struct FaultParameters: Sendable {
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

    package init() {}

    /// The keys of scenario files, in the order in which they are written.
    package enum Key: String, Sendable, CaseIterable {
        case bytes, bytesPerSecond, by, value, path

        /// The key as the file format has it.
        var field: Record.Field {
            switch self {
            case .bytes:
                Record.Field(
                    rawValue, .integer(0...(1 << 30)),
                    "How many bytes: where to cut, to hold, to reset, or the size.")
            case .bytesPerSecond: Record.Field(rawValue, .integer(1...1_000_000_000), "The rate.")
            case .by: Record.Field(rawValue, .text(.duration), "How late, or how far off.")
            case .value:
                Record.Field(rawValue, .text(.plain), "A content type, a method, a charset, a URL.")
            case .path: Record.Field(rawValue, .text(.path), "Where in the body, as JSONPath.")
            }
        }
    }

    /// Those that are given, as they are written.
    package var members: [(key: Key, value: JSONValue)] {
        Key.allCases.compactMap { key in value(of: key).map { (key, $0) } }
    }

    /// True when none is given.
    package var isEmpty: Bool { members.isEmpty }

    private func value(of key: Key) -> JSONValue? {
        switch key {
        case .bytes: bytes.map { .int($0) }
        case .bytesPerSecond: bytesPerSecond.map { .int($0) }
        case .by: by.map { .string(DurationText.text($0)) }
        case .value: value.map { .string($0) }
        case .path: path.map { .string($0.description) }
        }
    }
}
