package import FoundationEssentials
package import VodHookCatalogue
package import VodHookPlan
package import VodHookReports

/// How the reference receiver listens, verifies and remembers.
package struct ReceiverConfiguration: Sendable {
    /// Where the URL comes from that the vendor has signed.
    ///
    /// It is never rebuilt from the `Host` header: behind a proxy or a tunnel that names another scheme, host
    /// or port than the URL which the vendor was given, and then every genuine signature fails.
    package enum CallbackURL: Sendable, Equatable {
        /// The address that the receiver is bound to, followed by the request target.
        case listeningAddress
        /// A public `scheme://host[:port]`, followed by the request target.
        case base(String)
        /// One complete URL, whatever the request target is.
        case exactly(String)
    }

    /// The host name or address to bind.
    package var host = "127.0.0.1"
    /// The port to bind; 0 takes a free one.
    package var port = 0
    /// Where the signed URL comes from.
    package var callbackURL = CallbackURL.listeningAddress
    /// The keys that are accepted: the current one, and during a rotation the previous one.
    ///
    /// Vendors switch to a new key at an unknown moment, so both have to be accepted for a while. Without any
    /// key, unsigned callbacks are accepted.
    package var keys: [String] = []
    /// How each provider signs, by provider name.
    package var schemes: [String: SignatureScheme] = ReceiverConfiguration.vendorSchemes
    /// The providers of the user's own whose events are known, see `know(_:)`.
    package var ownProviders: [CallbackProvider] = []
    /// How far a callback's timestamp may lie from `now`, before or after it.
    package var freshness: Duration = .seconds(300)
    /// Which of the sister products sends the enveloped bodies: `volcengine` or `byteplus`.
    package var envelopeProvider = CallbackProvider.volcengine
    /// The answers that come before all genuine ones, to stage failures.
    package var script: [ScriptedAnswer] = []
    /// What the script counts.
    package var scriptScope = ScriptScope.request
    /// Called with each request once its answer is settled and before it goes out, and with the URL that was signed.
    ///
    /// When it throws, the answer is 503, so that the sender tries again: what is not recorded is not acknowledged.
    package var recorder: (@Sendable (RecordedRequest, _ signedURL: String) throws -> Void)?
    /// Sends a request on and returns what came of it; nil makes the receiver answer for itself.
    ///
    /// Its URL is the request target, path and query, as received.
    package var forward: (@Sendable (OutgoingRequest) async -> Exchange)?
    /// What replaces pieces of the receiver; nil leaves the right ones in place.
    var change: (any PartsChange)?
    /// How long the bug `slow-every-third` holds its answers back; vendors give up after 5 s.
    package var slowness: Duration = .seconds(6)
    /// The longest body that is read; longer ones are answered with 413.
    package var bodyLimit = 8 << 20
    /// How much of a longer body is read and thrown away, where nothing is read behind the answer.
    package var discardLimit = 64 << 20
    /// How many requests the event log remembers; the oldest go first.
    package var logLimit = 100_000
    /// How many videos are remembered; the oldest go first.
    package var videoLimit = 100_000
    /// The wall clock, for freshness and for the log.
    package var now: @Sendable () -> Date = { Date() }
    /// Called once for each request, when its answer is settled and before it goes out.
    package var observer: @Sendable (LoggedRequest) -> Void = { _ in }

    /// The defaults: a free loopback port, no keys.
    package init() {}

    /// The provider of the user's own called `name`, or nil.
    func ownProvider(_ name: String) -> CallbackProvider? { ownProviders.first { $0.rawValue == name } }

    /// The published schemes of the three vendors.
    ///
    /// Both use the same header names. Alibaba signs URL, timestamp and key; Volcengine and BytePlus sign the
    /// Base64 of the body as well. A verifier for the one refuses every callback of the other.
    package static let vendorSchemes: [String: SignatureScheme] = [
        "aliyun": vendorScheme(text: "{url}|{timestamp}|{key}"),
        "volcengine": vendorScheme(text: "{url}|{timestamp}|{key}|{bodyBase64}"),
        "byteplus": vendorScheme(text: "{url}|{timestamp}|{key}|{bodyBase64}"),
    ]

    private static func vendorScheme(text: String) -> SignatureScheme {
        SignatureScheme(
            digest: .md5, text: text,
            headers: [
                HTTPHeader("X-VOD-TIMESTAMP", "{timestamp}"), HTTPHeader("X-VOD-SIGNATURE", "{signature}"),
            ])
    }
}
