internal import CCurl
import VodHookCatalogue
import VodHookPlan

/// One request on a connection of its own, framed and sent by ourselves: libcurl only opens the connection.
///
/// Legal states: connecting (libcurl has it), then connected (`connected` was called), then over (`act` returned an
/// outcome, or the owner gave up). The owner holds on to it until the handle left the multi handle.
/// What the receiver sees depends on the plan; the answer is read from the start. When the final status line comes
/// before all is sent, the rest is not sent.
final class FramedTransfer {
    /// How an exchange came to its end.
    enum Outcome {
        /// The answer is complete.
        case complete
        /// It is not, and this is why.
        case failed(TransportFailure)
    }

    let easy: EasyHandle
    let submission: Submission
    let url: ParsedURL
    let startedAt: Duration
    /// When the whole exchange must be over.
    private let deadline: ContinuousClock.Instant
    private let timeoutMs: Int
    /// Called when the gate opens, on any thread.
    private let resume: @Sendable () -> Void
    /// Where libcurl writes its message; owned, and freed in `close`, after the easy handle.
    private let errorBuffer: UnsafeMutablePointer<CChar>

    private(set) var connection: FramedConnection?
    private var plan: SendingPlan
    private var parser: AnswerParser
    private var answer = AnswerBuilder()
    private var isSendingOver = false
    /// Why sending failed; the answer may have come all the same.
    private var sendFailure: TransportFailure?
    private var gate = Gate.notReached
    /// Until when the body waits for the answer 100; nil before it waits.
    private var continueDue: ContinuousClock.Instant?
    /// When to come back even when nothing happens on the socket; nil for not before the deadline.
    private var wakeAt: ContinuousClock.Instant?
    /// True when the socket took no more bytes.
    private(set) var wantsToWrite = false

    private enum Gate {
        case notReached
        case held
        case open
    }

