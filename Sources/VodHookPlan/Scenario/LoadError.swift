/// A load flag or result file that makes no sense, in words for the user.
package struct LoadError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, and what would be right.
    package let description: String

    /// An error with its sentence.
    package init(_ description: String) { self.description = description }
}
