import VodHookDelivery

/// Whether there is anybody at the target.
struct ReceiverPresence: Sendable {
    let channel: any Channel
    let wall: WallTime

    /// Waits until something answers; false when nothing does within `limit`, or the task is cancelled.
    func returns(within limit: Duration) async -> Bool {
        let end = wall.now() + limit
        while wall.now() < end, !Task.isCancelled {
            if await channel.hasReceiver() { return true }
            await wall.pause(.milliseconds(100))
        }
        return false
    }
}
