/// A load flag or result file that makes no sense, in words for the user.
public struct LoadError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    public let description: String

    /// An error with its sentence.
    public init(_ description: String) { self.description = description }
}
