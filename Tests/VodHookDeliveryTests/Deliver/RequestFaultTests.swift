@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RequestFaultTests {
    /// The request of one event with a fault: its signature, its body, and all else.
    private struct Seen: Equatable {
        var signature: [String]
        var body: [UInt8]
        var rest: String
    }

    private static let signatureNames = ["X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"]

    private static func seen(_ word: String?) throws -> Seen {
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#)
        var delivery = try #require(try ScenarioText.plan(text).deliveries.first)
        delivery.faults = try word.map { [try Fault.written($0)] } ?? []
        let target = RunTarget(url: "http://h/a", signer: Signer(url: "http://h/a", key: "new"))
        let request = RequestBuilder(target: target).request(
            delivery, body: delivery.body, unixSeconds: 1_700_000_000)
        let others = request.headers.filter { !signatureNames.contains($0.name) }
        return Seen(
            signature: request.headers.filter { signatureNames.contains($0.name) }.map { "\($0)" },
            body: request.body, rest: "\(request.method) \(request.url) \(others) \(request.wire)")
    }

    @Test(arguments: SignatureFault.words.map(\.text))
    func `every fault of the signature makes it one that does not fit, and changes nothing else`(
        _ word: String
    ) throws {
        let (plain, odd) = (try Self.seen(nil), try Self.seen(word))
        #expect(odd.rest == plain.rest)
        // Either is enough; both would fit together again.
        #expect((odd.signature == plain.signature) != (odd.body == plain.body))
    }

    @Test(arguments: WireFault.words.map(\.text))
    func `every fault of the wire changes the request, but neither body nor signature`(_ word: String) throws
    {
        let (plain, odd) = (try Self.seen(nil), try Self.seen(word))
        #expect(odd.rest != plain.rest)
        #expect(odd.signature == plain.signature)
        #expect(odd.body == plain.body)
    }

    @Test(arguments: OrderFault.words.map(\.text) + BodyFault.words.map(\.text))
    func `what the plan has done is not done again`(_ word: String) throws {
        #expect(try Self.seen(word) == Self.seen(nil))
    }

    @Test func `the last of several faults of the wire counts, and the target's own Content-Type before all`()
        throws
    {
        let types = try ["a/b", "c/d"].map { type in try Fault.written("content-type") { $0.value = type } }
        #expect(WireChanges(types, bodySize: 0).contentType == "c/d")
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#)
        var delivery = try #require(try ScenarioText.plan(text).deliveries.first)
        delivery.faults = types
        let target = RunTarget(
            url: "http://h/a", signer: Signer(url: "http://h/a", key: nil),
            headers: [HTTPHeader("Content-Type", "e/f")])
        let request = RequestBuilder(target: target).request(delivery, body: [], unixSeconds: 0)
        #expect(request.headers.filter { $0.name == "Content-Type" }.map(\.value) == ["e/f"])
    }
}
