internal import CCurl
import VodHookCatalogue
import VodHookPlan

/// One request on its way: an easy handle, the memory that libcurl reads, and what has come back so far.
///
/// Transfers are pooled. Legal states: idle, under way (between `prepare` and `finish`), closed. While a transfer is
/// under way the engine loop holds a reference to it, so the context pointer that libcurl has is good.
///
/// A request is never sent twice. libcurl would send again, unasked, when a kept-alive connection closes after
/// the request went out and before a byte of the answer came; a receiver might have acted on the first one. Two
/// callbacks of libcurl stand in the way: the one before each request and the one before each new socket. When
/// bytes of the request have gone out before, both refuse, and the exchange ends as `closed`. What libcurl may
/// still repeat: a request of which the system took not one byte, and an HTTP/2 stream that the server refused
/// in so many words, which by the standard (RFC 9113, 6.8 and 8.7) was not acted on.
final class Transfer {
    let easy: EasyHandle
    private let memory = RequestMemory()
    fileprivate var collector = Transfer.collector()
    private var url: ParsedURL?
    private var timeoutMs = 0
    private var startedAt = Duration.zero
    private var submission: Submission?

    /// The request bytes that had gone out, to a proxy say, before this request; nil before there is a connection.
    private var sentBefore: Int?
    /// The local port of the connection and the HTTP/2 stream that the request went out on; 0 for none.
    private var localPort: Int32 = 0
    private var stream = 0
    /// True when the server refused the HTTP/2 stream of the request.
    private var isStreamRefused = false
    /// True when libcurl was kept from sending again.
    private var isResendRefused = false
    /// The bytes of the body that went out; libcurl's own count begins anew when it wants to send again.
    private var sentBody: Int64 = 0

    private let refusals: HTTP2Refusals
    /// Learns of new sockets; set while the transfer is under way.
    private var watch: SocketWatch?

    init(refusals: HTTP2Refusals) throws(CurlCallError) {
        easy = try EasyHandle()
        self.refusals = refusals
    }

    /// The number by which the transfer is cancelled; nil when idle.
    var id: UInt64? { submission?.id }

    /// Frees the easy handle; the transfer must be idle.
    func close() {
        easy.close()
    }