    /// Sets an easy handle up for connecting; it is then added to a multi handle.
    init(
        _ submission: Submission, url: ParsedURL, settings: TransferSettings, startedAt: Duration,
        now: ContinuousClock.Instant, resume: @escaping @Sendable () -> Void
    ) throws(CurlCallError) {
        self.submission = submission
        self.url = url
        self.startedAt = startedAt
        self.resume = resume
        let request = submission.request
        timeoutMs = Transfer.milliseconds(request.timeout)
        deadline = now.advanced(by: .milliseconds(timeoutMs))
        plan = SendingPlan(request, to: url.target)
        parser = AnswerParser(isHead: request.method == "HEAD")
        easy = try EasyHandle()
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        do throws(CurlCallError) {
            try settings.applyForConnecting(to: easy)
            // libcurl keeps both pointers; this object outlives the handle's time in the multi handle.
            try easy.set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(self).toOpaque())
            try easy.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
            try easy.set(CURLOPT_CURLU, url: url)
            try easy.set(CURLOPT_TIMEOUT_MS, timeoutMs)
            try easy.set(CURLOPT_CONNECTTIMEOUT_MS, timeoutMs)
        } catch {
            close()
            throw error
        }
    }

    /// Frees the easy handle, which must be out of its multi handle; nothing may be called afterwards.
    func close() {
        easy.close()
        errorBuffer.deallocate()
    }

    /// When `act` must be called even when nothing happens on the socket; nil while libcurl is connecting.
    var due: ContinuousClock.Instant? {
        if connection == nil { return nil }
        guard let wakeAt else { return deadline }
        return min(wakeAt, deadline)
    }

    /// Takes the connection over from libcurl, or libcurl's failure; nil when `act` is next.
    func connected(_ code: CURLcode) -> Outcome? {
        if code != CURLE_OK { return .failed(failure(code)) }
        guard let connection = FramedConnection(easy) else {
            return .failed(TransportFailure(.other, "libcurl gave no connection to \(url.place)"))
        }
        self.connection = connection
        return nil
    }

    /// Notes that the gate is open; `act` is next.
    func gateOpened() {
        gate = .open
    }

    /// Reads and sends what can be read and sent; returns the outcome when the exchange is over.
    func act(at now: ContinuousClock.Instant, buffer: UnsafeMutableRawBufferPointer) -> Outcome? {
        guard let connection else { return nil }
        wakeAt = nil
        if let outcome = receive(connection, now, buffer) { return outcome }
        if let outcome = send(connection, now) { return outcome }
        return now >= deadline ? .failed(failure(CURLE_OPERATION_TIMEDOUT)) : nil
    }

    /// What came of the request.
    func exchange(_ failure: TransportFailure?, now: Duration) -> Exchange {
        Exchange(
            answer: answer.finished(), failure: failure, reach: reach, startedAt: startedAt,
            duration: now - startedAt, connectionReused: connection == nil ? nil : false)
    }

    /// What came counts as an answer, though it is no HTTP; a whole 1xx alone is none, nor half a status line.
    private var reach: Reach { parser.problem != nil ? .answered : plan.reach }

    // MARK: Receiving

    private func receive(
        _ connection: FramedConnection, _ now: ContinuousClock.Instant,
        _ buffer: UnsafeMutableRawBufferPointer
    ) -> Outcome? {
        // Bounded, so that one talkative server does not keep the others waiting.
        for _ in 0..<8 {
            switch connection.receive(into: buffer) {
            case .blocked:
                return nil
            case .bytes(let count):
                _ = parser.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &answer)
                if let problem = parser.problem {
                    return .failed(TransportFailure(.malformedAnswer, problem.sentence))
                }
                if parser.isComplete { return .complete }
            case .end:
                if parser.lastsUntilClose, connection.isTLSOpen {
                    return .failed(CurlFailure.cutTLS(url.place))
                }
                return parser.takeEnd() ? .complete : .failed(sendFailure ?? closedEarly)
            case .failed(let code):
                return .failed(sendFailure ?? failure(code))
            }
        }
        // A TLS library may hold bytes of which the socket does not tell.
        wakeAt = now
        return nil
    }

    private var closedEarly: TransportFailure {
        if !parser.hasBegun { return TransportFailure(.closed, CurlFailure.emptyReply) }
        return CurlFailure.cutShort(url.place)
    }

    // MARK: Sending

    private func send(_ connection: FramedConnection, _ now: ContinuousClock.Instant) -> Outcome? {
        wantsToWrite = false
        for _ in 0..<64 {
            if parser.hasFinalStatus { isSendingOver = true }
            if isSendingOver { return nil }
            switch plan.next(at: now) {
            case .finished:
                isSendingOver = true
            case .wait(let instant):
                wake(instant)
                return nil
            case .send(let range):
                guard send(range, connection) else { return nil }
            case .stop(.awaitContinue):
                guard passesContinue(now) else { return nil }
                plan.passStop()
            case .stop(.hold):
                guard passesGate() else { return nil }
                plan.passStop()
            case .stop(.halfClose):
                connection.closeSending()
                isSendingOver = true
            case .stop(.reset):
                // A reset makes the system forget what it has not sent yet. What arrived may still be lost on the
                // other side: a system may drop what was not read when the reset comes. Linux does not.
                if connection.unacknowledgedBytes ?? 0 > 0 {
                    wake(now.advanced(by: .milliseconds(5)))
                    return nil
                }
                connection.reset()
                return .failed(resetByUs)
            }
        }
        wake(now)
        return nil
    }

    /// True when some bytes went out.
    private func send(_ range: Range<Int>, _ connection: FramedConnection) -> Bool {
        let result = plan.bytes.withUnsafeBytes { all in
            connection.send(UnsafeRawBufferPointer(rebasing: all[range]))
        }
        switch result {
        case .bytes(let count):
            plan.sent(count)
            return count > 0
        case .blocked:
            wantsToWrite = true
            return false
        case .failed(let code):
            // The server may have answered before it closed: what came is still read.
            sendFailure = failure(code)
            isSendingOver = true
            return false
        }
    }

    private func passesContinue(_ now: ContinuousClock.Instant) -> Bool {
        if parser.hasContinue { return true }
        let due = continueDue ?? now.advanced(by: .seconds(1))
        continueDue = due
        if now >= due { return true }
        wake(due)
        return false
    }

    private func passesGate() -> Bool {
        switch gate {
        case .open:
            return true
        case .held:
            return false
        case .notReached:
            gate = .held
            // Opens at once when it is open already, through the inbox like any other time.
            submission.request.wire.hold?.gate.arrived(resume: resume)
            return false
        }
    }

    private func wake(_ instant: ContinuousClock.Instant) {
        wakeAt = min(wakeAt ?? instant, instant)
    }

    // MARK: Failures

    private var resetByUs: TransportFailure {
        let wanted = submission.request.wire.resetAfterBodyBytes ?? 0
        let count = max(0, min(wanted, submission.request.body.count))
        let bytes = count == 1 ? "byte" : "bytes"
        return TransportFailure(
            .closed,
            "vodhook reset the connection to \(url.place) after \(count) \(bytes) of the body, as asked")
    }

    private func failure(_ code: CURLcode) -> TransportFailure {
        CurlFailure.failure(
            code,
            CurlFailure.Circumstances(
                // libcurl ends the text with a NUL within the buffer.
                message: errorBuffer[0] == 0 ? nil : String(cString: errorBuffer), place: url.place,
                timeoutMs: timeoutMs, systemError: easy.number(CURLINFO_OS_ERRNO)))
    }
}

@available(*, unavailable)
extension FramedTransfer: Sendable {}
