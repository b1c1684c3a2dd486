import VodHookCatalogue

/// Runs commands for probes; the one way from the kit to other programs.
package protocol CommandRunner: Sendable {
    /// Runs a command to its end, or for `timeout`. What goes wrong is in the outcome.
    func run(_ words: [String], timeout: Duration) async -> CommandOutcome
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
