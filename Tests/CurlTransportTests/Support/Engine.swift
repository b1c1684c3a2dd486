import CurlTransport
import VodHookKit

/// Runs an engine for the time of `body`.
func withEngine<Value>(
    _ configuration: CurlEngine.Configuration = .init(), _ body: (CurlEngine) async throws -> Value
) async throws -> Value {
    let engine = try CurlEngine(configuration: configuration)
    do {
        let value = try await body(engine)
        await engine.shutdown()
        return value
    } catch {
        await engine.shutdown()
        throw error
    }
}

/// What comes of one request to a server that does these steps.
func exchange(
    _ steps: [ScriptedServer.Step], method: String = "POST", timeout: Duration = .seconds(20)
) async throws -> Exchange {
    try await ScriptedServer.run { _ in
        steps
    } _: { server in
        try await withEngine { engine in
            await engine.send(OutgoingRequest(method: method, url: server.url(), timeout: timeout))
        }
    }
}
