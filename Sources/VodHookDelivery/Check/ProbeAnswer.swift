package import VodHookCatalogue

/// What came of one question of a probe.
package enum ProbeAnswer: Sendable {
    case http(Exchange)
    case command(CommandOutcome)

    /// What was answered, whoever answered.
    package var reply: Reply {
        switch self {
        case .http(let exchange): Reply(exchange)
        case .command(let outcome): Reply(outcome)
        }
    }
}
