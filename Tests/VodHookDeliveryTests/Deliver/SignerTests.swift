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

    private func headers(_ signer: Signer, _ kinds: Fault.Kind..., scheme: SignatureScheme? = scheme)
        -> [String]
    {
        let faults = kinds.map { Fault($0, at: SourcePosition(file: "a", line: 1, column: 1)) }
        return headers(signer, faults, scheme)
    }

    private func headers(_ signer: Signer, _ faults: [Fault], _ scheme: SignatureScheme? = scheme) -> [String]
    {
        signer.headers(scheme, body: Array("{}".utf8), id: "d1", unixSeconds: 10_000, faults: faults).map(
            \.value)
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

    @Test func `a timestamp fault takes its distance`() {
        var late = Fault(.staleSignature, at: SourcePosition(file: "a", line: 1, column: 1))
        late.by = .seconds(301)
        #expect(headers(Self.signer, [late]) == ["http://h/?a=1|9699|new|d1|{}"])
        late.kind = .futureSignature
        #expect(headers(Self.signer, [late]) == ["http://h/?a=1|10301|new|d1|{}"])
        #expect(headers(Self.signer, .millisecondsTimestamp) == ["http://h/?a=1|10000000|new|d1|{}"])
    }

    @Test func `faults of the headers change no more than their header`() throws {
        let scheme = try #require(try BuiltIn.provider("aliyun").rules.signature)
        let plain = headers(Self.signer, scheme: scheme)
        #expect(headers(Self.signer, .missingTimestamp, scheme: scheme) == [plain[1]])
        #expect(
            headers(Self.signer, .upperCaseSignature, scheme: scheme) == [plain[0], plain[1].uppercased()])
        let other = headers(Self.signer, .otherScheme, scheme: scheme)
        #expect(other == headers(Self.signer, scheme: try BuiltIn.provider("volcengine").rules.signature))
        #expect(other != plain)
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

    @Test(arguments: [Int64.max, .min])
    func `a time of any size is signed`(_ time: Int64) {
        let kinds: [Fault.Kind] = [.staleSignature, .futureSignature, .millisecondsTimestamp]
        for kind in kinds {
            let fault = Fault(kind, at: SourcePosition(file: "a", line: 1, column: 1))
            let signed = Self.signer.headers(
                Self.scheme, body: [], id: "d1", unixSeconds: time, faults: [fault])
            #expect(signed.count == 1)
        }
    }
}
