package import VodHookCatalogue
import VodHookPlan

/// Delivers by HTTP: each attempt is a request, signed when it is sent.
package struct HTTPChannel: Channel {
    private let transport: any Transport
    private let target: RunTarget
    private let wall: WallTime

    package init(transport: any Transport, target: RunTarget, wall: WallTime) {
        self.transport = transport
        self.target = target
        self.wall = wall
    }

    /// The URL without user information and query.
    package var shownTarget: String { target.shownURL }

    /// Knows `target.origin` and `target.url`.
    package func value(of name: String) -> String? {
        switch name {
        case "target.origin": target.origin
        case "target.url": target.url
        default: nil
        }
    }

    /// True unless a GET of the target is refused.
    package func hasReceiver() async -> Bool {
        let request = OutgoingRequest(method: "GET", url: target.url, timeout: .seconds(1))
        return await transport.send(request).failure?.kind != .refused
    }

    package func attempt(_ order: AttemptOrder) async -> Observation {
        let delivery = order.delivery
        let request = RequestBuilder(target: target).request(
            delivery, body: delivery.body, unixSeconds: wall.unixSeconds(), holdingAt: order.gate)
        let startedAt = wall.now()
        let exchange = await transport.send(request)
        return Observation(
            startedAt: startedAt, method: request.method, target: target.shownURL, headers: request.headers,
            exchange: exchange, rules: delivery.rules)
    }
}

extension Runner {
    /// A runner that delivers by HTTP, and asks through the same transport.
    package init(
        transport: any Transport, commands: any CommandRunner = NoCommands(), clock: any ScenarioClock,
        wall: WallTime, target: RunTarget, observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.init(
            channel: HTTPChannel(transport: transport, target: target, wall: wall),
            asker: Asker(transport: transport, commands: commands), clock: clock, wall: wall,
            observer: observer)
    }
}
