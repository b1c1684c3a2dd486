@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// A key that can do nothing beside the others of its object is a mistake.
@Suite struct IdleKeyTests {
    @Test(arguments: [
        (
            #"{ "probe": { "url": "http://a/", "every": "1s", "expect": { "status": 200 } } }"#, "",
            #""every" does nothing without "within": it is asked once"#
        ),
        (
            #"{ "command": ["true"], "every": "1s" }"#, "",
            #""every" does nothing without "within": it is asked once"#
        ),
        (
            #"{ "emit": "FileUploadComplete" }"#,
            #""receiver": { "answers": [ { "status": 500, "times": "always" }, { "status": 200 } ] }"#,
            "this answer is never given: the one before it is given always"
        ),
    ])
    func `it is a finding`(_ step: String, _ members: String, _ message: String) {
        let findings = ScenarioText.load(ScenarioText.text(steps: step, members: members)).findings
        #expect(findings.map(\.message) == [message])
    }
}