    /// Takes a request on and sets the easy handle up for it.
    func prepare(
        _ submission: Submission, url: ParsedURL, settings: TransferSettings, startedAt: Duration
    ) throws(CurlCallError) {
        self.submission = submission
        self.url = url
        self.startedAt = startedAt
        collector = Self.collector(
            isHead: submission.request.method == "HEAD", mayBeHTTP2: settings.speaksHTTP2)
        sentBefore = nil
        localPort = 0
        stream = 0
        isStreamRefused = false
        isResendRefused = false
        sentBody = 0
        let request = submission.request
        timeoutMs = Self.milliseconds(request.timeout)
        let list = memory.fill(request)

        easy.reset()
        watch = settings.watch
        try settings.apply(to: easy)
        try setCallbacks(settings)
        try easy.set(CURLOPT_ERRORBUFFER, pointer: memory.errorBuffer)
        try easy.set(CURLOPT_CURLU, url: url)
        try easy.set(CURLOPT_HTTPHEADER, list: list)
        try settings.apply(
            to: easy, isSecure: url.isSecure, usesOwnConnection: request.wire.usesOwnConnection)
        try easy.set(CURLOPT_TIMEOUT_MS, timeoutMs)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, timeoutMs)
        try easy.setMethod(request, memory)
    }

    /// Gives the request back with what came of it; the easy handle must be out of the multi handle.
    func finish(_ outcome: Outcome, now: Duration) -> (Submission, Exchange)? {
        guard let submission, let url else { return nil }
        var collected = collector
        collector = Self.collector()
        self.submission = nil
        self.url = nil
        var exchange = Exchange(startedAt: startedAt, duration: now - startedAt)
        switch outcome {
        case .finished(let code):
            // libcurl noted the end when it came; the loop comes to it a little later.
            if let spent = easy.bigNumber(CURLINFO_TOTAL_TIME_T), spent > 0 {
                exchange.duration = .microseconds(spent)
            }
            exchange.failure = failure(
                code, &collected, url, isSent: reach(of: submission.request) != .notSent)
        case .broken(let failure):
            exchange.failure = failure
        }
        exchange.answer = collected.sink.finished()
        let isAnswered = exchange.answer != nil || exchange.failure?.kind == .malformedAnswer
        exchange.reach = isAnswered ? .answered : reach(of: submission.request)
        if sentBefore != nil {
            // A refused second connection was never used, so it does not count.
            exchange.connectionReused = isResendRefused || easy.number(CURLINFO_NUM_CONNECTS) == 0
        }
        return (submission, exchange)
    }

    /// How a transfer came to its end.
    enum Outcome {
        /// libcurl ended it with this code.
        case finished(CURLcode)
        /// We ended it, or it never began.
        case broken(TransportFailure)
    }

    /// How much of the request went out on the last connection.
    ///
    /// libcurl counts a request without a body as sent with its first byte.
    private func reach(of request: OutgoingRequest) -> Reach {
        guard let sentBefore, (easy.number(CURLINFO_REQUEST_SIZE) ?? 0) > sentBefore else { return .notSent }
        let bodyCount = request.carriesBody ? request.body.count : 0
        return max(sentBody, easy.bigNumber(CURLINFO_SIZE_UPLOAD_T) ?? 0) < bodyCount ? .sentInPart : .sent
    }

    private static func collector(
        isHead: Bool = false, mayBeHTTP2: Bool = false
    ) -> AnswerCollector<AnswerBuilder> {
        AnswerCollector(AnswerBuilder(), isHead: isHead, mayBeHTTP2: mayBeHTTP2)
    }

    private func failure(
        _ code: CURLcode, _ collected: inout AnswerCollector<AnswerBuilder>, _ url: ParsedURL, isSent: Bool
    ) -> TransportFailure? {
        if let problem = collected.problem(code, isSent: isSent) {
            return TransportFailure(.malformedAnswer, problem.sentence)
        }
        if collected.isWhole(code, easy, message: memory.errorMessage) { return nil }
        if code == CURLE_OK {
            return collected.isTLSOpen ? CurlFailure.cutTLS(url.place) : CurlFailure.cutShort(url.place)
        }
        if isResendRefused { return CurlFailure.notSentAgain(url.place) }
        return CurlFailure.failure(
            code,
            CurlFailure.Circumstances(
                message: memory.errorMessage, place: url.place, timeoutMs: timeoutMs,
                systemError: easy.number(CURLINFO_OS_ERRNO)))
    }

    private func setCallbacks(_ settings: TransferSettings) throws(CurlCallError) {
        // libcurl keeps this pointer. The loop holds on to the transfer until the handle left the multi handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_PRIVATE, pointer: context)
        try CurlCall.check(vh_easy_setopt_write(easy.raw, CURLOPT_WRITEFUNCTION, Self.bodyCallback))
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try CurlCall.check(vh_easy_setopt_write(easy.raw, CURLOPT_HEADERFUNCTION, Self.headerCallback))
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try CurlCall.check(vh_easy_setopt_prereq(easy.raw, CURLOPT_PREREQFUNCTION, Self.requestCallback))
        try easy.set(CURLOPT_PREREQDATA, pointer: context)
        try CurlCall.check(vh_easy_setopt_sockopt(easy.raw, CURLOPT_SOCKOPTFUNCTION, Self.newSocketCallback))
        try easy.set(CURLOPT_SOCKOPTDATA, pointer: context)
        try CurlCall.check(
            vh_easy_setopt_xferinfo(easy.raw, CURLOPT_XFERINFOFUNCTION, Self.progressCallback))
        try easy.set(CURLOPT_XFERINFODATA, pointer: context)
        try easy.set(CURLOPT_NOPROGRESS, 0)
        if settings.speaksHTTP2 {
            // Refused streams show in libcurl's trace only.
            try easy.set(CURLOPT_VERBOSE, 1)
            try CurlCall.check(vh_easy_setopt_debug(easy.raw, CURLOPT_DEBUGFUNCTION, Self.traceCallback))
            try easy.set(CURLOPT_DEBUGDATA, pointer: context)
        }
    }

    /// Whole milliseconds, rounded up; at least 1, because 0 means no limit to libcurl.
    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        if seconds < 0 || (seconds == 0 && attoseconds <= 0) { return 1 }
        if seconds >= 1_000_000 { return 1_000_000_000 }
        let part = 1_000_000_000_000_000 as Int64
        return max(1, Int(seconds) * 1000 + Int((attoseconds + part - 1) / part))
    }

    // MARK: What libcurl tells

    /// True when a new socket may be opened for the request.
    fileprivate func mayOpen(_ socket: Int32) -> Bool {
        watch?.opened(socket)
        return maySend()
    }

    /// True when the request may go out now, for the first time or because it did not go out before.
    private func maySend() -> Bool {
        guard let sentBefore else { return true }
        if (easy.number(CURLINFO_REQUEST_SIZE) ?? 0) <= sentBefore { return true }
        if isStreamRefused || refusals.refused(stream: stream, connection: localPort) { return true }
        isResendRefused = true
        return false
    }

    /// Notes that a request begins on a connection.
    fileprivate func beginsRequest(localPort: Int32) -> Bool {
        guard maySend() else { return false }
        sentBefore = easy.number(CURLINFO_REQUEST_SIZE) ?? 0
        if easy.number(CURLINFO_NUM_CONNECTS) != 0 { refusals.begin(connection: localPort) }
        self.localPort = localPort
        stream = 0
        sentBody = 0
        isStreamRefused = false
        return true
    }

    /// Notes how much of the body went out, and how the connection stands.
    fileprivate func take(sentBody count: Int64) {
        sentBody = max(sentBody, count)
        collector.noteEnd(easy)
    }

    fileprivate func take(trace line: UnsafeBufferPointer<UInt8>) {
        switch HTTP2Refusals.sign(in: line) {
        case .stream(let number): stream = number
        // It may be told in the trace of any transfer on the connection.
        case .lastStream(let number): refusals.note(lastStream: number, connection: localPort)
        case .streamRefused: isStreamRefused = true
        case nil: break
        }
    }

    // In all callbacks the context is the transfer that set them; the engine loop holds it while its handle is
    // in the multi handle, and libcurl calls on the engine's thread only. The bytes are libcurl's and live for
    // the call: they are copied.

    private static let bodyCallback: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.collector.take(body: piece) ? piece.count : 0
    }

    private static let headerCallback: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.collector.take(line: line) ? line.count : 0
    }

    private static let progressCallback: curl_xferinfo_callback = { context, _, _, _, sentBody in
        guard let context else { return 0 }
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().take(sentBody: Int64(sentBody))
        return 0
    }

    private static let requestCallback: curl_prereq_callback = { context, _, _, _, localPort in
        guard let context else { return CURL_PREREQFUNC_ABORT }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.beginsRequest(localPort: localPort) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static let newSocketCallback: curl_sockopt_callback = { context, socket, _ in
        guard let context else { return CURL_SOCKOPT_ERROR }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        return transfer.mayOpen(socket) ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
    }

    private static let traceCallback: curl_debug_callback = { _, kind, bytes, count, context in
        guard kind == CURLINFO_TEXT, let bytes, let context else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        UnsafeRawPointer(bytes).withMemoryRebound(to: UInt8.self, capacity: count) { start in
            transfer.take(trace: UnsafeBufferPointer(start: start, count: count))
        }
        return 0
    }
}

@available(*, unavailable)
extension Transfer: Sendable {}

extension EasyHandle {
    /// Sets the method, and the body that `memory` holds.
    func setMethod(_ request: OutgoingRequest, _ memory: RequestMemory) throws(CurlCallError) {
        let method = request.method
        if method == "HEAD" {
            try set(CURLOPT_NOBODY, 1)
        } else if request.carriesBody {
            try set(CURLOPT_POST, 1)
            try setBody(memory)
            if method != "POST" { try set(CURLOPT_CUSTOMREQUEST, method) }
        } else {
            try set(CURLOPT_HTTPGET, 1)
            if method != "GET" { try set(CURLOPT_CUSTOMREQUEST, method) }
        }
    }

    /// Sets the body that `memory` holds.
    func setBody(_ memory: RequestMemory) throws(CurlCallError) {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, size: memory.bodyCount)
        try set(CURLOPT_POSTFIELDS, pointer: memory.body)
    }
}
