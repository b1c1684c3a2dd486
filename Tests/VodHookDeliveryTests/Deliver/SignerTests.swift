@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct SignerTests {
    /// Shows what goes into a signature instead of a digest of it.
    private static let scheme = SignatureScheme(
        digest: .md5, text: "", headers: [HTTPHeader("S", "{url}|{timestamp}|{key}|{id}|{body}")])
    private static let signer = Signer(url: "http://h/?a=1", key: "new", previousKey: "old")

    private func headers(_ signer: Signer, _ words: String..., scheme: SignatureScheme? = scheme)
        throws -> [String]
    {
        headers(signer, try words.map { try Fault.written($0) }, scheme)
    }

    private func headers(_ signer: Signer, _ faults: [Fault], _ scheme: SignatureScheme? = scheme) -> [String]
    {
        signer.headers(scheme, body: Array("{}".utf8), id: "d1", unixSeconds: 10_000, faults: faults).map(
            \.value)
    }

    @Test func `an attempt is signed with its time, the configured URL and the body`() throws {
        #expect(try headers(Self.signer) == ["http://h/?a=1|10000|new|d1|{}"])
        #expect(try headers(Self.signer, "duplicate") == ["http://h/?a=1|10000|new|d1|{}"])
    }

    @Test func `each fault bends its part of the signature`() throws {
        #expect(try headers(Self.signer, "wrong-key") == ["http://h/?a=1|10000|not-new|d1|{}"])
        #expect(try headers(Self.signer, "previous-key") == ["http://h/?a=1|10000|old|d1|{}"])
        #expect(try headers(Self.signer, "stale-signature") == ["http://h/?a=1|6400|new|d1|{}"])
        #expect(try headers(Self.signer, "future-signature") == ["http://h/?a=1|13600|new|d1|{}"])
        #expect(try headers(Self.signer, "missing-signature") == [])
    }

    @Test func `a timestamp fault takes its distance`() throws {
        let late = try Fault.written("stale-signature") { $0.by = .seconds(301) }
        #expect(headers(Self.signer, [late]) == ["http://h/?a=1|9699|new|d1|{}"])
        let early = try Fault.written("future-signature") { $0.by = .seconds(301) }
        #expect(headers(Self.signer, [early]) == ["http://h/?a=1|10301|new|d1|{}"])
        #expect(try headers(Self.signer, "milliseconds-timestamp") == ["http://h/?a=1|10000000|new|d1|{}"])
    }

    @Test func `faults of the headers change no more than their header`() throws {
        let scheme = try #require(try BuiltIn.provider("aliyun").rules.http.signature)
        let plain = try headers(Self.signer, scheme: scheme)
        #expect(try headers(Self.signer, "missing-timestamp", scheme: scheme) == [plain[1]])
        #expect(
            try headers(Self.signer, "upper-case-signature", scheme: scheme) == [
                plain[0], plain[1].uppercased(),
            ])
        let other = try headers(Self.signer, "other-scheme", scheme: scheme)
        #expect(
            try other == headers(Self.signer, scheme: BuiltIn.provider("volcengine").rules.http.signature))
        #expect(other != plain)
    }

    @Test func `faults add up`() throws {
        #expect(
            try headers(Self.signer, "previous-key", "stale-signature") == ["http://h/?a=1|6400|old|d1|{}"])
        #expect(try headers(Self.signer, "wrong-key", "missing-signature") == [])
    }

    @Test func `nothing is signed without a key or a scheme`() throws {
        #expect(try headers(Signer(url: "http://h", key: nil)) == [])
        #expect(try headers(Self.signer, scheme: nil) == [])
    }

    @Test func `without a previous key its signature is still one that does not fit`() throws {
        let signer = Signer(url: "u", key: "new")
        #expect(try headers(signer, "previous-key") != headers(signer))
    }

    @Test(arguments: [Int64.max, .min])
    func `a time of any size is signed`(_ time: Int64) throws {
        for word in ["stale-signature", "future-signature", "milliseconds-timestamp"] {
            let signed = Self.signer.headers(
                Self.scheme, body: [], id: "d1", unixSeconds: time, faults: [try Fault.written(word)])
            #expect(signed.count == 1)
        }
    }
}
