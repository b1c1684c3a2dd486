@testable import VodHookKit

/// Scenarios written within tests.
enum ScenarioText {
    /// What loading and planning a text came to.
    struct Loaded {
        let scenario: Scenario?
        let findings: [Finding]
        /// `line:column message` of each finding, with the remedy behind an arrow.
        var lines: [String] {
            findings.map { finding in
                let remedy = finding.remedy.map { " -> \($0)" } ?? ""
                return "\(finding.position.line):\(finding.position.column) \(finding.message)\(remedy)"
            }
        }
    }

    static func load(
        _ text: String, environment: [String: String] = [:], variables: [String: String] = [:]
    ) -> Loaded {
        let context = ScenarioLoader.Context(
            catalogue: BuiltIn.catalogue, environment: environment, variables: variables)
        let (scenario, findings) = ScenarioLoader(context).load(SourceText(name: "test.json", text: text))
        return Loaded(scenario: scenario, findings: findings)
    }

    /// A scenario with one media, `movie`, and the members given.
    static func text(
        provider: String = "aliyun", media: String = #"{ "source": { "duration": "15s" } }"#, steps: String,
        members: String = ""
    ) -> String {
        """
        { "name": "Test", "provider": "\(provider)", "media": { "movie": \(media) },
          "steps": [ \(steps) ]\(members.isEmpty ? "" : ", \(members)") }
        """
    }

    static func scenario(_ text: String) throws -> Scenario {
        let loaded = load(text)
        guard let scenario = loaded.scenario else { throw Unreadable(findings: loaded.findings.map(\.text)) }
        return scenario
    }

    static func plan(
        _ text: String, seed: UInt64 = 1, instance: Int = 0, overrides: [Change] = []
    ) throws -> Plan {
        let scenario = try scenario(text)
        let planner = Planner(
            catalogue: BuiltIn.catalogue, seed: seed, start: scenario.start ?? Scenario.defaultStart,
            overrides: overrides)
        let (plan, findings) = planner.plan(scenario, instance: instance)
        guard let plan else { throw Unreadable(findings: findings.map(\.text)) }
        return plan
    }

    /// The findings of planning a scenario that loads.
    static func planFindings(_ text: String, overrides: [Change] = []) throws -> [Finding] {
        let planner = Planner(
            catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart, overrides: overrides)
        return planner.plan(try scenario(text)).findings
    }

    struct Unreadable: Error { let findings: [String] }
}

extension PlannedProbe {
    /// The URL as planned, or an empty text for a command.
    var url: String { if case .request(let question) = spec.question { question.url } else { "" } }
}
