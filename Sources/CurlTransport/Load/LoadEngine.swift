// Comes from the command `load`. Here: one thread for each worker, and their results as one. Next: `LoadWorker`.

internal import CCurl
import VodHookCatalogue
import JSONText
package import VodHookDelivery
package import VodHookLoad
package import VodHookPlan

/// Offers load: over HTTP/1.1 on connections that libcurl opens and on which the engine speaks itself, over HTTP/2
/// through libcurl whole.
package struct LoadEngine: Sendable {
    /// How load is offered.
    package struct Configuration: Sendable {
        /// The most connections open at once, of all workers together.
        package var connections = 64
        /// How many threads offer load.
        package var workers = 1
        /// True when attempts that were not acknowledged are repeated by the vendor's schedule.
        package var repeats = true
        /// How late a send may begin; what is later is dropped.
        package var maxLateness = Duration.seconds(10)
        /// How many sends may wait for a connection, for each worker.
        package var backlogLimit = 65_536
        /// How many deliveries may wait for their repetition, for each worker.
        package var repeatLimit = 262_144
        /// How long after the last event repetitions are still made.
        package var drain = Duration.seconds(30)
        /// What the gaps before repetitions are divided by.
        package var speed = 1.0
        /// When the load begins, from now.
        package var startDelay = Duration.zero
        /// How long events are sent before they begin to count.
        package var warmUp = Duration.zero
        /// Of how many uploads it is noted what became of them; nil notes nothing.
        package var auditLimit: Int?
        /// How connections are opened; with HTTP/2 `connections` are streams, which share connections.
        package var connecting = CurlEngine.Configuration()

        /// One worker with 64 connections.
        package init() {}
    }

    /// The most connections that can be asked for.
    package static let connectionLimit = 4000

    /// libcurl's own set-up; it counts its calls, so that one besides the engine's does no harm.
    private static let isLibcurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let configuration: Configuration
    private let target: RunTarget

    /// An engine for one target; throws a sentence when it cannot do what is asked for.
    package init(_ configuration: Configuration, target: RunTarget) throws(LoadError) {
        guard (1...Self.connectionLimit).contains(configuration.connections) else {
            throw LoadError("--connections takes a number from 1 to \(Self.connectionLimit)")
        }
        guard (1...64).contains(configuration.workers), configuration.workers <= configuration.connections
        else {
            throw LoadError("--workers takes a number from 1 to 64, and not more than there are connections")
        }
        self.configuration = configuration
        self.target = target
    }

    /// Offers the segment of the load; stops at once when the task is cancelled, and returns what was done.
    ///
    /// `observer` is called about once per second.
    package func run(
        _ script: LoadScript, _ profile: LoadProfile, segment: Segment = .whole,
        observer: @escaping @Sendable (LoadProgress) -> Void = { _ in }
    ) async throws -> LoadResult {
        if let obstacle = script.obstacle { throw LoadError(obstacle) }
        // All uploads have the same headers but for signatures.
        for event in script.events.indices {
            let request = script.request(event, upload: 0, to: target, unixSeconds: LoadClock.unixSeconds)
            if let problem = RequestCheck.problem(of: request) { throw LoadError(problem.message) }
        }
        guard OpenFiles.allow(configuration.connections + 64) else {
            throw LoadError(
                "\(configuration.connections) connections need more open files than are allowed; raise ulimit -n, or lower --connections"
            )
        }
        guard Self.isLibcurlReady else { throw CurlEngineError.libcurl(reason: "its global set-up failed") }
        var wakeUps: [WakeUp] = []
        for _ in 0..<configuration.workers {
            wakeUps.append(try CurlEngineError.wrap { () throws(SystemError) in try WakeUp() })
        }
        let control = LoadControl(wakeUps: wakeUps)
        // A little time for the threads to start, so that the first sends are not late.
        let delay = max(0.02, configuration.startDelay.inSeconds)
        let start = LoadClock.after(delay, from: LoadClock.now)
        let profile = try profile.preceded(by: configuration.warmUp)
        var workers: [LoadWorker] = []
        for (number, wakeUp) in wakeUps.enumerated() {
            let plan = try LoadPlan(
                script, profile, seed: script.seed, segment: segment.part(number, of: wakeUps.count),
                speed: configuration.speed)
            let share = LoadWorker.Share(number: number, count: wakeUps.count, start: start)
            workers.append(
                try LoadWorker(
                    share, configuration, script: script, profile: profile, plan: plan, target: target,
                    control: control, wakeUp: wakeUp))
        }
        return await Self.threads(workers, control, observer)
    }

    private static func threads(
        _ workers: sending [LoadWorker], _ control: LoadControl,
        _ observer: @escaping @Sendable (LoadProgress) -> Void
    ) async -> LoadResult {
        let (results, sink) = AsyncStream<LoadResult>.makeStream()
        let count = workers.count
        for worker in workers {
            // The worker belongs to its thread from here on: nobody else has a reference to it.
            nonisolated(unsafe) let worker = worker
            do throws(SystemError) {
                let thread = try EngineThread { sink.yield(worker.run()) }
                thread.detach()
            } catch {
                control.stop()
                var none = LoadResult()
                none.isInterrupted = true
                none.errors[error.reason] = 1
                sink.yield(none)
            }
        }
        let reporter = Task {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(1))
                } catch {
                    return
                }
                observer(control.progress)
            }
        }
        let whole = await withTaskCancellationHandler {
            await collect(count, results)
        } onCancel: {
            control.stop()
        }
        reporter.cancel()
        await reporter.value
        return whole
    }

    /// Adds up the results of all workers; detached from cancellation, since a stream ends early when cancelled.
    private static func collect(_ count: Int, _ results: AsyncStream<LoadResult>) async -> LoadResult {
        await Task.detached {
            var whole: LoadResult?
            for await result in results.prefix(count) {
                if whole == nil { whole = result } else { whole?.add(result) }
            }
            return whole ?? LoadResult()
        }.value
    }
}
