@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Faults without a path find their place in the bodies of a provider that is no vendor.
@Suite struct EnvelopeFaultTests {
    @Test(arguments: [
        ("unknown-value", "$.clip.ok", #""VodhookUnknownValue""#),
        ("wrong-type", "$.clip.seconds", #""12""#),
        ("null-value", "$.clip.ok", "null"),
        ("unknown-field", "$.clip.VodhookUnknownField.nested[1]", #""two""#),
    ])
    func `a fault acts on the payload`(_ word: String, _ path: String, _ value: String) throws {
        let files = try ["provider.json", "ClipMade.json"].map { try Fixture.source("own-catalogue/\($0)") }
        let (catalogue, findings) = CatalogueLoader.load(adding: files)
        #expect(findings == [])
        let envelope = try #require(catalogue.provider("cliphost")).envelope
        let body = #"{"clip":{"ref":"cl-1","ok":true,"seconds":12},"meta":{"kind":"clip/made","v":2,"at":1}}"#
        let fault = try Fault.written(word)
        let bytes = BodyFaults.bytes(of: try JSONReader.value(of: Array(body.utf8)), [fault], envelope)
        let found = try JSONPath(path).values(in: try JSONReader.value(of: bytes))
        #expect(found.map { JSONWriter.text(of: $0) } == [value])
    }
}
