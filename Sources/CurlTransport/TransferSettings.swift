internal import CCurl

/// The options that are the same for all transfers of an engine.
struct TransferSettings {
    private let configuration: CurlEngine.Configuration
    /// Outlives all sockets: the engine loop owns it and closes the multi handle first.
    let watch: SocketWatch

    init(_ configuration: CurlEngine.Configuration, watch: SocketWatch) {
        self.configuration = configuration
        self.watch = watch
    }

    /// Whether HTTP/2 may be spoken.
    var speaksHTTP2: Bool { configuration.http2 == .on }

    /// libcurl's number for the HTTP version to ask for.
    private func httpVersion(isSecure: Bool) -> Int {
        switch configuration.http2 {
        case .off: Int(CURL_HTTP_VERSION_1_1)
        case .on: Int(isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }

    /// Sets what depends on whether the URL is https: the HTTP version, and how connections are shared.
    func apply(
        to easy: EasyHandle, isSecure: Bool, usesOwnConnection: Bool = false
    ) throws(CurlCallError) {
        try easy.set(CURLOPT_HTTP_VERSION, httpVersion(isSecure: isSecure))
        let isPlainHTTP2 = speaksHTTP2 && !isSecure
        if usesOwnConnection || configuration.connectionPerRequest
            || (isPlainHTTP2 && Self.cannotReusePlainHTTP2)
        {
            try easy.set(CURLOPT_FRESH_CONNECT, 1)
            try easy.set(CURLOPT_FORBID_REUSE, 1)
        } else if speaksHTTP2 {
            // Rather share a connection that is being set up than open one per request.
            try easy.set(CURLOPT_PIPEWAIT, 1)
        }
    }

    /// Sets a handle up that only connects, for HTTP/1.1 that we speak ourselves.
    func applyForConnecting(to easy: EasyHandle) throws(CurlCallError) {
        try apply(to: easy)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try easy.set(CURLOPT_CONNECT_ONLY, 1)
        // The request names the path only, so a proxy must be told of the host before.
        try easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
    }

    /// True for a libcurl whose second request on a plain HTTP/2 connection fails with code 16.
    ///
    /// https://github.com/curl/curl/issues/10634: came with 7.88.0, mended in 8.0.0.
    private static let cannotReusePlainHTTP2: Bool = {
        // The structure is a constant inside libcurl.
        guard let version = curl_version_info(CURLVERSION_FIRST)?.pointee.version_num else { return false }
        return version >= 0x075800 && version < 0x080000
    }()

    /// Sets everything that does not depend on the request.
    ///
    /// Bodies keep their chunks, which `AnswerCollector` reads. Redirects, cookies, decompression and HTTP/0.9 are off in libcurl unless asked for.
    func apply(to easy: EasyHandle) throws(CurlCallError) {
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_NOPROGRESS, 1)
        try easy.set(CURLOPT_TCP_NODELAY, 1)
        try easy.set(CURLOPT_HTTP_TRANSFER_DECODING, 0)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Otherwise a timeout or a cancellation would wait for the system's name look-up to come back.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        if !configuration.proxyFromEnvironment { try easy.set(CURLOPT_PROXY, "") }
        if let file = configuration.caCertificateFile { try easy.set(CURLOPT_CAINFO, file) }
        if configuration.insecure {
            try easy.set(CURLOPT_SSL_VERIFYPEER, 0)
            try easy.set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        try CurlCall.check(
            vh_easy_setopt_closesocket(easy.raw, CURLOPT_CLOSESOCKETFUNCTION, SocketWatch.closeCallback))
        try CurlCall.check(
            vh_easy_setopt_sockopt(easy.raw, CURLOPT_SOCKOPTFUNCTION, SocketWatch.openCallback))
        // libcurl keeps this pointer with the handle and with each connection: see `watch`.
        try easy.set(CURLOPT_SOCKOPTDATA, pointer: Unmanaged.passUnretained(watch).toOpaque())
        try easy.set(CURLOPT_CLOSESOCKETDATA, pointer: Unmanaged.passUnretained(watch).toOpaque())
    }
}
