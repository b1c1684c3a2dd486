internal import CCurl
import VodHookCatalogue
import VodHookLoad

/// What libcurl sends whole: requests over HTTP/2, as many at once as there are places, on connections they share.
///
/// libcurl itself sends again what a server refused in so many words, or what met a connection that was closed
/// before a byte of the answer came; it does not tell, so these are not counted as `resent`.
extension LoadWorker {
    /// Gives the request of a job to libcurl.
    func sendWhole(_ job: LoadJob, on connection: LoadConnection) throws(CurlCallError) {
        guard let memory = connection.memory else { return }
        connection.state = .busy
        connection.collector = AnswerCollector(
            LoadAnswerSink(), isHead: asksForHead[job.send.event], mayBeHTTP2: true)
        begin(job, on: connection)
        let (head, request) = requests.fill(
            memory, with: job.send, unixSeconds: unixSeconds, known: connection.preparedHead)
        if let request {
            try set(request, on: connection, memory)
            // Without a body there is none to be exchanged for the next one.
            connection.preparedHead = request.carriesBody ? head : nil
        } else {
            try connection.easy.setBody(memory)
        }
        try multi.add(connection.easy)
        // In an open loop right away: a request begins when its time is noted. libcurl looks at the shared socket
        // each time, which a closed loop saves: it begins together what the answers of one round have made room for.
        if !isClosedLoop { try multi.actOnTime() }
    }

    /// Sets what the head of a request asks for.
    private func set(
        _ request: OutgoingRequest, on connection: LoadConnection, _ memory: RequestMemory
    ) throws(CurlCallError) {
        let easy = connection.easy
        if connection.preparedMethod != request.method {
            try setUp(connection, memory)
            connection.preparedMethod = request.method
        }
        try easy.set(CURLOPT_HTTPHEADER, list: memory.take(headers: request.headers))
        let timeout = Transfer.milliseconds(request.timeout)
        try easy.set(CURLOPT_TIMEOUT_MS, timeout)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, timeout)
        try easy.setMethod(request, memory)
    }

    /// Sets what is the same for all requests.
    private func setUp(_ connection: LoadConnection, _ memory: RequestMemory) throws(CurlCallError) {
        let easy = connection.easy
        easy.reset()
        try settings.apply(to: easy)
        try settings.apply(to: easy, isSecure: url.isSecure)
        // libcurl keeps the pointers; connection and memory outlive the handle's time in the multi handle.
        try easy.set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(connection).toOpaque())
        try easy.set(CURLOPT_ERRORBUFFER, pointer: memory.errorBuffer)
        let context = Unmanaged.passUnretained(connection).toOpaque()
        try CurlCall.check(vh_easy_setopt_write(easy.raw, CURLOPT_WRITEFUNCTION, Self.bodyCallback))
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try CurlCall.check(vh_easy_setopt_write(easy.raw, CURLOPT_HEADERFUNCTION, Self.headerCallback))
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try CurlCall.check(
            vh_easy_setopt_xferinfo(easy.raw, CURLOPT_XFERINFOFUNCTION, Self.progressCallback))
        try easy.set(CURLOPT_XFERINFODATA, pointer: context)
        try easy.set(CURLOPT_NOPROGRESS, 0)
        try easy.set(CURLOPT_CURLU, url: url)
    }

    /// Takes what libcurl says has come of a request.
    func finished(_ connection: LoadConnection, _ code: CURLcode) {
        guard let job = connection.job else { return }
        let easy = connection.easy
        tally.counts.connections += easy.number(CURLINFO_NUM_CONNECTS) ?? 0
        let isWhole = easy.bigNumber(CURLINFO_SIZE_UPLOAD_T) == Int64(connection.memory?.bodyCount ?? 0)
        if isWhole { connection.job?.wholeSends += 1 }
        if connection.collector.problem(code, isSent: isWhole) != nil {
            return fail(connection, .malformedAnswer)
        }
        guard connection.collector.isWhole(code, easy, message: connection.memory?.errorMessage),
            let status = connection.collector.status
        else { return code == CURLE_OK ? fail(connection, .closed) : failed(connection, code) }
        let startedAt = connection.startedAt
        let ending = connection.job ?? job
        connection.job = nil
        tally.answered(status, ending)
        shut(connection)
        ended(ending, startedAt: startedAt, status: status, isMeasured: true)
        startWaiting()
    }

    // The context is the connection that `connections` holds as long as its handle is in use; libcurl calls on this
    // thread only, and its bytes live for the call.

    private static let bodyCallback: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let connection = Unmanaged<LoadConnection>.fromOpaque(context).takeUnretainedValue()
        let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return connection.collector.take(body: piece) ? piece.count : 0
    }

    private static let progressCallback: curl_xferinfo_callback = { context, _, _, _, _ in
        guard let context else { return 0 }
        let connection = Unmanaged<LoadConnection>.fromOpaque(context).takeUnretainedValue()
        connection.collector.noteEnd(connection.easy)
        return 0
    }

    private static let headerCallback: curl_write_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let connection = Unmanaged<LoadConnection>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return connection.collector.take(line: line) ? line.count : 0
    }
}
