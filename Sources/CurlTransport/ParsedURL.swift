internal import CCurl
import JSONText
import VodHookCatalogue

/// A URL that libcurl has taken apart, shared by all requests that go to it.
///
/// Used on the engine's thread only.
final class ParsedURL {
    /// Owned: made in `init`, freed in `deinit`.
    ///
    /// Transfers under way hold a reference to this object, and all
    /// references are held by the engine loop, so `deinit` runs on its thread.
    let raw: OpaquePointer
    /// True for https.
    let isSecure: Bool
    /// The host and port for messages, `127.0.0.1 port 80`.
    let place: String

    init(_ text: String) throws(CurlCallError) {
        guard let raw = curl_url() else { throw CurlCallError(code: nil, message: "no memory for a URL") }
        do throws(CurlCallError) {
            // The string lives for this call only: libcurl copies it. The path goes out as it is written.
            try CurlCall.check(curl_url_set(raw, CURLUPART_URL, text, UInt32(CURLU_PATH_AS_IS)))
            let scheme = try ParsedURL.part(CURLUPART_SCHEME, of: raw, flags: 0)
            guard scheme == "http" || scheme == "https" else {
                throw CurlCallError(
                    code: nil, message: "only http and https URLs can be called, not \(scheme)")
            }
            isSecure = scheme == "https"
            let host = try ParsedURL.part(CURLUPART_HOST, of: raw, flags: 0)
            let port = try ParsedURL.part(CURLUPART_PORT, of: raw, flags: UInt32(CURLU_DEFAULT_PORT))
            place = "\(host) port \(port)"
        } catch {
            curl_url_cleanup(raw)
            throw error
        }
        self.raw = raw
    }

    deinit {
        curl_url_cleanup(raw)
    }

    /// The parts for a request that we write ourselves, escaped where the URL was not, as libcurl would write them.
    private(set) lazy var target: RequestTarget = {
        var path = optionalPart(CURLUPART_PATH, CURLU_URLENCODE) ?? "/"
        if let query = optionalPart(CURLUPART_QUERY, 0) { path += "?\(query)" }
        // A libcurl without international names cannot translate them; then the name goes out as it is.
        var host = optionalPart(CURLUPART_HOST, CURLU_PUNYCODE) ?? optionalPart(CURLUPART_HOST, 0) ?? ""
        if let port = optionalPart(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT) { host += ":\(port)" }
        let user = optionalPart(CURLUPART_USER, CURLU_URLDECODE)
        let password = optionalPart(CURLUPART_PASSWORD, CURLU_URLDECODE)
        var target = RequestTarget(path: path, host: host)
        if user != nil || password != nil {
            target.authorization = "Basic " + Base64.encode(Array("\(user ?? ""):\(password ?? "")".utf8))
        }
        return target
    }()

    /// A part that may be missing.
    private func optionalPart(_ part: CURLUPart, _ flags: Int32) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(raw, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
        // The text is ours: copied into the string, then given back.
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func part(
        _ part: CURLUPart, of raw: OpaquePointer, flags: UInt32
    ) throws(CurlCallError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try CurlCall.check(curl_url_get(raw, part, &text, flags))
        guard let text else { return "" }
        // The text is ours: copied into the string, then given back.
        defer { curl_free(text) }
        return String(cString: text)
    }
}

@available(*, unavailable)
extension ParsedURL: Sendable {}

/// The URLs seen of late, taken apart once each.
struct URLCache {
    /// Enough for the endpoints of any scenario; a run that makes up a URL per request must not grow for ever.
    static let limit = 512

    private var entries: [String: ParsedURL] = [:]

    /// The parsed form of `text`, which the caller must have found free of NUL.
    mutating func parsed(_ text: String) throws(CurlCallError) -> ParsedURL {
        // Strings that are canonically equal but differ in bytes must not share an entry. Such letters are not
        // ASCII, and a URL of more than ASCII is rare enough to be parsed each time.
        let isCacheable = text.utf8.allSatisfy { $0 < 0x80 }
        if isCacheable, let entry = entries[text] { return entry }
        let entry = try ParsedURL(text)
        if isCacheable {
            if entries.count >= URLCache.limit { entries.removeAll(keepingCapacity: true) }
            entries[text] = entry
        }
        return entry
    }
}
