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
        let signers = catalogue.providers.filter { isSigned(request, by: $0, url) }
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
            return recognition
        }
        let likely = signers.filter { $0.base == nil } + signers.filter { $0.base != nil }
        let provider = likely.first ?? body.flatMap(catalogue.provider(enveloping:))
        recognition.provider = provider?.name
        recognition.event = body.flatMap {
            provider?.envelope.eventName(in: $0) ?? catalogue.eventName(in: $0)
        }
        return recognition
    }

    private func isCarryingSignature(_ request: RecordedRequest) -> Bool {
        catalogue.providers.contains { provider in
            provider.rules.http.signature?.headers.contains {
                $0.value.contains("{signature}") && request.headers.first($0.name) != nil
            } ?? false
        }
    }

    private func isSigned(_ request: RecordedRequest, by provider: Provider, _ url: String) -> Bool {
        guard let scheme = provider.rules.http.signature, scheme.missingHeader(in: request.headers) == nil
        else {
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
