package import VodHookCatalogue
package import VodHookPlan

/// A way to deliver that the tool has: opens a channel for each scenario that asks for it.
package protocol ChannelKind: Sendable {
    /// Its name in provider files and targets.
    var name: DeliveryChannel { get }
    /// Opens what `target` names, or for a target without URL what stands in for a receiver; calls `body` with what
    /// makes the channel, and closes what was opened.
    ///
    /// Throws `ChannelProblem` when it cannot be opened, else what `body` throws.
    func open<Result: Sendable>(
        _ scenario: Scenario, _ plan: Plan, target: ResolvedTarget, catalogue: Catalogue,
        _ body: @escaping @Sendable (@escaping ChannelMaker) async throws -> Result
    ) async throws -> Result
}

/// Makes a channel; the transport is the one by which probes ask, and is closed before what was opened.
package typealias ChannelMaker = @Sendable (any Transport, WallTime) -> any Channel

/// Why a channel cannot be opened, in words for the user.
package struct ChannelProblem: Error {
    package let message: String

    package init(_ message: String) { self.message = message }
}
