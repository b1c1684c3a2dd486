import FoundationEssentials
import VodHookCatalogue

/// Decides whether a callback comes from the vendor, from the raw request alone.
struct SignatureVerifier: Sendable {
    /// The accepted keys; empty switches verification off.
    let keys: [String]
    /// How each provider signs.
    let schemes: [String: SignatureScheme]
    /// How far a timestamp may lie from now.
    let freshness: Duration

    /// Why a callback is not believed, as a sentence for the answer and the log.
    struct Refusal: Error, Equatable {
        let reason: String
    }

    /// Throws the reason why `request` is refused; returns when it is genuine, or when no key is set.
    ///
    /// `url` is the callback URL as the vendor knows it, byte for byte. The body is taken as it came: a body
    /// that was parsed and written again has other white space or key order, hence another signature.
    func verify(
        _ request: CallbackRequest, from provider: String, url: String
    ) throws(Refusal) {
        if keys.isEmpty { return }
        guard let scheme = schemes[provider] else {
            throw Refusal(reason: "no signature scheme is known for \(provider)")
        }
        if let name = scheme.missingHeader(in: request.headers) {
            throw Refusal(reason: "the header \(name) is missing")
        }
        let input = scheme.input(from: request.headers, url: url, body: request.body)
        let sentAt = scheme.carriesTimestamp ? try seconds(input.timestamp) : nil
        guard keys.contains(where: { isSigned(request, with: $0, scheme, input) }) else {
            throw Refusal(reason: "the signature does not match; it was computed for the URL \(url)")
        }
        if let sentAt { try checkFreshness(sentAt, now: request.arrivedAt) }
    }

    /// The providers of a user's own whose signature headers `request` carries, by name.
    ///
    /// The three vendors share their header names; a provider with other names is known by them alone.
    func otherProviders(of request: CallbackRequest) -> [String] {
        let vendors = Set(CallbackProvider.allCases.map(\.rawValue))
        let shared = Set(
            vendors.flatMap { schemes[$0]?.headers ?? [] }.map { $0.name.lowercased() })
        return schemes.keys.sorted().filter { name in
            guard !vendors.contains(name), let headers = schemes[name]?.headers else { return false }
            return headers.contains { !shared.contains($0.name.lowercased()) }
                && headers.allSatisfy { request.headers.first($0.name) != nil }
        }
    }

    /// Timestamps are Unix seconds of ten digits.
    ///
    /// Anything else (milliseconds, a sign, a blank) would make a
    /// lenient parser see another time than the one that was signed.
    private func seconds(_ text: String) throws(Refusal) -> Int64 {
        let digits = text.utf8
        guard digits.count == 10, digits.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text)
        else {
            throw Refusal(reason: "the timestamp is not Unix seconds of ten digits")
        }
        return value
    }

    private func isSigned(
        _ request: CallbackRequest, with key: String, _ scheme: SignatureScheme, _ input: SigningInput
    ) -> Bool {
        var input = input
        input.key = key
        var matches = true
        for expected in scheme.headers(for: input) {
            let received = request.headers.first(expected.name) ?? ""
            if !Self.isSame(received, expected.value) { matches = false }
        }
        return matches
    }

    /// Both directions count: a check that only asks "too old?" lets a timestamp of next year pass, and with
    /// it a captured callback can be replayed until next year.
    private func checkFreshness(_ sentAt: Int64, now: Date) throws(Refusal) {
        let age = Duration.seconds(now.timeIntervalSince1970 - Double(sentAt))
        if age > freshness { throw Refusal(reason: "the timestamp is too old") }
        if age < .zero - freshness { throw Refusal(reason: "the timestamp lies in the future") }
    }

    /// Compares in a time that does not depend on where the first difference is, so that a forger cannot feel
    /// the way to the right digest byte by byte.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for place in left.indices { difference |= left[place] ^ right[place] }
        return difference == 0
    }
}

extension SignatureVerifier {
    /// The verifier that `configuration` asks for.
    init(_ configuration: ReceiverConfiguration) {
        self.init(
            keys: configuration.keys, schemes: configuration.schemes, freshness: configuration.freshness)
    }
}
