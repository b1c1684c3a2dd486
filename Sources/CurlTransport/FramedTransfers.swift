internal import CCurl
import VodHookCatalogue
import VodHookPlan

/// The framed transfers under way; the engine loop tells it of events and takes the results out.
///
/// Used on the engine's thread only.
final class FramedTransfers {
    private let multi: MultiHandle
    private let watch: SocketWatch
    private let settings: TransferSettings
    private let inbox: Inbox
    private let epoch: ContinuousClock.Instant
    private static let bufferSize = 1 << 16
    /// Owned: made in `init`, freed in `deinit`; each answer is read through it, piece by piece.
    private let buffer: UnsafeMutableRawBufferPointer

    private var underWay: [UInt64: FramedTransfer] = [:]
    /// The same ones by the pointer that libcurl gives back, and those that are connected by their socket.
    private var byContext: [UnsafeMutableRawPointer: FramedTransfer] = [:]
    private var bySocket: [Int32: FramedTransfer] = [:]
    /// Not later than the first time at which one of them is due; nil when none is.
    private(set) var due: ContinuousClock.Instant?
    /// What is to be resumed.
    private(set) var done: [(Submission, Exchange)] = []

    init(
        multi: MultiHandle, watch: SocketWatch, settings: TransferSettings, inbox: Inbox,
        epoch: ContinuousClock.Instant
    ) {
        self.multi = multi
        self.watch = watch
        self.settings = settings
        self.inbox = inbox
        self.epoch = epoch
        buffer = .allocate(byteCount: Self.bufferSize, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// Begins to connect for a request.
    func begin(_ submission: Submission, url: ParsedURL, startedAt: Duration) throws(CurlCallError) {
        let transfer: FramedTransfer
        do throws(CurlCallError) {
            let (inbox, id) = (inbox, submission.id)
            transfer = try FramedTransfer(
                submission, url: url, settings: settings, startedAt: startedAt, now: .now,
                resume: { inbox.resume(id) })
        } catch {
            done.append((submission, Exchange(failure: CurlFailure.refusal(error), startedAt: startedAt)))
            return
        }
        underWay[submission.id] = transfer
        byContext[Unmanaged.passUnretained(transfer).toOpaque()] = transfer
        try multi.add(transfer.easy)
    }

    /// Takes a message of libcurl; false when it is about another kind of transfer.
    func finishedConnecting(_ context: UnsafeMutableRawPointer, _ code: CURLcode) throws(CurlCallError)
        -> Bool
    {
        guard let transfer = byContext[context] else { return false }
        if let outcome = transfer.connected(code) {
            try end(transfer, outcome)
        } else {
            if let socket = transfer.connection?.socket { bySocket[socket] = transfer }
            try act(transfer, at: .now)
        }
        return true
    }

    /// Takes an event on a socket; false when the socket is not one of these.
    func ready(_ socket: Int32) throws(CurlCallError) -> Bool {
        guard let transfer = bySocket[socket] else { return false }
        try act(transfer, at: .now)
        return true
    }

    /// Lets a request go on whose gate opened.
    func resume(_ id: UInt64) throws(CurlCallError) {
        guard let transfer = underWay[id] else { return }
        transfer.gateOpened()
        try act(transfer, at: .now)
    }

    /// Ends a request as cancelled, if it is one of these.
    func cancel(_ id: UInt64) throws(CurlCallError) {
        if let transfer = underWay[id] { try end(transfer, .failed(CurlFailure.cancelled)) }
    }

    /// Does what is due by time.
    func actIfDue() throws(CurlCallError) {
        let now = ContinuousClock.now
        guard let due, due <= now else { return }
        self.due = nil
        for transfer in Array(underWay.values) {
            guard let time = transfer.due else { continue }
            if time <= now { try act(transfer, at: now) } else { note(time) }
        }
    }

    /// Ends all with the same failure; `multi` may refuse a handle, which then is freed all the same.
    func endAll(_ refusal: TransportFailure) {
        for transfer in Array(underWay.values) {
            do throws(CurlCallError) {
                try end(transfer, .failed(refusal))
            } catch {
                forget(transfer)
                done.append((transfer.submission, transfer.exchange(refusal, now: epoch.duration(to: .now))))
                transfer.close()
            }
        }
    }

    /// Gives the results away.
    func takeDone(into all: inout [(Submission, Exchange)]) {
        if done.isEmpty { return }
        all += done
        done.removeAll(keepingCapacity: true)
    }

    private func act(_ transfer: FramedTransfer, at now: ContinuousClock.Instant) throws(CurlCallError) {
        if let outcome = transfer.act(at: now, buffer: buffer) { return try end(transfer, outcome) }
        if let time = transfer.due { note(time) }
        guard let socket = transfer.connection?.socket else { return }
        let mask = SocketWatch.readable | (transfer.wantsToWrite ? SocketWatch.writable : 0)
        if !watch.want(mask, of: socket) {
            try end(transfer, .failed(TransportFailure(.other, SystemError("epoll_ctl").reason)))
        }
    }

    private func note(_ time: ContinuousClock.Instant) {
        due = min(due ?? time, time)
    }

    private func end(_ transfer: FramedTransfer, _ outcome: FramedTransfer.Outcome) throws(CurlCallError) {
        let now = epoch.duration(to: .now)
        // Taking the handle out closes the connection. The result may be needed even when that fails.
        try multi.remove(transfer.easy)
        forget(transfer)
        switch outcome {
        case .complete: done.append((transfer.submission, transfer.exchange(nil, now: now)))
        case .failed(let failure): done.append((transfer.submission, transfer.exchange(failure, now: now)))
        }
        transfer.close()
    }

    private func forget(_ transfer: FramedTransfer) {
        underWay[transfer.submission.id] = nil
        byContext[Unmanaged.passUnretained(transfer).toOpaque()] = nil
        if let socket = transfer.connection?.socket { bySocket[socket] = nil }
    }
}

@available(*, unavailable)
extension FramedTransfers: Sendable {}
