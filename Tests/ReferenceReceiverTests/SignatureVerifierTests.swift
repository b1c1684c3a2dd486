import FoundationEssentials
@testable import JSONText
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue

@Suite struct SignatureVerifierTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let provider: CallbackProvider
        let url, timestamp, key, signature, why: String
        let body: [UInt8]
        var testDescription: String { "\(provider) \(why)" }
    }

    static func vectors() throws -> [Vector] {
        let file = try JSONReader.value(of: Fixtures.bytes("signatures.json"))
        return try #require(file["vectors"]?.array).map { vector in
            func text(_ key: String) throws -> String { try #require(vector[key]?.string) }
            return Vector(
                provider: try #require(CallbackProvider(rawValue: try text("provider"))),
                url: try text("url"),
                timestamp: try #require(vector["timestamp"]?.number).literal, key: try text("key"),
                signature: try text("signature"), why: try text("why"),
                body: try #require(Base64.decode(try text("bodyBase64"))))
        }
    }

    @Test func `the vectors of the vendors' pages are accepted, and by no other formula`() throws {
        let vectors = try Self.vectors()
        #expect(vectors.count >= 7)
        for vector in vectors {
            let request = request(vector)
            let verifier = verifier([vector.key])
            #expect(throws: Never.self, "\(vector.why)") {
                try verifier.verify(request, from: vector.provider.rawValue, url: vector.url)
            }
            let other: CallbackProvider = vector.provider == .aliyun ? .volcengine : .aliyun
            #expect(throws: SignatureVerifier.Refusal.self, "\(vector.why)") {
                try verifier.verify(request, from: other.rawValue, url: vector.url)
            }
        }
    }

    @Test(arguments: [
        ("https://www.example.com/your/callback", "c72b60894140fa98920f1279219b7ed4", nil),
        (
            "https://www.example.com/your/callback?a=1", "c72b60894140fa98920f1279219b7ed4",
            Self.mismatch("?a=1")
        ),
        ("https://www.example.com/your/callback", "C72B60894140FA98920F1279219B7ED4", Self.mismatch("")),
        ("https://www.example.com/your/callback", "c72b60894140fa98920f1279219b7ed", Self.mismatch("")),
        ("https://www.example.com/your/callback", "", Self.mismatch("")),
    ])
    func `URL and digest count byte for byte`(url: String, signature: String, reason: String?) throws {
        let request = request(timestamp: "1519375990", signature: signature)
        #expect(self.reason(of: request, verifier(["test123"]), url: url) == reason)
    }

    @Test(
        arguments: [
            (["test123"], nil), (["new", "test123"], nil), (["test123", "old"], nil),
            (["Test123"], mismatch("")),
            ([], nil),
        ] as [([String], String?)])
    func `the current and the previous key are accepted, and everything without a key`(
        keys: [String], reason: String?
    ) {
        let request = request(timestamp: "1519375990", signature: "c72b60894140fa98920f1279219b7ed4")
        #expect(self.reason(of: request, verifier(keys), url: Self.url) == reason)
    }

    @Test(
        arguments: [
            (0, nil), (300, nil), (-300, nil), (301, "the timestamp is too old"),
            (-301, "the timestamp lies in the future"), (-31_536_000, "the timestamp lies in the future"),
        ] as [(Int, String?)])
    func `a timestamp is fresh within five minutes in both directions`(age: Int, reason: String?) {
        let request = request(
            timestamp: "1519375990", signature: "c72b60894140fa98920f1279219b7ed4", now: 1_519_375_990 + age)
        #expect(self.reason(of: request, verifier(["test123"]), url: Self.url) == reason)
    }

    @Test(arguments: [
        "", "1519375990000", "151937599", "+519375990", "15193759.0", "abcdefghij", " 1519375990",
        "１519375990",
    ])
    func `a timestamp that is not ten digits is refused even if it is signed`(timestamp: String) {
        let input = SigningInput(url: Self.url, timestamp: timestamp, key: "test123", body: [])
        let scheme = ReceiverConfiguration.vendorSchemes["aliyun"]
        let request = request(timestamp: timestamp, signature: scheme?.signature(of: input) ?? "")
        #expect(
            reason(of: request, verifier(["test123"]), url: Self.url)
                == "the timestamp is not Unix seconds of ten digits")
    }

    @Test(arguments: ["X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"])
    func `a missing header is named`(name: String) {
        let all = [HTTPHeader("x-vod-timestamp", "1519375990"), HTTPHeader("x-vod-signature", "0")]
        let request = CallbackRequest(
            target: "/", headers: all.filter { $0.name != name.lowercased() }, body: [],
            arrivedAt: .distantPast)
        #expect(reason(of: request, verifier(["k"]), url: Self.url) == "the header \(name) is missing")
    }

    @Test func `a scheme with a message id and a prefix before the digest can be verified`() {
        let scheme = SignatureScheme(
            digest: .standardWebhooks, encoding: .base64, text: "{id}.{timestamp}.{body}",
            headers: [
                HTTPHeader("webhook-id", "{id}"), HTTPHeader("webhook-timestamp", "{timestamp}"),
                HTTPHeader("webhook-signature", "v1,{signature}"),
            ])
        let input = SigningInput(url: "", timestamp: "1519375990", key: "whsec_c2VjcmV0", id: "m1", body: [1])
        let request = CallbackRequest(
            target: "/", headers: scheme.headers(for: input), body: [1],
            arrivedAt: Date(timeIntervalSince1970: 1_519_375_990))
        let verifier = SignatureVerifier(
            keys: ["whsec_c2VjcmV0"], schemes: ["aliyun": scheme], freshness: .seconds(300))
        #expect(reason(of: request, verifier, url: "") == nil)
    }

    private static let url = "https://www.example.com/your/callback"
    private static func mismatch(_ query: String) -> String {
        "the signature does not match; it was computed for the URL \(url)\(query)"
    }

    private func verifier(_ keys: [String]) -> SignatureVerifier {
        SignatureVerifier(keys: keys, schemes: ReceiverConfiguration.vendorSchemes, freshness: .seconds(300))
    }

    private func request(_ vector: Vector) -> CallbackRequest {
        request(
            timestamp: vector.timestamp, signature: vector.signature, body: vector.body,
            now: Int(vector.timestamp) ?? 0)
    }

    private func request(
        timestamp: String, signature: String, body: [UInt8] = [], now: Int = 1_519_375_990
    ) -> CallbackRequest {
        CallbackRequest(
            target: "/",
            headers: [HTTPHeader("X-VOD-TIMESTAMP", timestamp), HTTPHeader("X-VOD-SIGNATURE", signature)],
            body: body, arrivedAt: Date(timeIntervalSince1970: Double(now)))
    }

    private func reason(of request: CallbackRequest, _ verifier: SignatureVerifier, url: String) -> String? {
        do throws(SignatureVerifier.Refusal) {
            try verifier.verify(request, from: "aliyun", url: url)
            return nil
        } catch {
            return error.reason
        }
    }
}
