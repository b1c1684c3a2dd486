@testable import JSONText
import TestSupport
import Testing
@testable import VodHookPlan

@Suite struct VariableResolverTests {
    private func load(
        vars: String, key: String, steps: String = #"{ "emit": "lifecycle" }"#, flags: [String: String] = [:]
    ) -> ScenarioText.Loaded {
        ScenarioText.load(
            ScenarioText.text(
                steps: steps, members: "\"vars\": { \(vars) }, \"target\": { \"key\": \"\(key)\" }"),
            environment: ["KEY": "k1", "EMPTY": ""], variables: flags)
    }

    @Test(arguments: [
        ("${env.KEY}", "k1"), ("<${env.KEY}>", "<k1>"), ("${env.KEY:-x}", "k1"), ("${env.NONE:-x}", "x"),
        ("${env.NONE:-}", ""),
        ("${env.EMPTY:-x}", ""), ("${vars.text}", "abc"), ("${vars.number}!", "7!"),
        ("${vars.truth}!", "true!"),
        ("$${env.KEY}", "${env.KEY}"), ("${vars.fromEnv}", "k1"), ("${vars.fromVar}", "abc+"),
        ("$${vars.x}", "${vars.x}"),
        ("${vars.none:-d}", "d"), ("${vars.flag}", "given"), ("${vars.both}", "given"),
    ])
    func `a name of the environment or of the variables is replaced`(_ key: String, _ expected: String) {
        let loaded = load(
            vars: """
                "text": "abc", "number": 7, "truth": true, "fromEnv": "${env.KEY}", "fromVar": "${vars.text}+", "both": "file"
                """, key: key, flags: ["flag": "given", "both": "given"])
        #expect(loaded.lines == [])
        #expect(loaded.scenario?.target.key == expected)
    }

