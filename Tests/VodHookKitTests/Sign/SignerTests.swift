import Testing

@testable import VodHookKit

@Suite struct SignerTests {
    /// Shows what goes into a signature instead of a digest of it.
    private static let scheme = SignatureScheme(
        digest: .md5, text: "", headers: [HTTPHeader("S", "{url}|{timestamp}|{key}|{id}|{body}")])
    private static let signer = Signer(url: "http://h/?a=1", key: "new", previousKey: "old")

    private func headers(_ signer: Signer, _ faults: Fault..., scheme: SignatureScheme? = scheme) -> [String] {
        signer.headers(scheme, body: Array("{}".utf8), id: "d1", unixSeconds: 10_000, faults: faults).map(\.value)
    }

    @Test func `an attempt is signed with its time, the configured URL and the body`() {
        #expect(headers(Self.signer) == ["http://h/?a=1|10000|new|d1|{}"])
        #expect(headers(Self.signer, .duplicate) == ["http://h/?a=1|10000|new|d1|{}"])
    }

    @Test func `each fault bends its part of the signature`() {
        #expect(headers(Self.signer, .wrongKey) == ["http://h/?a=1|10000|not-new|d1|{}"])
        #expect(headers(Self.signer, .previousKey) == ["http://h/?a=1|10000|old|d1|{}"])
        #expect(headers(Self.signer, .staleSignature) == ["http://h/?a=1|6400|new|d1|{}"])
        #expect(headers(Self.signer, .futureSignature) == ["http://h/?a=1|13600|new|d1|{}"])
        #expect(headers(Self.signer, .missingSignature) == [])
    }

    @Test func `faults add up`() {
        #expect(headers(Self.signer, .previousKey, .staleSignature) == ["http://h/?a=1|6400|old|d1|{}"])
        #expect(headers(Self.signer, .wrongKey, .missingSignature) == [])
    }

    @Test func `nothing is signed without a key or a scheme`() {
        #expect(headers(Signer(url: "http://h", key: nil)) == [])
        #expect(headers(Self.signer, scheme: nil) == [])
    }

    @Test func `without a previous key its signature is still one that does not fit`() {
        let signer = Signer(url: "u", key: "new")
        #expect(headers(signer, .previousKey) != headers(signer))
    }
}
