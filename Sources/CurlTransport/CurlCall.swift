internal import CCurl

/// A call of libcurl that did not succeed.
struct CurlCallError: Error {
    /// The code, or nil when libcurl gave none.
    let code: Int?
    /// What libcurl calls it.
    let message: String
}

/// The one place where return codes of libcurl are looked at.
enum CurlCall {
    /// Throws when an easy call failed.
    @inline(__always)
    static func check(_ code: CURLcode) throws(CurlCallError) {
        if code != CURLE_OK {
            throw CurlCallError(code: Int(code.rawValue), message: text(code))
        }
    }

    /// Throws when a multi call failed.
    @inline(__always)
    static func check(_ code: CURLMcode) throws(CurlCallError) {
        if code != CURLM_OK {
            // The text is a constant inside libcurl.
            throw CurlCallError(code: nil, message: String(cString: curl_multi_strerror(code)))
        }
    }

    /// Throws when a call on a parsed URL failed.
    @inline(__always)
    static func check(_ code: CURLUcode) throws(CurlCallError) {
        if code != CURLUE_OK {
            // The text is a constant inside libcurl.
            let reason = String(cString: curl_url_strerror(code))
            throw CurlCallError(
                code: Int(CURLE_URL_MALFORMAT.rawValue), message: "the URL cannot be used: \(reason)")
        }
    }

    /// libcurl's sentence for an easy code.
    static func text(_ code: CURLcode) -> String {
        // The text is a constant inside libcurl.
        String(cString: curl_easy_strerror(code))
    }
}
