package import JSONText

/// A value taken from an answer, to be used later as `${capture.NAME}`.
package struct Capture: Sendable {
    /// Where the value comes from.
    package enum Source: Sendable {
        case path(JSONPath)
        case header(String)
        /// The first group of a regular expression, or the whole match when it has none.
        case pattern(TextPattern)
    }

    /// What is written behind a name in a URL to have the value there as it is: `${capture.NAME|raw}`.
    package static let rawMark = "|raw"

    package var name: String
    /// Where the value comes from.
    package var source: Source
    /// Where the capture stands in the file.
    package var position: SourcePosition
}
