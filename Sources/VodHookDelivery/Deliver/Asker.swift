package import VodHookCatalogue
import VodHookPlan

/// Asks the questions of probes: requests through a transport, commands through a command runner.
package struct Asker: Sendable {
    private let transport: any Transport
    private let commands: any CommandRunner
    private var limit: RequestLimit?

    package init(transport: any Transport, commands: any CommandRunner = NoCommands()) {
        self.transport = transport
        self.commands = commands
    }

    /// Asks once; the names in `question` have been replaced.
    func ask(_ question: HTTPQuestion) async -> ProbeAnswer {
        let request = OutgoingRequest(
            method: question.method, url: question.url, headers: question.headers, body: question.body,
            timeout: question.timeout)
        guard let limit else { return .http(await transport.send(request)) }
        return .http(await limit.with { await transport.send(request) })
    }

    /// Runs a command once, for `timeout` at most.
    func ask(_ command: [String], timeout: Duration) async -> ProbeAnswer {
        guard let limit else { return .command(await commands.run(command, timeout: timeout)) }
        return .command(await limit.with { await commands.run(command, timeout: timeout) })
    }

    /// The same with questions that keep to `limit`.
    package func limited(by limit: RequestLimit) -> Asker {
        var asker = self
        asker.limit = limit
        return asker
    }
}
