import JSONText
package import VodHookCatalogue
package import VodHookPlan

/// How one delivery is signed, with the faults of its scenario: everything but the keys and the time.
package struct SigningRecipe: Sendable {
    /// The time that a signature carries, seen from the time at which it is made.
    package enum Time: Sendable, Equatable {
        /// Unix seconds, so many after the time of the send.
        case after(Int64)
        /// Unix milliseconds.
        case milliseconds
        /// A text that is no time.
        case text(String)
    }

    /// The scheme that signs.
    package private(set) var scheme: SignatureScheme
    /// The URL that is signed.
    package private(set) var url: String
    /// The id of the message.
    package let id: String
    /// The bytes that are signed; a fault may send others.
    package let body: [UInt8]
    /// The time that is signed.
    package private(set) var time = Time.after(0)
    /// What stands before the key.
    package private(set) var keyPrefix = ""
    /// With the previous key in place of the key: what stands before the key where no previous one is known.
    package private(set) var previousPrefix: String?
    /// The headers that are sent, in order.
    package private(set) var headers: [HTTPHeader]
    /// The names of headers whose values are in upper case.
    package private(set) var upperCased: Set<String> = []

    /// The recipe for a body that is signed for `url`.
    package init(_ scheme: SignatureScheme, url: String, id: String, body: [UInt8], faults: [Fault] = []) {
        self.scheme = scheme
        self.url = url
        self.id = id
        self.body = body
        headers = scheme.headers
        var isUnsigned = false
        var lacksTime = false
        var isUpperCase = false
        for fault in faults {
            guard case .signature(let fault) = fault.kind else { continue }
            switch fault {
            case .wrongKey: keyPrefix = "not-" + keyPrefix
            case .previousKey:
                previousPrefix = "previous-" + keyPrefix + (previousPrefix ?? "")
                keyPrefix = ""
            case .missingSignature: isUnsigned = true
            case .missingTimestamp: lacksTime = true
            case .staleSignature(let by): time = .after(Int64(0).clampedDifference(by.components.seconds))
            case .futureSignature(let by): time = .after(by.components.seconds)
            case .millisecondsTimestamp: time = .milliseconds
            case .textTimestamp: time = .text("yesterday")
            case .upperCaseSignature: isUpperCase = true
            case .otherScheme: self.scheme = self.scheme.ofOtherVendor
            // The signature is right; `PlannedDelivery.sent` makes the body another.
            case .changedBody: break
            case .otherURL(let other): self.url = other
            }
        }
        headers = isUnsigned ? [] : self.scheme.headers
        if lacksTime { headers.removeAll { $0.value.contains("{timestamp}") } }
        if isUpperCase {
            upperCased = Set(headers.filter { $0.value.contains("{signature}") }.map(\.name))
        }
    }

    /// The headers of an attempt that is sent at `unixSeconds`.
    package func headers(key: String, previousKey: String?, unixSeconds: Int64) -> [HTTPHeader] {
        let base = previousPrefix.map { previousKey ?? $0 + key } ?? key
        let timestamp =
            switch time {
            case .after(let seconds): String(unixSeconds.clampedSum(seconds))
            case .milliseconds: String(unixSeconds.clampedProduct(1000))
            case .text(let text): text
            }
        let input = SigningInput(url: url, timestamp: timestamp, key: keyPrefix + base, id: id, body: body)
        let sent = Set(headers.map(\.name))
        return scheme.headers(for: input).filter { sent.contains($0.name) }.map { header in
            upperCased.contains(header.name)
                ? HTTPHeader(header.name, header.value.uppercased()) : header
        }
    }
}
