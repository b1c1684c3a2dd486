/// A planted bug has killed the receiver: it closed the connection without an answer and listens no more.
package struct ReceiverCrash: Error, Equatable, CustomStringConvertible {
    /// The exit code of a process that ends by SIGABRT, as a shell reports it.
    package static let exitCode: Int32 = 134

    package init() {}

    /// The sentence for the user.
    package var description: String { "the receiver crashed on a callback, as its planted bug does" }
}
