// Comes from `CurlEngine`, which puts requests into the inbox. Here the one thread of the engine takes them out,
// drives libcurl, and resumes the waiting tasks. `Transfer` is what happens to one request.

internal import CCurl
import VodHookCatalogue
import VodHookPlan

/// The engine's loop: everything that touches a handle of libcurl runs in here, on one thread.
final class EngineLoop {
    private let inbox: Inbox
    private let epoll: Epoll
    private let wakeUp: WakeUp
    private let watch: SocketWatch
    private let multi: MultiHandle
    private let settings: TransferSettings
    private let framed: FramedTransfers
    private let epoch: ContinuousClock.Instant

    private var underWay: [UInt64: Transfer] = [:]
    private var idle: [Transfer] = []
    private let refusals = HTTP2Refusals()
    private var urls = URLCache()
    private var batch = Inbox.Batch()
    /// What is to be resumed at the end of a round.
    private var done: [(Submission, Exchange)] = []

    /// Sets everything up on the caller's thread; `run` then belongs to the engine's.
    init(
        _ configuration: CurlEngine.Configuration, inbox: Inbox, wakeUp: WakeUp,
        epoch: ContinuousClock.Instant
    ) throws(CurlEngineError) {
        self.inbox = inbox
        self.wakeUp = wakeUp
        self.epoch = epoch
        epoll = try CurlEngineError.wrap { () throws(SystemError) in try Epoll() }
        watch = SocketWatch(epoll: epoll)
        settings = TransferSettings(configuration, watch: watch)
        guard epoll.add(wakeUp.descriptor, SocketWatch.readable | EPOLLET.rawValue) else {
            throw .system(reason: SystemError("epoll_ctl").reason)
        }
        do throws(CurlCallError) {
            multi = try MultiHandle(watch: watch, maxConnections: configuration.maxConnections)
        } catch {
            throw .libcurl(reason: error.message)
        }
        do throws(CurlCallError) {
            framed = FramedTransfers(
                multi: multi, watch: watch, settings: settings, inbox: inbox, epoch: epoch)
            // Tried out on a first handle, so that a setting this libcurl lacks shows now and not per request.
            let first = try Transfer(refusals: refusals)
            idle.append(first)
            try settings.apply(to: first.easy)
            try settings.apply(to: first.easy, isSecure: true)
        } catch {
            for transfer in idle { transfer.close() }
            multi.close()
            throw .libcurl(reason: error.message)
        }
    }

    /// Runs until the inbox says to stop.
    func run() {
        blockBrokenPipeSignal()
        var refusal = CurlFailure.shutDown
        do {
            refusal = try serve()
        } catch let error as SystemError {
            refusal = TransportFailure(.other, "the network engine stopped: \(error.reason)")
        } catch {
            let reason = (error as? CurlCallError)?.message ?? "unknown reason"
            refusal = TransportFailure(.other, "the network engine stopped: \(reason)")
        }
        end(refusal)
    }

    private func serve() throws -> TransportFailure {
        while true {
            inbox.take(into: &batch)
            if let refusal = batch.refusal { return refusal }
            // Taken out one by one: when an error ends the loop, what is left there has not begun.
            batch.submissions.reverse()
            while let submission = batch.submissions.popLast() { try begin(submission) }
            for id in batch.cancellations { try cancel(id) }
            for id in batch.resumptions { try framed.resume(id) }
            try actIfDue()
            try collectFinished()
            resumeDone()
            try waitForEvents()
            try collectFinished()
            resumeDone()
        }
    }

    /// Now, as the exchanges count it.
    private var now: Duration { epoch.duration(to: .now) }

    private func begin(_ submission: Submission) throws(CurlCallError) {
        let startedAt = now
        let url: ParsedURL
        do throws(CurlCallError) {
            url = try urls.parsed(submission.request.url)
        } catch {
            return refuse(submission, error, startedAt)
        }
        if submission.request.wire.isUnusual {
            try framed.begin(submission, url: url, startedAt: startedAt)
        } else {
            guard let transfer = prepared(submission, url, startedAt) else { return }
            underWay[submission.id] = transfer
            try multi.add(transfer.easy)
        }
        // Right away and not once for the whole batch: `startedAt` shall be when the request goes out.
        try multi.actOnTime()
    }

