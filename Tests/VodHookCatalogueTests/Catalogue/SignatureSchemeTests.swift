@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

@Suite struct SignatureSchemeTests {
    @Test func `every published vector is reproduced by the rules of the catalogue`() throws {
        let file = try JSONReader.value(of: try Fixture.bytes("signatures.json"))
        let vectors = try #require(file["vectors"]?.array)
        #expect(vectors.count >= 7)
        for vector in vectors {
            let name = try #require(vector["provider"]?.string)
            let scheme = try #require(try BuiltIn.provider(name).rules.http.signature)
            let timestamp = try #require(vector["timestamp"]?.number?.literal)
            let input = SigningInput(
                url: try #require(vector["url"]?.string), timestamp: timestamp,
                key: try #require(vector["key"]?.string),
                body: try #require(vector["bodyBase64"]?.string.flatMap(Base64.decode)))
            let signature = try #require(vector["signature"]?.string)
            let why = vector["why"]?.string ?? ""
            #expect(scheme.signature(of: input) == signature, "\(name): \(why)")
            #expect(
                scheme.headers(for: input) == [
                    HTTPHeader("X-VOD-TIMESTAMP", timestamp), HTTPHeader("X-VOD-SIGNATURE", signature),
                ], "\(name): \(why)")
        }
    }

    @Test func `BytePlus signs as Volcengine does`() throws {
        let byteplus = try #require(try BuiltIn.provider("byteplus").rules.http.signature)
        #expect(byteplus == (try BuiltIn.provider("volcengine").rules.http.signature))
        #expect(byteplus.coversBody)
        #expect(try BuiltIn.provider("aliyun").rules.http.signature?.coversBody == false)
    }

    static let standardWebhooks = SignatureScheme(
        digest: .standardWebhooks, encoding: .base64, text: "{id}.{timestamp}.{body}",
        headers: [
            HTTPHeader("webhook-id", "{id}"), HTTPHeader("webhook-timestamp", "{timestamp}"),
            HTTPHeader("webhook-signature", "v1,{signature}"),
        ])

    /// The vector in the reference libraries' tests of github.com/standard-webhooks/standard-webhooks.
    @Test(arguments: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    func `the vector of Standard Webhooks is reproduced`(_ key: String) {
        let input = SigningInput(
            url: "", timestamp: "1614265330", key: key, id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(
            Self.standardWebhooks.headers(for: input) == [
                HTTPHeader("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                HTTPHeader("webhook-timestamp", "1614265330"),
                HTTPHeader("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            ])
    }

    /// RFC 4231, test case 2.
    @Test func `HMAC-SHA256 takes the key as it is`() {
        let scheme = SignatureScheme(digest: .hmacSHA256, text: "{body}", headers: [])
        let input = SigningInput(
            url: "", timestamp: "", key: "Jefe", body: Array("what do ya want for nothing?".utf8))
        #expect(
            scheme.signature(of: input) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: [
        ("{url}|{timestamp}|{key}|{id}|{bodyBase64}|{body}", "u|1|k|i|e2tleX0=|{key}"),
        ("{unknown}{url}", "{unknown}u"),
        ("{{url}}", "{{url}}"), ("{url", "{url"), ("}{url}{", "}u{"), ("", ""), ("中{key}文", "中k文"),
    ])
    func `names in braces are replaced once and nothing else is`(_ template: String, _ signed: String) {
        // A header without the digest shows the text itself.
        let scheme = SignatureScheme(digest: .md5, text: template, headers: [HTTPHeader("X", template)])
        let input = SigningInput(url: "u", timestamp: "1", key: "k", id: "i", body: Array("{key}".utf8))
        #expect(scheme.headers(for: input) == [HTTPHeader("X", signed)])
    }

    @Test func `the body is signed as bytes, be they text or not`() {
        let scheme = SignatureScheme(digest: .md5, text: "{body}", headers: [])
        let input = SigningInput(url: "", timestamp: "", key: "", body: [0xFF, 0x00, 0x0D, 0x0A])
        #expect(scheme.signature(of: input) == "1a79857f86494da7cf4cdfd49c7d4f3b")
    }
}
