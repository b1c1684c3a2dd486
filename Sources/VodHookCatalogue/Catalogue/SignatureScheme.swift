import Crypto
import JSONText

/// How a provider signs a callback: data from the catalogue, applied afresh to every attempt.
package struct SignatureScheme: Sendable, Equatable {
    /// The function that turns the signed text into a digest.
    package enum Digest: String, Sendable, CaseIterable {
        /// MD5 of the text; the key is part of the text.
        case md5
        /// HMAC-SHA256 of the text under the key's UTF-8 bytes.
        case hmacSHA256 = "hmac-sha256"
        /// HMAC-SHA256 under the Base64-decoded part of a `whsec_…` key, as Standard Webhooks asks.
        case standardWebhooks = "standard-webhooks"
    }

    /// How the digest is written.
    package enum Encoding: String, Sendable, CaseIterable {
        case hex, base64
    }

    /// The function.
    package let digest: Digest
    /// How its result is written.
    package let encoding: Encoding
    /// The signed text with `{url}`, `{timestamp}`, `{key}`, `{id}`, `{body}` and `{bodyBase64}` in it.
    package let text: String
    /// The headers that carry it, with `{timestamp}`, `{id}` and `{signature}` in their values.
    package let headers: [HTTPHeader]

    /// The text that a receiver of another vendor would sign under the same headers, or nil.
    package let otherText: String?

    package init(
        digest: Digest, encoding: Encoding = .hex, text: String, headers: [HTTPHeader],
        otherText: String? = nil
    ) {
        self.otherText = otherText
        self.digest = digest
        self.encoding = encoding
        self.text = text
        self.headers = headers
    }

    /// True when the signature changes with the body.
    package var coversBody: Bool { text.contains("{body") }

    /// True when its headers tell when an attempt was signed.
    package var carriesTimestamp: Bool { headers.contains { $0.value.contains("{timestamp}") } }

    /// The scheme that a receiver of another vendor would check.
    ///
    /// Where the catalogue does not say it, the body is signed if it was not, and the other way round.
    package var ofOtherVendor: SignatureScheme {
        let withoutBody = ["{bodyBase64}", "{body}"].reduce(text) { $0.replacing($1, with: "") }
        return SignatureScheme(
            digest: digest, encoding: encoding,
            text: otherText ?? (coversBody ? withoutBody : text + "|{bodyBase64}"), headers: headers)
    }

    /// The first header of the scheme that `headers` lack; nil when all are there.
    package func missingHeader(in headers: [HTTPHeader]) -> String? {
        self.headers.first { headers.first($0.name) == nil }?.name
    }

    /// What a request with `headers` says that it was signed from; its key is for the caller to add.
    package func input(from headers: [HTTPHeader], url: String, body: [UInt8]) -> SigningInput {
        var input = SigningInput(url: url, timestamp: "", key: "", body: body)
        for header in self.headers {
            guard let value = headers.first(header.name) else { continue }
            let parts = Self.parts(of: value, by: header.value)
            if let timestamp = parts["timestamp"] { input.timestamp = timestamp }
            if let id = parts["id"] { input.id = id }
        }
        return input
    }

    /// What stands in `value` for the names in braces of `template`; empty when they do not fit together.
    private static func parts(of value: String, by template: String) -> [String: String] {
        var parts: [String: String] = [:]
        var rest = Array(value.utf8)[...]
        var pattern = Array(template.utf8)[...]
        while let open = pattern.firstIndex(of: 0x7B), let close = pattern[open...].firstIndex(of: 0x7D) {
            guard rest.starts(with: pattern[..<open]) else { return [:] }
            rest = rest.dropFirst(open - pattern.startIndex)
            let name = String(decoding: pattern[(open + 1)..<close], as: UTF8.self)
            pattern = pattern[(close + 1)...]
            let literal = Array(pattern.prefix { $0 != 0x7B })
            let end =
                literal.isEmpty
                ? rest.endIndex : rest.indices.first { rest[$0...].starts(with: literal) } ?? rest.endIndex
            parts[name] = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...]
        }
        return parts
    }

    /// The signature of `input`.
    package func signature(of input: SigningInput) -> String {
        let signed = expand(text, input, signature: nil)
        let key: [UInt8]
        switch digest {
        case .md5: return written(Array(Insecure.MD5.hash(data: signed)))
        case .hmacSHA256: key = Array(input.key.utf8)
        case .standardWebhooks:
            let secret = input.key.hasPrefix("whsec_") ? String(input.key.dropFirst(6)) : input.key
            key = Base64.decode(secret) ?? Array(secret.utf8)
        }
        return written(Array(HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))))
    }

    /// The headers that a request with `input` carries.
    package func headers(for input: SigningInput) -> [HTTPHeader] {
        let signature = signature(of: input)
        return headers.map { header in
            HTTPHeader(
                header.name,
                String(decoding: expand(header.value, input, signature: signature), as: UTF8.self))
        }
    }

    private func written(_ digest: [UInt8]) -> String {
        switch encoding {
        case .hex: Hex.encode(digest)
        case .base64: Base64.encode(digest)
        }
    }

    /// The names that `expand` knows in the signed text.
    static let textNames = ["url", "timestamp", "key", "id", "body", "bodyBase64"]
    /// Those that it knows in the values of headers.
    package static let headerNames = textNames + ["signature"]

    /// The words in braces of `template` that are not among `known`; braces around anything else are text.
    static func unknownNames(in template: String, known: [String]) -> [String] {
        var names: [String] = []
        var rest = Substring(template).utf8
        while let open = rest.firstIndex(of: 0x7B), let close = rest[open...].firstIndex(of: 0x7D) {
            let name = String(Substring(rest[rest.index(after: open)..<close]))
            let isWord =
                !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            if isWord, !known.contains(name) { names.append(name) }
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    /// A part of a template.
    package enum Part: Sendable, Equatable {
        /// Text that stays as it is, in bytes as UTF-8.
        case literal(String)
        /// One of the names in braces.
        case name(String)
    }

    /// The parts of `template`, neighbouring texts in one; what is not among `known` names is text.
    package static func parts(_ template: String, known: [String] = headerNames) -> [Part] {
        var parts: [Part] = []
        var text: [UInt8] = []
        var rest = Substring(template).utf8
        while let open = rest.firstIndex(of: 0x7B), let close = rest[open...].firstIndex(of: 0x7D) {
            text += rest[..<open]
            let name = String(Substring(rest[rest.index(after: open)..<close]))
            if known.contains(name) {
                if !text.isEmpty { parts.append(.literal(String(decoding: text, as: UTF8.self))) }
                text = []
                parts.append(.name(name))
            } else {
                text += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        if !text.isEmpty { parts.append(.literal(String(decoding: text, as: UTF8.self))) }
        return parts
    }

    /// Replaces the names in braces; what is not a known name stays as it is.
    private func expand(_ template: String, _ input: SigningInput, signature: String?) -> [UInt8] {
        var result: [UInt8] = []
        for part in Self.parts(template) {
            switch part {
            case .literal(let text): result += text.utf8
            case .name("url"): result += input.url.utf8
            case .name("timestamp"): result += input.timestamp.utf8
            case .name("key"): result += input.key.utf8
            case .name("id"): result += input.id.utf8
            case .name("body"): result += input.body
            case .name("bodyBase64"): result += Base64.encode(input.body).utf8
            case .name: result += (signature ?? "").utf8
            }
        }
        return result
    }
}

/// What a signature is computed from.
///
/// Everything is bytes as sent; nothing is normalised.
package struct SigningInput: Sendable {
    /// The callback URL as configured with the provider, byte for byte.
    package var url: String
    /// Unix seconds as text; text, because faults change it.
    package var timestamp: String
    /// The shared key.
    package var key: String
    /// The id of the message, the same for every attempt; only Standard Webhooks signs it.
    package var id: String
    /// The body as sent.
    package var body: [UInt8]

    /// The parts of a signature.
    package init(url: String, timestamp: String, key: String, id: String = "", body: [UInt8]) {
        self.url = url
        self.timestamp = timestamp
        self.key = key
        self.id = id
        self.body = body
    }
}
