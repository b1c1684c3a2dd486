import CurlTransport
@testable import VodHookCatalogue
@testable import VodHookPlan

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
    _ steps: [ScriptedServer.Step], method: String = "POST", timeout: Duration = .seconds(20),
    wire: WireBehaviour = WireBehaviour()
) async throws -> Exchange {
    try await ScriptedServer.run { _ in
        steps
    } _: { server in
        try await withEngine { engine in
            await engine.send(.with(wire, server.url(), method: method, body: "", timeout: timeout))
        }
    }
}

extension OutgoingRequest {
    /// A request with a wire behaviour.
    static func with(
        _ wire: WireBehaviour, _ url: String, method: String = "POST", headers: [HTTPHeader] = [],
        body: String = "abcdefghij", timeout: Duration = .seconds(30)
    ) -> OutgoingRequest {
        var request = OutgoingRequest(
            method: method, url: url, headers: headers, body: Array(body.utf8), timeout: timeout)
        request.wire = wire
        return request
    }
}

extension WireBehaviour {
    /// A behaviour that differs from the good one in what `change` does.
    static func with(_ change: (inout WireBehaviour) -> Void) -> WireBehaviour {
        var wire = WireBehaviour()
        change(&wire)
        return wire
    }
}
