@testable import JSONText
import TestSupport
import Testing
@testable import VodHookPlan

@Suite struct EventReferenceTests {
    @Test(arguments: [
        ("StreamTranscodeComplete.2.JobId", true), ("A.1.b.0.c", true), ("A.0.b", false), ("A.b", false),
        ("A.1", false), ("A.1..b", false), ("", false),
    ])
    func `a place in the body of an event has the event, a number and a path`(_ text: String, _ isOne: Bool) {
        #expect((EventReference(text) != nil) == isOne)
    }

    @Test func `an id of an event is known to probes`() throws {
        let media = #"{ "renditions": [ { "definition": "FD" }, { "definition": "LD" } ] }"#
        let probe =
            ##"{ "probe": { "url": "http://127.0.0.1:1/${movie.StreamTranscodeComplete.2.JobId}", "expect": { "status": 200 } } }"##
        let plan = try ScenarioText.plan(
            ScenarioText.text(media: media, steps: #"{ "emit": "StreamTranscodeComplete" }, "# + probe))
        let body = try JSONReader.value(of: plan.deliveries[1].body)
        let job = try #require(body["JobId"]?.string)
        let probes = plan.steps.compactMap { step -> String? in
            guard case .probe(let probe) = step.kind, case .request(let question) = probe.spec.question else {
                return nil
            }
            return question.url
        }
        #expect(probes == ["http://127.0.0.1:1/\(job)"])
    }

    @Test func `a place that no body has is a finding`() throws {
        let probe =
            ##"{ "probe": { "url": "http://127.0.0.1:1/${movie.FileUploadComplete.1.Nothing}", "expect": { "status": 200 } } }"##
        let findings = try ScenarioText.planFindings(ScenarioText.text(steps: probe))
        #expect(findings.map(\.message).contains("nothing stands at ${movie.FileUploadComplete.1.Nothing}"))
    }
}
