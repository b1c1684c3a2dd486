@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// A fault that cannot happen in a plan is a mistake of the scenario; one that chance leaves out is a note.
@Suite struct FaultUseTests {
    private static let upload = #"{ "emit": "FileUploadComplete" }"#
    private static let send = #"{ "send": "aliyun/FileUploadComplete", "body": { "a": "b" } }"#
    private static let never: [(steps: String, faults: String, why: String)] = [
        (
            upload, #"{ "fault": "wrong-key", "every": 2 }"#,
            "\"every\" is 2, and there is no more than 1 delivery"
        ),
        (upload, #"{ "fault": "wrong-key", "chance": 0 }"#, "its chance is 0"),
        (upload, #""reorder""#, "the step makes a single delivery"),
        (send, #""reorder""#, "the step sends a single delivery"),
        (send, #""overlap""#, "the step sends a single delivery"),
        (upload, #""drop", "wrong-key""#, "every delivery that could have it is dropped"),
        (upload, #""drop", "duplicate""#, "every delivery that could have it is dropped"),
        (upload, #"{ "fault": "delay", "by": "0s" }"#, "it is late by nothing"),
        (upload, #"{ "fault": "stale-signature", "by": "900ms" }"#, "signatures hold whole seconds"),
        (upload, #"{ "fault": "future-signature", "by": "0s" }"#, "signatures hold whole seconds"),
        (upload, #"{ "fault": "method", "value": "POST" }"#, "POST is what is sent anyway"),
        (
            upload, #"{ "fault": "content-type", "value": "application/json" }"#,
            "application/json is what is sent anyway"
        ),
        (upload, #"{ "fault": "other-charset", "value": "iso-8859-1" }"#, "the body is the same without it"),
        (upload, #"{ "fault": "inserted-text", "value": "" }"#, "the body is the same without it"),
        (upload, #""array-order""#, "the body is the same without it"),
        (upload, #""unknown-field", "empty-body""#, "the body is the same without it"),
        (
            #"{ "emit": "lifecycle", "only": 1 }"#, #""delay""#,
            "\"only\" takes one delivery, at once and by itself"
        ),
        (
            #"{ "emit": "FileUploadComplete", "meanwhile": [ { "emit": "FileUploadComplete" } ], "faults": ["reorder"] }"#,
            "", "\"meanwhile\" sets the order of these deliveries"
        ),
        (
            #"{ "probe": { "url": "http://a/" } }"#, #""wrong-key""#,
            "no step makes a delivery that could have it"
        ),
    ]

    @Test(arguments: never)
    func `a fault that cannot happen is a finding`(_ steps: String, _ faults: String, _ why: String) throws {
        let text = ScenarioText.text(steps: steps, members: #""faults": [ \#(faults) ]"#)
        let findings = try ScenarioText.planFindings(text)
        #expect(findings.count == 1, "\(findings)")
        #expect(findings.first?.message.contains(" never happens: \(why)") == true, "\(findings)")
    }

    @Test(arguments: [
        (upload + ", " + upload, #"{ "fault": "wrong-key", "every": 2 }"#),
        (#"{ "repeat": 3, "steps": [ \#(upload) ] }"#, #"{ "fault": "wrong-key", "every": 3 }"#),
        (#"{ "emit": "lifecycle" }"#, #""reorder""#),
        (upload + ", " + #"{ "emit": "lifecycle" }"#, #""reorder""#),
        (upload, #""overlap", "duplicate", "duplicate-at-once", "delay""#),
        (upload, #""unknown-field", "pretty-printed""#),
        (upload, #"{ "fault": "drop", "chance": 0.999 }, "wrong-key""#),
        (send, #""duplicate", "delay", "chunked", "changed-body""#),
    ])
    func `a fault that can happen is none`(_ steps: String, _ faults: String) throws {
        let text = ScenarioText.text(steps: steps, members: #""faults": [ \#(faults) ]"#)
        #expect(try ScenarioText.planFindings(text) == [])
    }

    @Test func `a fault that chance leaves out is a note`() throws {
        let text = ScenarioText.text(
            steps: Self.upload, members: #""faults": [ { "fault": "wrong-key", "chance": 0.000001 } ]"#)
        #expect(try ScenarioText.planFindings(text) == [])
        let notes = try ScenarioText.plan(text).notes
        #expect(notes.map(\.message) == ["chance has left wrong-key out of 1 delivery"])
        #expect(notes.map(\.severity) == [.warning])
    }

    @Test(arguments: [
        (#""faults": ["drop"], "expect": { "status": 200 }"#, "", 1),
        (#""faults": ["drop"], "expect": { "outcome": "lost" }"#, "", 1),
        (#""faults": ["drop"], "capture": { "a": { "header": "X" } }"#, "", 1),
        (#""faults": ["drop"]"#, "", 0),
        (#""faults": [ { "fault": "drop", "chance": 0.5 } ], "expect": { "status": 200 }"#, "", 0),
        (#""name": "x""#, #""faults": ["drop"], "expect": { "status": 200 }"#, 1),
    ])
    func `what is expected of deliveries that are all dropped is a finding`(
        _ step: String, _ members: String, _ count: Int
    ) throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "FileUploadComplete", \#(step) }"#, members: members)
        let findings = try ScenarioText.planFindings(text)
        #expect(findings.count == count, "\(findings)")
        #expect(findings.allSatisfy { $0.message.contains("so nothing is looked at here") })
    }
}
