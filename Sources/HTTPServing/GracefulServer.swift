package import Hummingbird
package import ServiceLifecycle

/// Runs a server and stops it by graceful shutdown, whatever becomes of the task that asked for it.
///
/// A server whose task is cancelled drops the connections that it has accepted and does not serve yet, and NIO traps
/// on a dropped connection. So it runs in a task of its own, which nobody's cancellation reaches.
package enum GracefulServer {
    /// Runs the server, and may put its errors into words.
    package typealias Watch = @Sendable (ServiceGroup) async throws -> Void

    /// Serves until the calling task is cancelled, and until the answers are out that are under way then.
    package static func run(_ application: Application<some HTTPResponder>, _ watch: @escaping Watch)
        async throws
    {
        let services = services(application)
        let serving = Task { try await watch(services) }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            Task { await services.triggerGracefulShutdown() }
        }
    }

    /// Serves for as long as `body` takes, which begins once the server has told its address.
    ///
    /// Throws what `body` throws, and otherwise why the server could not serve.
    package static func run<Address: Sendable, Result>(
        _ application: (_ onServerRunning: @escaping @Sendable (Address) -> Void) -> Application<
            some HTTPResponder
        >,
        _ watch: @escaping Watch, while body: (Address) async throws -> Result
    ) async throws -> Result {
        let (addresses, running) = AsyncStream.makeStream(of: Address.self)
        let services = services(application { running.yield($0) })
        let serving = Task {
            defer { running.finish() }
            try await watch(services)
        }
        do {
            guard let address = await addresses.first(where: { _ in true }) else { throw CancellationError() }
            let result = try await body(address)
            await services.triggerGracefulShutdown()
            try await serving.value
            return result
        } catch {
            // Nothing waits for the address of a server that could not begin, or when the caller was cancelled.
            await services.triggerGracefulShutdown()
            let end = await serving.result
            if error is CancellationError { try end.get() }
            throw error
        }
    }

    private static func services(_ application: Application<some HTTPResponder>) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(services: [application], logger: application.logger)
        // Nothing is accepted any more by then; who is stuck within a request is cut.
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        return ServiceGroup(configuration: configuration)
    }
}