    /// A transfer that has taken the request on; nil when it was refused.
    private func prepared(_ submission: Submission, _ url: ParsedURL, _ startedAt: Duration) -> Transfer? {
        let transfer: Transfer
        do throws(CurlCallError) {
            if let pooled = idle.popLast() {
                transfer = pooled
            } else {
                transfer = try Transfer(refusals: refusals)
            }
        } catch {
            refuse(submission, error, startedAt)
            return nil
        }
        do throws(CurlCallError) {
            try transfer.prepare(submission, url: url, settings: settings, startedAt: startedAt)
        } catch {
            retire(transfer, .broken(CurlFailure.refusal(error)))
            return nil
        }
        return transfer
    }

    private func refuse(_ submission: Submission, _ error: CurlCallError, _ startedAt: Duration) {
        done.append((submission, Exchange(failure: CurlFailure.refusal(error), startedAt: startedAt)))
    }

    private func cancel(_ id: UInt64) throws(CurlCallError) {
        guard let transfer = underWay[id] else { return try framed.cancel(id) }
        try end(transfer, .broken(CurlFailure.cancelled))
    }

    private func actIfDue() throws(CurlCallError) {
        try framed.actIfDue()
        guard let due = watch.due, due <= .now else { return }
        watch.due = nil
        try multi.actOnTime()
        // libcurl does not repeat a time that it has told already, and its milliseconds are rounded: when we came
        // a little early nothing happened, and nobody would call again.
        if watch.due == nil, let milliseconds = try multi.timeUntilDue() {
            watch.due = .now.advanced(by: .milliseconds(milliseconds))
        }
    }

    private func waitForEvents() throws {
        var milliseconds: Int32 = 0
        if inbox.mayWait() { milliseconds = timeToWait() }
        let count = try epoll.wait(milliseconds: milliseconds)
        for index in 0..<count {
            let (socket, mask) = epoll.event(index)
            if socket == wakeUp.descriptor { continue }
            if try framed.ready(socket) { continue }
            let readiness = watch.readiness(of: socket, mask: mask)
            if readiness & CURL_CSELECT_IN != 0 { SocketWatch.acknowledgeAtOnce(socket) }
            if readiness != 0 { try multi.act(socket: socket, readiness: readiness) }
        }
    }

    private func timeToWait() -> Int32 {
        var next = watch.due
        if let due = framed.due { next = min(next ?? due, due) }
        guard let due = next else { return -1 }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: due).components
        if seconds < 0 || attoseconds < 0 { return 0 }
        if seconds > 3600 { return 3_600_000 }
        // Rounded up: to wake a little late costs less than to wake early and wait again.
        return Int32(seconds) * 1000 + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func collectFinished() throws(CurlCallError) {
        while let (context, code) = multi.nextFinished() {
            if try framed.finishedConnecting(context, code) { continue }
            // The context was set by the transfer, which is held by `underWay` until `end`.
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            try end(transfer, .finished(code))
        }
    }

    private func end(_ transfer: Transfer, _ outcome: Transfer.Outcome) throws(CurlCallError) {
        try multi.remove(transfer.easy)
        if let id = transfer.id { underWay[id] = nil }
        retire(transfer, outcome)
    }

    private func retire(_ transfer: Transfer, _ outcome: Transfer.Outcome) {
        if let result = transfer.finish(outcome, now: now) { done.append(result) }
        idle.append(transfer)
    }

    private func resumeDone() {
        framed.takeDone(into: &done)
        for (submission, exchange) in done { submission.continuation.resume(returning: exchange) }
        done.removeAll(keepingCapacity: true)
    }

    /// Fails what is left, closes everything, and says so.
    private func end(_ refusal: TransportFailure) {
        inbox.stop(refusal)
        var rest = Inbox.Batch()
        inbox.take(into: &rest)
        for transfer in Array(underWay.values) {
            do throws(CurlCallError) {
                try end(transfer, .broken(refusal))
            } catch {
                // The handle is closed below all the same; the request must have its end.
                if let id = transfer.id { underWay[id] = nil }
                retire(transfer, .broken(refusal))
            }
        }
        framed.endAll(refusal)
        for submission in batch.submissions + rest.submissions {
            done.append((submission, Exchange(failure: refusal, startedAt: now)))
        }
        for transfer in idle { transfer.close() }
        idle.removeAll()
        multi.close()
        resumeDone()
        inbox.finish()
    }
}

@available(*, unavailable)
extension EngineLoop: Sendable {}
