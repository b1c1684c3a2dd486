import JSONText
import TestSupport
import Testing
import VodHookCatalogue

@testable import VodHookPlan

/// Flags over scenario over project file, key by key, in every combination of who says something.
struct ResolvedTargetTests {
    /// A key of a target: how it is said, and what is shown of it; without anything said it shows `none`.
    struct Key: Sendable, CustomTestStringConvertible {
        let name: String
        let none: String
        let set: @Sendable (inout TargetSpec, String) -> Void
        let shown: @Sendable (TargetSpec) -> String

        var testDescription: String { name }

        static func text(_ name: String, _ path: any WritableKeyPath<TargetSpec, String?> & Sendable) -> Key {
            Key(name: name, none: "-", set: { $0[keyPath: path] = $1 }, shown: { $0[keyPath: path] ?? "-" })
        }

        static let texts: [Key] = [
            text("url", \.url), text("signedURL", \.signedURL), text("key", \.key),
            text("previousKey", \.previousKey), text("contentType", \.contentType),
            text("caCertificateFile", \.caCertificateFile),
            Key(
                name: "headers", none: "-", set: { $0.headers = [HTTPHeader("X-From", $1)] },
                shown: { $0.headers.first("X-From") ?? "-" }),
        ]
    }

    @Test(arguments: Key.texts)
    func `the first of flag, scenario and project that says something holds`(_ key: Key) {
        let levels = ["flag", "scenario", "project"]
        for row in 0..<8 {
            let specs = levels.indices.map { place in
                var spec = TargetSpec()
                if row & (1 << place) != 0 { key.set(&spec, levels[place]) }
                return spec
            }
            let resolved = ResolvedTarget(flags: specs[0], scenario: specs[1], project: specs[2])
            let expected = levels.indices.first { row & (1 << $0) != 0 }.map { levels[$0] } ?? key.none
            #expect(key.shown(resolved.spec) == expected, "row \(row)")
        }
    }

    @Test(
        arguments: [
            ("insecure", \TargetSpec.insecure), ("http2", \TargetSpec.http2), ("proxy", \TargetSpec.proxy),
        ] as [(String, any WritableKeyPath<TargetSpec, Bool> & Sendable)])
    func `what is true at one level is true`(
        _ name: String, _ path: any WritableKeyPath<TargetSpec, Bool> & Sendable
    ) {
        for row in 0..<8 {
            var specs = [TargetSpec(), TargetSpec(), TargetSpec()]
            for place in specs.indices { specs[place][keyPath: path] = row & (1 << place) != 0 }
            let resolved = ResolvedTarget(flags: specs[0], scenario: specs[1], project: specs[2])
            #expect(resolved.spec[keyPath: path] == (row != 0), "row \(row)")
        }
    }

    @Test func `what is said at different levels stands together`() {
        var (flags, scenario, project) = (TargetSpec(), TargetSpec(), TargetSpec())
        flags.url = "http://flag.test/"
        scenario.key = "scenario"
        scenario.url = "http://scenario.test/"
        project.contentType = "text/plain"
        project.key = "project"
        let spec = ResolvedTarget(flags: flags, scenario: scenario, project: project).spec
        #expect(spec.url == "http://flag.test/")
        #expect(spec.key == "scenario")
        #expect(spec.contentType == "text/plain")
        #expect(spec.signedURL == nil)
    }

    @Test func `without a URL the embedded receiver is meant`() {
        var named = TargetSpec()
        named.url = "http://a.test/"
        let none = TargetSpec()
        #expect(ResolvedTarget(flags: none, scenario: none, project: none).isEmbedded)
        #expect(!ResolvedTarget(flags: none, scenario: none, project: named).isEmbedded)
    }

    @Test func `the channel is that of the first who names one, and HTTP unless anybody does`() {
        var (flags, scenario, project) = (TargetSpec(), TargetSpec(), TargetSpec())
        #expect(ResolvedTarget(flags: flags, scenario: scenario, project: project).channel == .http)
        project.channel = .queue
        #expect(ResolvedTarget(flags: flags, scenario: scenario, project: project).channel == .queue)
        scenario.channel = .http
        #expect(ResolvedTarget(flags: flags, scenario: scenario, project: project).channel == .http)
        flags.channel = .queue
        #expect(ResolvedTarget(flags: flags, scenario: scenario, project: project).channel == .queue)
    }

    @Test(
        arguments: [
            (#"{ "channel": "http" }"#, []), (#"{}"#, []),
            (
                #"{ "channel": "queue" }"#,
                [
                    "test.json:2:21 volcengine does not deliver by queue -> it delivers by http: \"channel\" of the target says which"
                ]
            ),
        ] as [(String, [String])])
    func `a target for a channel that a provider lacks is a finding where the provider is first used`(
        _ target: String, _ lines: [String]
    ) throws {
        let text = """
            { "name": "Test", "provider": "aliyun", "target": \(target), "media": { "movie": {}, "other": { "provider": "volcengine" } }, "steps": [ { "emit": "TranscodeComplete", "media": "movie" },
              { "parallel": [ [ { "emit": "WorkflowComplete", "media": "other" }, { "emit": "WorkflowComplete", "media": "other" } ] ] } ] }
            """
        let scenario = try ScenarioText.scenario(text)
        let none = TargetSpec()
        let resolved = ResolvedTarget(flags: none, scenario: scenario.target, project: none)
        let findings = try ScenarioText.plan(text).findings(for: resolved, of: scenario)
        #expect(findings.map { "\($0.position) \($0.message) -> \($0.remedy ?? "")" } == lines)
    }

    @Test func `a signed URL that a flag replaces is known as well`() {
        var (flags, scenario, project) = (TargetSpec(), TargetSpec(), TargetSpec())
        flags.signedURL = "http://flag.test/"
        scenario.signedURL = "http://scenario.test/"
        project.signedURL = "http://project.test/"
        let resolved = ResolvedTarget(flags: flags, scenario: scenario, project: project)
        #expect(resolved.signedURLs == ["http://flag.test/", "http://scenario.test/"])
    }
}
