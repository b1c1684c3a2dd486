/// A path expression that cannot be used, with the place and the reason.
public struct JSONPathError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place of the mistake, in UTF-8 bytes from the start of the expression.
    public let offset: Int
    /// What is wrong: lower-case start, no final stop.
    public let message: String
    /// What to do about it, or nil when the message says it all.
    public let remedy: String?

    init(offset: Int, _ message: String, remedy: String? = nil) {
        self.offset = offset
        self.message = message
        self.remedy = remedy
    }

    /// One line: what, where, and what to do.
    public var description: String {
        "\(message) at byte \(offset + 1) of the path" + (remedy.map { "; \($0)" } ?? "")
    }
}
