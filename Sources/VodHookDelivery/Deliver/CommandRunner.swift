package import VodHookCatalogue

/// Runs commands for probes; the one way from the kit to other programs.
package protocol CommandRunner: Sendable {
    /// Runs a command to its end, or for `timeout`. What goes wrong is in the outcome.
    func run(_ words: [String], timeout: Duration) async -> CommandOutcome
}

/// What came of a command.
package struct CommandOutcome: Sendable {
    /// The exit code; nil when it did not start or did not end by itself.
    package var exitCode: Int?
    /// The first bytes of its standard output.
    package var output: [UInt8]
    /// Why there is no exit code.
    package var failure: TransportFailure?
    /// How long it took.
    package var duration: Duration

    /// An outcome.
    package init(exitCode: Int?, output: [UInt8], failure: TransportFailure? = nil, duration: Duration) {
        self.exitCode = exitCode
        self.output = output
        self.failure = failure
        self.duration = duration
    }
}

/// Refuses every command; for runs that must not start programs.
package struct NoCommands: CommandRunner {
    /// Refuses every command.
    package init() {}

    /// See the protocol.
    package func run(_ words: [String], timeout: Duration) async -> CommandOutcome {
        CommandOutcome(
            exitCode: nil, output: [], failure: TransportFailure(.other, "commands are not run here"),
            duration: .zero)
    }
}
