@testable import JSONText
import Testing
@testable import VodHookCatalogue
@testable import VodHookReports

@Suite struct ScrubberTests {
    private static let all = Scrubber(
        removing: Set(SecretKind.allCases), known: ["KnownKey-9x8y7z"], pepper: "k")

    /// Each text holds `Zq7` followed by more at the place of its secret.
    @Test(arguments: [
        "http://cdn.test/v.mp4?auth_key=Zq7abc-0-0-99", "http://cdn.test/v.mp4?a=1&auth_key=Zq7abc&b=2",
        "/cb?token=Zq7abc", "?Signature=Zq7%2Fabc%3D&Expires=1", "?X-Tos-Credential=Zq7abc%2F20260101",
        #"{"FileUrl":"http:\/\/cdn.test\/v.mp4?auth_key=Zq7abc"}"#,
        #"{"FileUrl":"http://cdn.test/v.mp4?a=1\u0026auth_key\u003dZq7abc"}"#,
        "/cb?next=https%3A%2F%2Fcdn.test%2F%3Fa%3D1%26auth_key%3DZq7abc%26b%3D2",
        "https://user:Zq7abc@host.test/cb", #""https:\/\/user:Zq7abc@host.test\/cb""#,
        #"{"Extend":"Zq7abc"}"#, #"{"Extend": "{\"user\":\"Zq7abc\"}"}"#, #"{"CallbackArgs" : "Zq7abc"}"#,
        #"{"UserData":{"MessageCallback":"Zq7abc","n":[1,{"x":"Zq7abc"}]}}"#,
        #"{"Output":"{\"UserData\":\"{\\\"Extend\\\":\\\"Zq7abc\\\"}\"}"}"#,
        #"{"Output":"{\"CallbackArgs\":\"Zq7abc\",\"Code\":0}"}"#,
        #"{"AccessKeyId":"Zq7abc"}"#, #"{"AccessKeySecret":"Zq7abc"}"#, #"{"SecurityToken":"Zq7abc"}"#,
        #"{"PrivateKey":"Zq7abc"}"#, #"{"password":"Zq7abc"#, "Authorization: Bearer Zq7abc.def-12",
        "curl -H 'authorization: basic Zq7abcdef=='",
        "-----BEGIN RSA PRIVATE KEY-----\nZq7abc\n-----END RSA PRIVATE KEY-----", "id=LTAIZq7abcDEF0123456",
    ])
    func `a secret is replaced wherever it stands, and all around it stays`(_ text: String) {
        let scrubbed = Self.all.text(text)
        #expect(!scrubbed.contains("Zq7"), "\(scrubbed)")
        #expect(scrubbed.utf8.count == text.utf8.count)
        let parts = text.split(separator: #/Zq7[A-Za-z0-9]*/#).map(String.init)
        #expect(parts.first.map { scrubbed.hasPrefix($0.prefix { $0 != "@" && $0 != "u" }) } ?? true)
        if text.hasPrefix("{"), text.hasSuffix("}") {
            #expect(throws: Never.self) { try JSONReader.value(of: Array(scrubbed.utf8)) }
        }
    }

    @Test(arguments: [
        #"{"EventType":"TranscodeComplete","VideoId":"43e4b5b3ea1a45509b42d1cb7ea3a9d2","Size":12,"Key":"a/b.mp4"}"#,
        #"{"ClientToken":"abc","Status":"success","FileUrl":"http://cdn.test/v.mp4?x=1&e=2"}"#,
        "plain text with a = b, a token and LTAI alone", "", "%3D%", "\\u003d", "\"", "https://host.test/@x",
    ])
    func `what is no secret stays as it is`(_ text: String) { #expect(Self.all.text(text) == text) }

    @Test func `a known key is found in any text, also percent-encoded`() {
        let scrubber = Scrubber(removing: [.credentials], known: ["a/b+c d=9x8y7z"])
        let text = scrubber.text("x a/b+c d=9x8y7z y a%2Fb%2Bc%20d%3D9x8y7z")
        #expect(!text.contains("9x8y7z"))
    }

    @Test func `a key of a few letters is not looked for, it would match by chance`() {
        #expect(Scrubber(removing: [.credentials], known: ["K1"]).text("the K1 route") == "the K1 route")
    }

    @Test func `the same secret has the same stand-in, another one another`() {
        let text = Self.all.text(
            #"[{"UserId":"1234567890123456"},{"UserId":"1234567890123456"},{"UserId":"7234567890123456"}]"#)
        let ids = text.matches(of: /\d{16}/).map { String($0.0) }
        #expect(ids.count == 3)
        #expect(ids.first == ids.dropFirst().first)
        #expect(Set(ids).count == 2)
        #expect(Self.all.text(text) != text, "a stand-in looks like any other value")
    }

    @Test func `a stand-in has digits for digits and letters for letters`() {
        let text = Self.all.text(#"{"Extend":"order-42 \"Ä\" \n\u4e2d %E4"}"#)
        #expect(
            text.wholeMatch(of: /\{"Extend":"[a-z]{5}-\d\d \\"[a-z]\\" \\n\\u006[1-9] %6[1-9]"\}/) != nil,
            "\(text)")
        #expect(Self.all.text(#"{"UserId":100}"#).wholeMatch(of: /\{"UserId":[1-9]\d\d\}/) != nil)
    }

    @Test func `stand-ins depend on the keys, so that nobody can try them out`() {
        let other = Scrubber(removing: Set(SecretKind.allCases), pepper: "other")
        #expect(Self.all.text(#"{"UserId":"1234567890"}"#) != other.text(#"{"UserId":"1234567890"}"#))
    }

    @Test(
        arguments: zip(
            SecretKind.allCases,
            [
                #"{"signature":"Zq7a"}"#, "/cb?auth_key=Zq7a", #"{"password":"Zq7a"}"#,
                #"{"accessKeyId":"Zq7a"}"#,
                #"{"Extend":"Zq7a"}"#, #"{"UserId":"Zq7a"}"#,
            ]))
    func `what is kept stays, all else goes`(_ kind: SecretKind, _ text: String) {
        let only = Scrubber(removing: [kind])
        let others = Scrubber(removing: Set(SecretKind.allCases).subtracting([kind]))
        #expect(!only.text(text).contains("Zq7a"))
        #expect(others.text(text) == text)
    }

    @Test(arguments: [
        ("Authorization", "Bearer Zq7abc"), ("authorization", "Zq7abc"),
        ("Proxy-Authorization", "Basic Zq7abc"),
        ("Cookie", "session=Zq7abc"), ("Set-Cookie", "id=Zq7abc; Path=/"), ("X-Api-Key", "Zq7abc"),
        ("X-Auth-Token", "Zq7abc"), ("X-VOD-SIGNATURE", "Zq7abc"), ("webhook-signature", "v1,Zq7abc"),
        ("Referer", "https://a.test/?auth_key=Zq7abc"), ("X-Account-Id", "Zq7abc"),
    ])
    func `headers are known by their names`(_ name: String, _ value: String) {
        let header = Self.all.header(HTTPHeader(name, value))
        #expect(header.name == name)
        #expect(!header.value.contains("Zq7"))
        #expect(value.hasPrefix("Bearer ") == header.value.hasPrefix("Bearer "))
    }

    @Test func `a body in UTF-16 is looked through as well`() throws {
        let text = #"{"Extend":"Zq7abc","Status":"ok"}"#
        for (mark, isBig) in [([0xFF, 0xFE], false), ([0xFE, 0xFF], true)] as [([UInt8], Bool)] {
            let wide =
                mark
                + text.utf16.flatMap { unit -> [UInt8] in
                    let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
                    return isBig ? [high, low] : [low, high]
                }
            let narrow = Self.all.bytes(wide).filter { $0 != 0 && $0 < 0x80 }
            let scrubbed = String(decoding: narrow, as: UTF8.self)
            #expect(!scrubbed.contains("Zq7") && scrubbed.contains(#""Status":"ok""#))
        }
    }

    @Test func `random bytes never trap and keep their length without secrets`() {
        var chance = SeededGenerator(seed: 5)
        let alphabet = Array(#"{}[]":,\%=?&@/u003dabk0-LTAI"#.utf8)
        for _ in 0..<2000 {
            let bytes = (0..<40).map { _ in alphabet[Int(chance.next() % UInt64(alphabet.count))] }
            _ = Self.all.bytes(bytes + Array(#""Extend":"#.utf8) + bytes)
        }
    }
}
