@testable import JSONText
import Testing
@testable import VodHookLoad
@testable import VodHookPlan

@Suite struct AuditSampleTests {
    private static func sample(_ uploads: some Sequence<Int>, limit: Int) -> AuditSample {
        var sample = AuditSample(limit: limit, seed: 7)
        for upload in uploads {
            sample.note(upload: upload, variant: 0, position: 1, isAcknowledged: true, wholeSends: 2)
        }
        return sample
    }

    @Test func `a sample does not depend on the order in which uploads come`() {
        let sample = Self.sample(0..<1000, limit: 20)
        #expect(sample.uploads.count == 20)
        #expect(sample == Self.sample((0..<1000).reversed(), limit: 20))
        #expect(sample.uploads.keys.max() ?? 0 > 500)
    }

    @Test func `the samples of workers together are the sample of the whole`() {
        var joined = Self.sample(stride(from: 0, to: 1000, by: 2), limit: 20)
        joined.add(Self.sample(stride(from: 1, to: 1000, by: 2), limit: 20))
        #expect(joined == Self.sample(0..<1000, limit: 20))
    }

    @Test func `each attempt adds to what is known of an event`() {
        var sample = AuditSample(limit: 5, seed: 1)
        sample.note(upload: 3, variant: 2, position: 0, isAcknowledged: false, wholeSends: 1)
        sample.note(upload: 3, variant: 2, position: 0, isAcknowledged: true, wholeSends: 2)
        sample.note(upload: 3, variant: 2, position: 4, isAcknowledged: false, wholeSends: 0)
        let known = sample.uploads[3]
        #expect(known?.variant == 2)
        #expect(known?.acknowledged == 0b1)
        #expect(known?.sent == 0b1)
        #expect(known?.repeated == 0b1)
    }

    @Test func `an audit is saved and read back, and those of segments are added`() throws {
        var one = AuditResult()
        one.audited = 5
        one.right = 4
        one.note(
            AuditResult.Example(
                kind: .absent, upload: 3, events: ["A"], question: "GET /x", differences: ["- $.a: 1"]))
        let back = try #require(AuditResult(json: one.json))
        #expect(back == one)
        var whole = one
        whole.add(back)
        #expect(whole.audited == 10)
        #expect(whole.absent == 2)
        #expect(AuditResult(json: ["audited": -1]) == nil)
    }
}
