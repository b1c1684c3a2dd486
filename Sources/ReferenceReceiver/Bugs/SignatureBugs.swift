import FoundationEssentials
import JSONText
import VodHookCatalogue

/// Wrong ways to verify a callback.
enum SignatureBugs {
    /// Checks nothing.
    @Sendable static func none(_: CallbackRequest, _: String, _: String) throws(SignatureVerifier.Refusal) {}

    /// Alibaba's formula for everybody.
    static func withoutBody(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        let aliyun = configuration.schemes["aliyun"]
        var configuration = configuration
        for provider in CallbackProvider.allCases { configuration.schemes[provider.rawValue] = aliyun }
        return verifying(configuration) { _, _ in }
    }

    /// The body without its white space, as a parser and a writer leave it.
    static func rewrittenBody(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        verifying(configuration) { request, _ in
            do throws(ReceivedEvent.Malformed) {
                request.body = JSONWriter.bytes(of: try ReceivedEvent.json(request.body))
            } catch {
                request.body = []
            }
        }
    }

    /// HMAC-SHA256 in Base64 over the body; the timestamp still has to be there.
    static func inventedHMAC(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        var configuration = configuration
        for (provider, scheme) in configuration.schemes {
            configuration.schemes[provider] = SignatureScheme(
                digest: .hmacSHA256, encoding: .base64, text: "{body}", headers: scheme.headers)
        }
        return verifying(configuration) { _, _ in }
    }

    /// `http://`, the Host header and the target: what a framework calls the URL of the request.
    static func urlFromHost(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        verifying(configuration) { request, url in
            url = "http://\(request.headers.first("Host") ?? "")\(request.target)"
        }
    }

    /// Everything before the question mark.
    static func urlWithoutQuery(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        verifying(configuration) { _, url in
            url = url.utf8.firstIndex(of: 0x3F).map { String(url[..<$0]) } ?? url
        }
    }

    /// The first key alone.
    static func oneKey(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        var configuration = configuration
        configuration.keys = Array(configuration.keys.prefix(1))
        return verifying(configuration) { _, _ in }
    }

    /// A window of thousands of years.
    static func noFreshness(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        var configuration = configuration
        configuration.freshness = .seconds(1 << 40)
        return verifying(configuration) { _, _ in }
    }

    /// A timestamp of the future counts as one of now.
    static func futurePasses(_ configuration: ReceiverConfiguration) -> ReceiverParts.Verify {
        verifying(configuration) { request, _ in
            guard let text = request.headers.first("X-VOD-TIMESTAMP"), let seconds = Double(text) else {
                return
            }
            request.arrivedAt = max(request.arrivedAt, Date(timeIntervalSince1970: seconds))
        }
    }

    /// The right verification of something that was changed before.
    private static func verifying(
        _ configuration: ReceiverConfiguration,
        _ change: @escaping @Sendable (inout CallbackRequest, inout String) -> Void
    ) -> ReceiverParts.Verify {
        let verifier = SignatureVerifier(configuration)
        return { (request, provider, url) throws(SignatureVerifier.Refusal) in
            var request = request
            var url = url
            change(&request, &url)
            try verifier.verify(request, from: provider, url: url)
        }
    }
}
