package import VodHookCatalogue

/// What came of a command.
package struct CommandOutcome: Sendable {
    /// The exit code; nil when it did not start or did not end by itself.
    package var exitCode: Int?
    /// The first bytes of its standard output.
    package var output: [UInt8]
    /// The last lines of its standard error, empty ones left out.
    package var errorLines: [String] = []
    /// Why there is no exit code.
    package var failure: TransportFailure?
    /// How long it took.
    package var duration: Duration

    package init(exitCode: Int?, output: [UInt8], failure: TransportFailure? = nil, duration: Duration) {
        self.exitCode = exitCode
        self.output = output
        self.failure = failure
        self.duration = duration
    }
}
