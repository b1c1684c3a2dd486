import JSONText
package import VodHookCatalogue

/// Tells provider and event of a request by trying every signature scheme and by the shape of its body.
package struct Recogniser: Sendable {
    private let catalogue: Catalogue
    private let keys: [String]

    /// A recogniser; without keys only the shape of the body tells.
    package init(catalogue: Catalogue, keys: [String]) {
        self.catalogue = catalogue
        self.keys = keys
    }

    /// What `request` is; `url` is the URL that its sender has signed.
    package func recognise(_ request: RecordedRequest, url: String) -> Recognition {
        var recognition = Recognition()
        let signers = catalogue.providers.filter { provider in
            isSigned(request, by: provider.rules.http.signature, url)
        }
        recognition.signature =
            !signers.isEmpty
            ? .valid : !isCarryingSignature(request) ? .missing : keys.isEmpty ? .unchecked : .invalid
        var body: JSONValue?
        do throws(JSONSyntaxError) {
            body = try JSONReader.value(of: request.body)
        } catch {
            // A body that is no JSON still has a signature.
            body = nil
        }
        let detected = body.map { BodyValidator.detect($0, in: catalogue) } ?? []
        // Providers that share scheme and bodies cannot be told apart; the one that the others extend is named.
        let both = detected.first { candidate in signers.contains { $0.name == candidate.provider.name } }
        if let found = both ?? detected.first {
            recognition.provider = found.provider.name
            recognition.event = found.event.name
        } else {
            let likely = signers.filter { $0.base == nil } + signers.filter { $0.base != nil }
            let provider = likely.first ?? body.flatMap(catalogue.provider(enveloping:))
            recognition.provider = provider?.name
            recognition.event = body.flatMap {
                provider?.envelope.eventName(in: $0) ?? catalogue.eventName(in: $0)
            }
        }
        judge(request, url, &recognition)
        return recognition
    }

    /// Compares the signature with what the provider of `recognition` makes: its scheme, and, where the receiver has
    /// refused it, the time.
    private func judge(_ request: RecordedRequest, _ url: String, _ recognition: inout Recognition) {
        guard recognition.signature == .valid,
            let rules = recognition.provider.flatMap(catalogue.provider)?.rules
        else { return }
        guard let scheme = rules.http.signature else {
            // Who signs nothing has not made this signature.
            recognition.signature = .unchecked
            return
        }
        if !isSigned(request, by: scheme, url) {
            recognition.signature = .invalid
            if isSigned(request, by: scheme.ofOtherVendor, url) {
                recognition.signatureFault = "other-scheme"
            }
            return
        }
        guard request.answer.isRefused else { return }
        recognition.signature = .invalid
        guard scheme.carriesTimestamp,
            let sent = Int64(scheme.input(from: request.headers, url: url, body: []).timestamp)
        else { return }
        let age = (request.receivedAt / 1_000_000).clampedDifference(sent)
        let window = FixtureSource.usualWindow.components.seconds
        guard age > window || age < -window else { return }
        let distance = Duration.seconds(
            min(Int64(clamping: age.magnitude), DurationText.longest.components.seconds))
        recognition.signatureFault = [
            "fault": age > 0 ? "stale-signature" : "future-signature",
            "by": .string(DurationText.text(distance)),
        ]
    }

    private func isCarryingSignature(_ request: RecordedRequest) -> Bool {
        catalogue.providers.contains { provider in
            provider.rules.http.signature?.headers.contains {
                $0.value.contains("{signature}") && request.headers.first($0.name) != nil
            } ?? false
        }
    }

    private func isSigned(_ request: RecordedRequest, by scheme: SignatureScheme?, _ url: String) -> Bool {
        guard let scheme, scheme.missingHeader(in: request.headers) == nil else {
            return false
        }
        var input = scheme.input(from: request.headers, url: url, body: request.body)
        return keys.contains { key in
            input.key = key
            return scheme.headers(for: input).allSatisfy { expected in
                request.headers.first(expected.name)?.hasSameBytes(as: expected.value) ?? false
            }
        }
    }
}
