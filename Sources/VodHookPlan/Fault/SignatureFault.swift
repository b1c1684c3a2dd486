/// Faults of the signature: another key, time, URL or scheme, or headers that do not fit.
///
/// `Signer` applies them; what `changedBody` changes is the body that is sent once it is signed.
package enum SignatureFault: FaultGroup {
    case wrongKey
    case previousKey
    case missingSignature
    case missingTimestamp
    case staleSignature(by: Duration)
    case futureSignature(by: Duration)
    case millisecondsTimestamp
    case textTimestamp
    case upperCaseSignature
    case otherScheme
    case changedBody
    case otherURL(String)

    var kind: Fault.Kind { .signature(self) }

    static let words = [
        word("wrong-key", about: "Signed with a key that the receiver does not have.") { .wrongKey },
        word("previous-key", about: "Signed with the key before the last rotation.") { .previousKey },
        word("missing-signature", about: "Sent without any signature header.") { .missingSignature },
        word("missing-timestamp", about: "Sent without the timestamp header.") { .missingTimestamp },
        word(
            "stale-signature", by(.seconds(3600)), about: "Signed in the past; by {by} unless given.",
            make: staleSignature),
        word(
            "future-signature", by(.seconds(3600)), about: "Signed in the future; by {by} unless given.",
            make: futureSignature),
        word("milliseconds-timestamp", about: "The timestamp is in milliseconds.") {
            .millisecondsTimestamp
        },
        word("text-timestamp", about: "The timestamp is not a number.") { .textTimestamp },
        word("upper-case-signature", about: "The digest is in upper case.") { .upperCaseSignature },
        word("other-scheme", about: "Signed by the scheme of the other vendor.") { .otherScheme },
        word("changed-body", about: "A byte of the body is changed after signing.") { .changedBody },
        word(
            "other-url", value("https://other.example.test/callback"), about: "Signed for another URL.",
            make: otherURL),
    ]
}
