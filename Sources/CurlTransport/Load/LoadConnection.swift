internal import CCurl
internal import Glibc

/// One place for a connection of a load worker, opened again when the receiver has closed it.
///
/// Legal states: closed, connecting (libcurl has it), idle, busy (a request is under way), closed again.
/// Used on the worker's thread only.
final class LoadConnection {
    enum State {
        case closed, connecting, idle, busy
    }

    let easy: EasyHandle
    /// Where libcurl writes its message; owned, and freed in `close`, after the easy handle.
    private let errorBuffer: UnsafeMutablePointer<CChar>
    var state = State.closed
    var link: FramedConnection?
    var parser = AnswerParser()
    /// Reads the answer of a request that libcurl sends whole.
    var collector = AnswerCollector(LoadAnswerSink(), isHead: false, mayBeHTTP2: true)
    /// What is under way; set while connecting and busy.
    var job: LoadJob?
    /// When the attempt under way began and when it must be over.
    var startedAt: Int64 = 0
    var deadline: Int64 = 0
    /// The part of the request that the socket has not taken.
    var unsent: [UInt8] = []
    var unsentOffset = 0
    /// How many answers it has brought since it was opened.
    var answers = 0
    /// The memory of a request that libcurl sends whole; nil when the engine speaks itself.
    let memory: RequestMemory?
    /// The method that the handle is set up for, which need not be done again; nil before the first request.
    var preparedMethod: String?
    /// The head that the handle is set up for; nil when the next request needs another in any case.
    var preparedHead: LoadHead?

    /// A place for a stream of HTTP/2, on whatever connection libcurl finds for it.
    init() throws(CurlCallError) {
        easy = try EasyHandle()
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        memory = RequestMemory()
    }

    init(_ settings: TransferSettings, url: ParsedURL, timeoutMs: Int) throws(CurlCallError) {
        easy = try EasyHandle()
        memory = nil
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        do throws(CurlCallError) {
            try settings.applyForConnecting(to: easy)
            // libcurl keeps both pointers; this object outlives the handle's time in the multi handle.
            try easy.set(CURLOPT_PRIVATE, pointer: Unmanaged.passUnretained(self).toOpaque())
            try easy.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
            try easy.set(CURLOPT_CURLU, url: url)
            try easy.set(CURLOPT_CONNECTTIMEOUT_MS, timeoutMs)
            // Answers are read into a buffer of ours; libcurl's is for the handshake with a proxy only.
            try easy.set(CURLOPT_BUFFERSIZE, 1024)
        } catch {
            close()
            throw error
        }
    }

    /// Frees the handle, which must be out of its multi handle; nothing may be called afterwards.
    func close() {
        easy.close()
        errorBuffer.deallocate()
    }

    /// libcurl's message about the last failure; nil when there is none.
    var message: String? {
        if let memory { return memory.errorMessage }
        // libcurl ends its text with a NUL, within the size of the buffer.
        let text = String(cString: errorBuffer)
        return text.isEmpty ? nil : text
    }

    /// Sends some of `bytes`; a bare socket is written to without the detour through libcurl.
    func send(_ bytes: UnsafeRawBufferPointer, isBare: Bool) -> FramedConnection.Sent {
        guard let link else { return .failed(CURLE_SEND_ERROR) }
        if !isBare { return link.send(bytes) }
        // The bytes live for the call; the socket is libcurl's, which does not touch it while it only connects.
        let count = Glibc.send(link.socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EINTR ? .blocked : .failed(CURLE_SEND_ERROR)
    }

    /// Receives into `buffer`, from a bare socket without the detour through libcurl.
    func receive(into buffer: UnsafeMutableRawBufferPointer, isBare: Bool) -> FramedConnection.Received {
        guard let link else { return .failed(CURLE_RECV_ERROR) }
        if !isBare { return link.receive(into: buffer) }
        // The buffer lives for the call, and the system writes no more than its size.
        let count = recv(link.socket, buffer.baseAddress, buffer.count, 0)
        if count > 0 { return .bytes(count) }
        if count == 0 { return .end }
        return errno == EAGAIN || errno == EINTR ? .blocked : .failed(CURLE_RECV_ERROR)
    }

    var hasUnsent: Bool { unsentOffset < unsent.count }

    func forgetUnsent() {
        unsent.removeAll(keepingCapacity: true)
        unsentOffset = 0
    }
}

@available(*, unavailable)
extension LoadConnection: Sendable {}

/// Takes the parts of an answer and keeps none: the parser itself knows the status.
struct LoadAnswerSink: AnswerSink {
    mutating func take(status: Int, version: AnswerVersion) {}
    mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {}
    mutating func take(fold rest: UnsafeRawBufferPointer) {}
    mutating func take(body piece: UnsafeRawBufferPointer) {}
}