    @Test func `a flag that the file does not declare serves the file's own variables too`() {
        let loaded = load(vars: #""url": "${vars.host}/cb""#, key: "${vars.url}", flags: ["host": "x"])
        #expect(loaded.lines == [])
        #expect(loaded.scenario?.target.key == "x/cb")
    }

    @Test(arguments: [
        (
            "${env.NONE}",
            "unknown name ${env.NONE} -> set NONE in the environment, or write ${env.NONE:-default}"
        ),
        ("${vars.txt}", #"unknown name ${vars.txt} -> did you mean "vars.text"?"#),
        ("${vars.zzzzzz}", #"unknown name ${vars.zzzzzz} -> add it to "vars", or give --var zzzzzz=…"#),
    ])
    func `an unknown name is a finding`(_ key: String, _ finding: String) {
        let loaded = load(vars: #""text": "abc""#, key: key)
        #expect(loaded.scenario == nil)
        #expect(loaded.lines.map { $0.drop { $0 != " " }.dropFirst() } == [Substring(finding)])
    }

    @Test(arguments: ["${movie.videoId}", "${target.origin}", "${foo}", "${}"])
    func `a name that only probes have is a finding anywhere else`(_ key: String) {
        let loaded = load(vars: "", key: key)
        #expect(loaded.findings.map(\.message) == ["unknown name \(key)"])
        #expect(loaded.findings.first?.remedy?.contains("probe") == true)
    }

    @Test func `an unknown name within the variables is told once`() {
        let loaded = load(
            vars: #""a": "${env.NONE}", "b": "${vars.c}", "c": "later""#, key: "${vars.a}${vars.b}")
        #expect(loaded.findings.map(\.message) == ["unknown name ${env.NONE}", "unknown name ${vars.c}"])
    }

    @Test(arguments: [[:], ["n": "3"]]) func `a variable alone in a string keeps its type`(
        _ flags: [String: String]
    ) throws {
        let loaded = load(
            vars: #""n": 2, "t": true"#, key: "k",
            steps: """
                { "repeat": "${vars.n}", "steps": [ { "emit": "lifecycle",
                  "expect": { "body": [ { "path": "$.a", "exists": "${vars.t}" }, { "equals": "${vars.n}" } ] } } ] }
                """, flags: flags)
        #expect(loaded.lines == [])
        guard case .repetition(let times, let steps)? = loaded.scenario?.steps.first?.kind,
            case .emit(let emit)? = steps.first?.kind
        else { throw MissingFixture(name: "repeat") }
        let wanted = flags.isEmpty ? 2 : 3
        #expect(times == wanted)
        let predicate = emit.expect.body.last?.predicates.first?.value
        #expect(predicate?.word == "equals")
        #expect(predicate?.operand == .int(wanted))
    }

    @Test func `a flag of the wrong type is a finding where it is used`() {
        let loaded = load(
            vars: #""n": 2"#, key: "k",
            steps: #"{ "repeat": "${vars.n}", "steps": [ { "emit": "lifecycle" } ] }"#, flags: ["n": "many"])
        #expect(loaded.lines == ["2:26 expected a whole number, found a string"])
    }

    @Test func `a value from outside is not resolved again in a probe`() throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "emit": "lifecycle" }, { "probe": { "url": "http://h/${vars.a}${movie.name}", "expect": {} } }"##,
            members: #""vars": { "a": "x" }"#)
        let scenario = try #require(ScenarioText.load(text, variables: ["a": "${movie.name}"]).scenario)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        guard case .probe(let probe)? = planner.plan(scenario).plan?.steps.last?.kind else {
            throw MissingFixture(name: "probe")
        }
        #expect(Interpolation.resolve(probe.url) { _ in nil } == "http://h/${movie.name}movie")
    }

    /// A probe that expects `check` of the body, with the column of its value.
    private func probe(_ check: String) -> ScenarioText.Loaded {
        ScenarioText.load(
            ScenarioText.text(
                steps: """
                    { "probe": { "url": "http://h/", "expect": { "body": [ { \(check) } ] } } }
                    """))
    }

    @Test(arguments: [
        (
            "${movie.nonsense}",
            #"2:84 a media of aliyun has no "nonsense" -> it has: extend, name, title, videoId"#
        ),
        ("${film.videoId}", "2:84 unknown name ${film.videoId}"), ("${movie}", "2:84 unknown name ${movie}"),
        ("${}", "2:84 unknown name ${}"), ("${env}", "2:84 unknown name ${env}"),
        ("${movi.videoId}", #"2:84 unknown name ${movi.videoId} -> did you mean "movie.videoId"?"#),
        ("${capture.x}", "2:84 ${capture.x} is not replaced in what is expected"),
        ("${target.origin}", "2:84 ${target.origin} is not replaced in what is expected"),
    ])
    func `an unknown name in what a probe expects is a finding`(_ text: String, _ finding: String) {
        let lines = probe(#""notEquals": "\#(text)""#).lines
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix(finding) == true, "\(lines)")
    }

    @Test(arguments: ["equals", "notEquals", "contains", "startsWith", "endsWith"])
    func `an unknown name is found in every condition of headers, bodies and output`(_ word: String) {
        let check = #""\#(word)": "${film.videoId}""#
        let steps = [
            #"{ "probe": { "url": "http://h/", "expect": { "headers": [ { "name": "A", \#(check) } ] } } }"#,
            #"{ "probe": { "url": "http://h/", "expect": { "body": [ { \#(check) } ] } } }"#,
            #"{ "command": [ "true" ], "expect": { "output": [ { \#(check) } ] } }"#,
            #"{ "parallel": [ [ { "probe": { "url": "http://h/", "expect": { "body": [ { \#(check) } ] } } } ] ] }"#,
        ]
        for step in steps {
            let found = ScenarioText.load(ScenarioText.text(steps: step)).findings.map(\.message)
            #expect(found == ["unknown name ${film.videoId}"], "\(step)")
        }
    }

    @Test func `an unknown name is found deep in a value`() {
        let lines = probe(#""equals": { "a": [ "${movie.videoId}", "$${x}", "${film.id}" ] }"#).findings
        #expect(lines.map(\.message) == ["unknown name ${film.id}"])
    }

    @Test func `names in the headers that a probe expects are replaced`() throws {
        let text = ScenarioText.text(
            steps: """
                { "probe": { "url": "http://h/", "expect": { "headers": [
                  { "name": "A", "equals": "${movie.name} $${x}" } ] } } }
                """)
        guard case .probe(let probe)? = try ScenarioText.plan(text).steps.first?.kind else {
            throw MissingFixture(name: "probe")
        }
        let predicate = try #require(probe.spec.expect.headers.first?.predicates.first?.value)
        #expect(predicate.word == "equals")
        #expect(predicate.operand == "movie ${x}")
    }
}
