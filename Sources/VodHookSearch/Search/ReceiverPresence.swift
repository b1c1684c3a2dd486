import VodHookCatalogue
import VodHookDelivery

/// Whether there is anybody at the target.
struct ReceiverPresence: Sendable {
    let transport: any Transport
    let target: RunTarget
    let wall: WallTime

    /// Waits until something answers; false when nothing does within `limit`, or the task is cancelled.
    func returns(within limit: Duration) async -> Bool {
        let end = wall.now() + limit
        while wall.now() < end, !Task.isCancelled {
            let request = OutgoingRequest(method: "GET", url: target.url, timeout: .seconds(1))
            if await transport.send(request).failure?.kind != .refused { return true }
            await wall.pause(.milliseconds(100))
        }
        return false
    }
}
