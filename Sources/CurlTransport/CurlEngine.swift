// Came from: Deliver/Runner.swift, which knows only `Transport`. Here: a task hands its request over and waits.
// Goes on in: EngineLoop.swift, the thread on which libcurl runs.

internal import CCurl
import Synchronization
package import VodHookCatalogue

/// Sends HTTP requests through libcurl's multi interface, on a thread of its own.
///
/// A request whose wire behaviour is unusual goes out on a connection that libcurl opens and on which the engine
/// speaks HTTP/1.1 itself; that connection counts among the open ones and is closed afterwards.
///
/// Connections are kept and used again unless the configuration says otherwise. A request is never sent twice:
/// when a kept-alive connection closes after the request went out and before a byte of the answer came, the
/// exchange ends as `closed`, where libcurl alone would send the request once more. Only what certainly was not
/// acted on goes out again: a request of which not one byte was taken, and an HTTP/2 stream that the server refused.
///
/// Call `shutdown` when done. An engine that is dropped without it stops by itself a little later.
package final class CurlEngine: Transport {
    /// The instant from which `Exchange.startedAt` is measured.
    package let epoch: ContinuousClock.Instant

    private let inbox: Inbox
    private let nextID = Atomic<UInt64>(0)
    /// The thread until somebody joins it or lets it go.
    private let thread: Guarded<EngineThread?>

    /// Starts the engine's thread; throws when a file or a setting is no good, or the system is out of resources.
    package init(configuration: Configuration = Configuration()) throws(CurlEngineError) {
        guard Self.isLibcurlReady else { throw .libcurl(reason: "its global set-up failed") }
        if let path = configuration.caCertificateFile, let reason = reasonUnreadable(path) {
            throw .certificateFileUnreadable(path: path, reason: reason)
        }
        epoch = .now
        let wakeUp = try CurlEngineError.wrap { () throws(SystemError) in try WakeUp() }
        inbox = Inbox(wakeUp: wakeUp)
        let loop = try EngineLoop(configuration, inbox: inbox, wakeUp: wakeUp, epoch: epoch)
        do throws(SystemError) {
            // From here on the loop belongs to its thread.
            thread = Guarded(try EngineThread { loop.run() })
        } catch {
            throw .system(reason: error.reason)
        }
    }

    deinit {
        inbox.stop(CurlFailure.shutDown)
        thread.withLock { thread in
            thread?.detach()
            thread = nil
        }
    }

    /// Sends a request; whatever happens to it is in the exchange.
    ///
    /// Refused without sending, as `other`: a NUL or line break in the URL or a header, a scheme other than http
    /// and https, a URL that libcurl cannot take apart.
    package func send(_ request: OutgoingRequest) async -> Exchange {
        // In one place for all ways in which an exchange can end, also the ones before it began.
        defer { request.wire.hold?.gate.open() }
        if let problem = RequestCheck.problem(of: request) {
            return Exchange(failure: problem, startedAt: epoch.duration(to: .now))
        }
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(id: id, request: request, continuation: continuation)
                if let failure = inbox.put(submission) {
                    let exchange = Exchange(failure: failure, startedAt: epoch.duration(to: .now))
                    continuation.resume(returning: exchange)
                }
            }
        } onCancel: {
            inbox.cancel(id)
        }
    }

    /// Ends what is under way as `cancelled`, closes all connections and ends the thread; may be called again.
    package func shutdown() async {
        inbox.stop(CurlFailure.shutDown)
        await inbox.waitForEnd()
        let ended = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        // The thread has nothing left to do but to return, so this does not block.
        ended?.join()
    }

    /// The version of the libcurl in use, such as `7.88.1`.
    package static var libcurlVersion: String {
        // The structure and its texts are constants inside libcurl.
        guard let information = curl_version_info(CURLVERSION_FIRST),
            let version = information.pointee.version
        else {
            return "unknown"
        }
        return String(cString: version)
    }

    /// libcurl's own set-up, once per process.
    private static let isLibcurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
