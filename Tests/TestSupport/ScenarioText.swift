package import JSONText
package import VodHookPlan

/// Scenarios written within tests.
package enum ScenarioText {
    /// What loading and planning a text came to.
    package struct Loaded {
        package let scenario: Scenario?
        package let findings: [Finding]
        /// `line:column message` of each finding, with the remedy behind an arrow.
        package var lines: [String] {
            findings.map { finding in
                let remedy = finding.remedy.map { " -> \($0)" } ?? ""
                return "\(finding.position.line):\(finding.position.column) \(finding.message)\(remedy)"
            }
        }
    }

    package static func load(
        _ text: String, environment: [String: String] = [:], variables: [String: String] = [:]
    ) -> Loaded {
        let context = ScenarioLoader.Context(
            catalogue: BuiltIn.catalogue, environment: environment, variables: variables)
        let (scenario, findings) = ScenarioLoader(context).load(SourceText(name: "test.json", text: text))
        return Loaded(scenario: scenario, findings: findings)
    }

    /// A scenario with one media, `movie`, and the members given.
    package static func text(
        provider: String = "aliyun", media: String = #"{ "source": { "duration": "15s" } }"#, steps: String,
        members: String = ""
    ) -> String {
        """
        { "name": "Test", "provider": "\(provider)", "media": { "movie": \(media) },
          "steps": [ \(steps) ]\(members.isEmpty ? "" : ", \(members)") }
        """
    }

    package static func scenario(_ text: String) throws -> Scenario {
        let loaded = load(text)
        guard let scenario = loaded.scenario else { throw Unreadable(findings: loaded.findings.map(\.text)) }
        return scenario
    }

    package static func plan(
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
    package static func planFindings(_ text: String, overrides: [Change] = []) throws -> [Finding] {
        let planner = Planner(
            catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart, overrides: overrides)
        return planner.plan(try scenario(text)).findings
    }

    package struct Unreadable: Error {
        let findings: [String]

        package init(findings: [String]) { self.findings = findings }
    }
}

extension PlannedProbe {
    /// The URL as planned, or an empty text for a command.
    package var url: String { if case .request(let question) = spec.question { question.url } else { "" } }
}
