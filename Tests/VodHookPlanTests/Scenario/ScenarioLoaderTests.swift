@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct ScenarioLoaderTests {
    @Test func `five mistakes are five findings at their places`() {
        let loaded = ScenarioText.load(
            """
            {
              "name": "Five mistakes",
              "provider": "aliyum",
              "media": { "movie": { "sorce": {} } },
              "steps": [
                { "emit": "lifecycle", "media": "movei" },
                { "wait": "2 seconds" },
                { "emit": "lifecycle", "expect": { "statsu": 200 } }
              ]
            }
            """)
        #expect(loaded.scenario == nil)
        #expect(
            loaded.lines == [
                #"3:15 unknown provider "aliyum" -> did you mean "aliyun"?"#,
                #"4:25 unknown key "sorce" -> did you mean "source"?"#,
                #"6:37 unknown media "movei" -> did you mean "movie"?"#,
                #"7:15 expected a duration such as "250ms", "5s", "2m" or "1h", found "2 seconds""#,
                #"8:40 unknown key "statsu" -> did you mean "status"?"#,
            ])
    }

    @Test(arguments: [
        (#""X-A:b": "c""#, "2:28 a header's name holds a character that none may have"),
        (#""X A": "c""#, "2:28 a header's name holds a blank"), (#""": "c""#, "2:28 a header has no name"),
        (#""X\nA": "c""#, "2:28 a header's name holds a NUL or a line break"),
        (#""X-A": "${vars.lines}""#, "2:35 the value of header X-A holds a line break"),
        (#""X-A": "${vars.nul}""#, "2:35 the value of header X-A holds a NUL"),
        (#""X-A": "${vars.escape}""#, "2:35 the value of header X-A holds a control character"),
        (
            #""X-A": "${vars.blank}""#,
            "2:35 the value of header X-A begins or ends with a blank, which receivers drop"
        ),
        (#""content-length": "3""#, "2:28 content-length is written by vodhook, which knows the body"),
        (#""Transfer-Encoding": "x""#, "2:28 Transfer-Encoding is written by vodhook, which knows the body"),
    ])
    func `what cannot stand in a header is a finding, also from a variable`(
        _ header: String, _ finding: String
    ) {
        let loaded = ScenarioText.load(
            """
            { "name": "a", "provider": "aliyun", "media": { "m": {} },
              "target": { "headers": { \(header) } },
              "vars": { "lines": "a\\r\\nX: y", "nul": "a\\u0000", "escape": "\\u001b[2J", "blank": "a " },
              "steps": [ { "emit": "FileUploadComplete" } ] }
            """)
        #expect(loaded.lines.map { String($0.split(separator: " -> ")[0]) } == [finding])
    }

    @Test func `mistakes at the same place of two files are both found`() {
        let inner = """
            { "name": "b", "provider": "aliyun", "media": { "m": {} }, "steps": [
            { "emit": "Nope" } ] }
            """
        let loader = ScenarioLoader(
            ScenarioLoader.Context(
                catalogue: BuiltIn.catalogue,
                open: { $0 == "b.json" ? SourceText(name: $0, text: inner) : nil }))
        let outer = """
            {
              "name": 7, "media": {}, "steps": [ { "include": "b.json" } ] }
            """
        let (_, findings) = loader.load(SourceText(name: "a.json", text: outer))
        #expect(findings.map(\.position.description) == ["a.json:2:11", "b.json:2:11"])
    }

    /// What comes of a scenario that includes a file with one media `clip` and one step about it.
    private static func including(_ media: String, _ steps: String, provider: String = "aliyun")
        -> (scenario: Scenario?, findings: [Finding])
    {
        let part = """
            { "name": "part", "provider": "\(provider)", "vars": { "title": "none" },
              "media": { "clip": { "extend": "${vars.title}" } },
              "steps": [ { "emit": "FileUploadComplete" } ] }
            """
        let loader = ScenarioLoader(
            ScenarioLoader.Context(
                catalogue: BuiltIn.catalogue,
                open: { $0 == "part.json" ? SourceText(name: $0, text: part) : nil }))
        return loader.load(
            SourceText(
                name: "a.json",
                text:
                    #"{ "name": "a", "provider": "aliyun", "media": { \#(media) }, "steps": [ \#(steps) ] }"#)
        )
    }

    @Test func `a step of an included file is about the one media of that file`() {
        let part = #"{ "include": "part.json", "vars": { "title": "Lesson 9" } }"#
        let (scenario, findings) = Self.including(
            #""movie": {}"#, #"{ "emit": "TranscodeComplete" }, \#(part)"#)
        #expect(findings.map(\.text) == [])
        #expect(scenario?.media.map(\.name) == ["movie", "clip"])
        #expect(scenario?.media.last?.extend == "Lesson 9")
    }

    @Test func `two includes with different media of one name are a finding`() {
        let twice = #"""
            { "include": "part.json", "vars": { "title": "A" } }, { "include": "part.json", "vars": { "title": "B" } }
            """#
        let (_, findings) = Self.including("", twice)
        #expect(
            findings.map { "\($0.position) \($0.message)" } == [
                #"part.json:2:14 an earlier include has another media "clip""#
            ])
        let (scenario, none) = Self.including(#""clip": { "extend": "own" }"#, twice)
        #expect(none.map(\.text) == [])
        #expect(scenario?.media.map(\.extend) == ["own"])
    }

    @Test func `a media of another provider does not take the place of an included one`() {
        let (_, findings) = Self.including(
            #""clip": {}"#, #"{ "include": "part.json" }"#, provider: "volcengine")
        #expect(
            findings.map { "\($0.position) \($0.message)" } == [
                #"part.json:2:14 "clip" is a media of aliyun in the including file, and of volcengine here"#
            ])
    }

    @Test(arguments: [
        (
            #"{ "name": "x", "matrix": { "file": "t.jsonl" }, "steps": [] }"#, "1:36",
            "cannot read dir/t.jsonl: permission denied"
        ),
        (
            #"{ "name": "x", "steps": [ { "include": "b.json" } ] }"#, "1:40",
            "cannot read dir/b.json: permission denied"
        ),
        (
            #"{ "name": "x", "catalog": "${vars.x}", "vars": { "x": "../own" }, "steps": [ { "wait": "1s" } ] }"#,
            "1:27", "cannot read own: permission denied"
        ),
    ])
    func `why a file cannot be read is in the finding`(_ text: String, _ place: String, _ message: String) {
        @Sendable func refused(_ path: String) throws(FileProblem) -> SourceText? {
            throw FileProblem("permission denied")
        }
        @Sendable func shut(_ path: String) throws(FileProblem) -> (
            catalogue: Catalogue, findings: [Finding]
        )? {
            throw FileProblem("permission denied")
        }
        let loader = ScenarioLoader(
            ScenarioLoader.Context(catalogue: BuiltIn.catalogue, open: refused, extend: shut))
        let (_, findings) = loader.loadAll(SourceText(name: "dir/x.json", text: text))
        let found = findings.first { $0.message == message }
        #expect(found.map { "\($0.position.line):\($0.position.column)" } == place, "\(findings.map(\.text))")
    }

    @Test func `the catalogue of a scenario is named from the working directory`() {
        let text =
            #"{ "name": "x", "provider": "aliyun", "catalog": "${env.DIR}", "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" } ] }"#
        func scenario(_ folder: String) -> Scenario? {
            let loader = ScenarioLoader(
                ScenarioLoader.Context(catalogue: BuiltIn.catalogue, environment: ["DIR": folder]))
            return loader.load(SourceText(name: "dir/x.json", text: text)).scenario
        }
        #expect(scenario("own")?.catalogFolder == "dir/own")
        #expect(scenario("..")?.catalogFolder == ".")
        #expect(scenario("/own")?.catalogFolder == "/own")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let steps: String
        let media: String
        let finding: String
        init(_ steps: String, media: String = "{}", _ finding: String) {
            self.steps = steps
            self.media = media
            self.finding = finding
        }
        var testDescription: String { "\(media) \(steps)" }
    }

    private static let emit = #"{ "emit": "lifecycle" }"#

    private static var stepKeys: String {
        guard case .variant(let variants) = FileFormat.step else { return "" }
        return variants.map(\.key).joined(separator: ", ")
    }

    /// The steps begin at 2:14, the value of the media at 1:61.
    static let mistakes: [Mistake] = [
        Mistake(
            #"{ "emit": "TranscodComplete" }"#,
            #"2:24 unknown event "TranscodComplete" of aliyun -> did you mean "TranscodeComplete"?"#),
        Mistake(
            #"{ "emit": "TranscodeComplete", "profile": "2018" }"#,
            #"2:56 TranscodeComplete of aliyun has no profile "2018" -> did you mean "2017"?"#),
        Mistake(
            #"{ "emit": "StreamTranscodeComplete", "rendition": "FE" }"#,
            media: #"{ "renditions": [ { "definition": "FD" } ] }"#,
            #"2:64 "movie" has no rendition "FE" -> did you mean "FD"?"#),
        Mistake(
            emit, media: #"{ "source": { "fail": "InternalErorr" } }"#,
            #"1:83 aliyun documents no error code "InternalErorr" -> did you mean "InternalError"?"#),
        Mistake(
            emit, media: #"{ "source": { "duration": "0s" } }"#,
            #"1:87 a file of no length has nothing to play -> write "1ms" or more"#),
        Mistake(
            emit, media: #"{ "snapshots": [ { "type": "CoverSnapshots" } ] }"#,
            #"1:88 unknown snapshot type "CoverSnapshots" of aliyun -> did you mean "CoverSnapshot"?"#),
        Mistake(
            #"{ "emit": "lifecycle", "faults": [ "duplicat" ] }"#,
            #"2:49 unknown word "duplicat" -> did you mean "duplicate"?"#),
        Mistake(
            #"{ "emit": "lifecycle", "faults": [ { "fault": "other-charset", "value": "UTF16" } ] }"#,
            #"2:86 a body cannot be written in "UTF16" -> did you mean "utf-16"?"#),
        Mistake(
            #"{ "emit": "lifecycle", "faults": [ { "fault": "other-charset", "value": "gbk" } ] }"#,
            #"2:86 a body cannot be written in "gbk" -> write one of: utf-16, utf-16be, iso-8859-1"#),
        Mistake(
            #"{ "emit": "lifecycle", "faults": [ { "fault": "chunked", "bytes": 0 } ] }"#,
            "2:80 expected a whole number of at least 1, found 0"),
        Mistake(
            #"{ "emit": "lifecycle", "wait": "1s" }"#,
            #"2:37 "wait" cannot stand beside "emit" -> write two objects"#),
        Mistake(
            #"{ "emitt": "lifecycle" }"#,
            #"2:14 expected one of the keys \#(stepKeys) -> did you mean "emit"?"#),
        Mistake(
            #"7"#,
            #"2:14 expected an object with one of the keys \#(stepKeys), found a number"#
        ),
        Mistake(
            #"{ "repeat": 0, "steps": [ { "wait": "1s" } ] }"#,
            "2:26 expected a whole number from 1 to 1000000, found 0"),
        Mistake(
            #"{ "repeat": 1.5, "steps": [ { "wait": "1s" } ] }"#,
            "2:26 expected a whole number, found a number"),
        Mistake(
            #"{ "wait": "99999999999h" }"#,
            #"2:24 expected a duration of at most 10 years (87600h), found "99999999999h""#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "seed": 1e30, "tags": [ "x""#,
            #"2:49 expected a whole number from 0 to 9223372036854775807, found 1e30"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "seed": -1, "tags": [ "x""#,
            #"2:49 expected a whole number of at least 0, found -1"#),
        Mistake(#"{ "parallel": [ [] ] }"#, "2:30 expected at least 1 element"),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "outcome": "los" } }"#,
            #"2:60 unknown word "los" -> did you mean "lost"?"#),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "status": "20x" } }"#,
            #"2:59 expected a status such as 200 or "2xx", found "20x""#),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "attempts": { "min": 3, "max": 2 } } }"#,
            #"2:61 "min" is greater than "max""#),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "body": [ { "path": "$.a" } ] } }"#,
            "2:59 this check does not say what is expected -> add equals, contains, matches, exists, …"),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "body": [ { "equal": 1 } ] } }"#,
            #"2:61 unknown key "equal" -> did you mean "equals"?"#),
        Mistake(
            #"{ "probe": { "url": "/videos", "expect": {} } }"#,
            #"2:34 "/videos" is not a whole URL -> a path of the target is ${target.origin}/videos"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "observe": [ { "url": "localhost:80/v" }"#,
            #"2:63 expected a URL that begins with http:// or https://, found "localhost:80/v" -> the origin of the target is ${target.origin}"#
        ),
        Mistake(
            ##"{ "probe": { "url": "http://h/${movie.videoID}", "expect": {} } }"##,
            #"2:34 a media of aliyun has no "videoID" -> did you mean "videoId"?"#),
        Mistake(
            ##"{ "probe": { "url": "http://h/", "headers": { "a": "${movei.name}" }, "expect": {} } }"##,
            "2:65 unknown name ${movei.name}"),
        Mistake(
            #"{ "emit": "lifecycle", "change": [ { "path": "$.a" } ] }"#,
            "2:49 expected one of the keys set, drop"),
        Mistake(
            #"{ "emit": "lifecycle", "change": [ { "path": "$.a", "set": 1, "drop": true } ] }"#,
            #"2:76 "drop" cannot stand beside "set" -> write two change objects"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "latency": { "max": "5s" }, "expect": { "status": 500 } }"#,
            #"2:83 "expect" has no effect beside "latency" -> it says what "deliveriesOf" expects"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "latency": {} }"#,
            #"2:66 this check does not say what is expected -> add p50, p90, p95, p99, p99.9 or max"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "count": { "$comment": 1 } }"#,
            #"2:64 this check does not say what is expected -> add delivered, lost, late, attempts or deliveries"#
        ),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "count": { "lost": {} } }"#,
            #"2:74 this check does not say what is expected -> add min, max or both"#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "deliveriesOf": "TranscodeComplete" }"#,
            #"2:53 this check does not say what is expected -> add "expect""#),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "deliveriesOf": "TranscodComplete", "expect": { "status": 200 } }"#,
            #"2:71 no media of this scenario has an event "TranscodComplete" -> did you mean "TranscodeComplete"?"#
        ),
        Mistake(
            #"{ "emit": "lifecycle" } ], "assert": [ { "noAttemptAfterSuccess": false }"#,
            #"2:80 this check does not say what is expected -> write true, or leave it out"#),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "attempts": {} } }"#,
            #"2:61 this check does not say what is expected -> add min, max or both"#),
        Mistake(
            #"{ "emit": "lifecycle", "expect": { "body": [ { "count": {} } ] } }"#,
            #"2:70 this check does not say what is expected -> add min, max or both"#),
        Mistake(
            #"{ "emit": "lifecycle", "change": [ { "path": "$.a", "drop": false } ] }"#,
            #"2:74 "drop": false changes nothing -> write true, or leave the change out"#),
    ]

    @Test(arguments: mistakes) func `a mistake is one finding at its place`(_ mistake: Mistake) {
        let loaded = ScenarioText.load(ScenarioText.text(media: mistake.media, steps: mistake.steps))
        #expect(loaded.lines == [mistake.finding])
        #expect(loaded.scenario == nil)
    }

    @Test(arguments: [("transcodecomplete", "TranscodeComplete"), ("Own", "Own"), ("oWN", "Own")])
    func `deliveries are named by the event's own name`(_ written: String, _ name: String) throws {
        let scenario = try ScenarioText.scenario(
            ScenarioText.text(
                steps: #"{ "send": "aliyun/Own", "body": "x" }"#,
                members: #""assert": [ { "deliveriesOf": "\#(written)", "expect": { "status": 200 } } ]"#))
        guard case .deliveries(let event, _)? = scenario.assertions.first?.kind else {
            throw MissingFixture(name: "assertion")
        }
        #expect(event == name)
    }

    @Test(arguments: [("$.a[", "not a JSONPath: "), ("a", "not a JSONPath: ")])
    func `a bad path is one finding`(_ path: String, _ head: String) {
        let text = ScenarioText.text(
            steps: #"{ "emit": "lifecycle", "change": [ { "path": "\#(path)", "drop": true } ] }"#)
        let lines = ScenarioText.load(text).lines
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("2:59 \(head)") == true, "\(lines)")
    }

    @Test(arguments: [
        (#"$.a[?match(@.b, '\\\\d+')]"#, "match() can never match: unknown escape \\d"),
        (
            #"$.a[?!search(@.b, '^ok$')]"#,
            "search() takes ^ and $ for characters, not for the ends; match() compares"
        ),
        (#"$.a[?match(@.b, '(?:x)')]"#, "match() can never match: "),
    ])
    func `an expression within a path that can never match is a finding`(_ path: String, _ head: String) {
        for check in [#""exists": false"#, #""count": 0"#] {
            let text = ScenarioText.text(
                steps:
                    #"{ "emit": "lifecycle", "expect": { "body": [ { "path": "\#(path)", \#(check) } ] } }"#)
            let lines = ScenarioText.load(text).lines
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("2:69 in a JSONPath \(head)") == true, "\(lines)")
        }
    }

    @Test func `a mistake in a schema is found at its place wherever the schema stands`() {
        let check = #"{ "schema": { "requird": [ "a" ] } }"#
        let finding = #"unknown keyword "requird" of JSON Schema -> did you mean "required"?"#
        let places = [
            (#"{ "emit": "lifecycle", "expect": { "body": [ \#(check) ] } }"#, "2:73"),
            (#"{ "probe": { "url": "http://h/", "expect": { "body": [ \#(check) ] } } }"#, "2:83"),
            (#"{ "command": [ "true" ], "expect": { "output": [ \#(check) ] } }"#, "2:77"),
        ]
        for (step, place) in places {
            #expect(ScenarioText.load(ScenarioText.text(steps: step)).lines == ["\(place) \(finding)"])
        }
    }

    @Test func `a format in a schema is checked`() throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "FileUploadComplete", "expect": { "body": [ { "schema": { "format": "uuid" } } ] } }"#
        )
        let check = try #require(
            try ScenarioText.plan(text).deliveries[0].expect.body.first?.predicates.first)
        #expect(check.value.complaint(about: ["0123"])?.contains("is not a UUID") == true)
    }

    @Test func `a bad regular expression is one finding`() {
        let text = ScenarioText.text(
            steps: #"{ "emit": "lifecycle", "expect": { "body": [ { "matches": "(" } ] } }"#)
        let lines = ScenarioText.load(text).lines
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("2:72 not a regular expression: ") == true, "\(lines)")
    }

    @Test(arguments: [
        ("[]", "1:1 expected an object (scenario), found an array"),
        ("7", "1:1 expected an object (scenario), found a number"),
        ("", "1:1 expected a JSON value, found the end of the text"),
    ])
    func `a file that is no scenario is a finding`(_ text: String, _ finding: String) {
        #expect(ScenarioText.load(text).lines == [finding])
    }

    @Test func `missing keys are told with what they are for`() {
        #expect(
            ScenarioText.load("{}").lines == [
                #"1:1 missing key "media" -> The media by name."#,
                #"1:1 missing key "name" -> The name for people."#,
                #"1:1 missing key "steps" -> What happens, in order."#,
            ])
    }

    @Test func `a step must say its media when there are several`() {
        let text =
            #"{ "name": "a", "provider": "aliyun", "media": { "a": {}, "b": {} }, "steps": [ { "emit": "lifecycle" } ] }"#
        #expect(
            ScenarioText.load(text).lines == [
                #"1:90 this step does not say which media it is about -> add "media": one of a, b"#
            ])
    }

    @Test func `a remark may stand in every object and a schema at the top`() {
        let text = """
            { "$schema": "s", "$comment": 1, "name": "a", "provider": "aliyun", "vars": { "$comment": [] },
              "media": { "$comment": "x", "movie": { "$comment": {}, "source": { "$comment": null } } },
              "target": { "$comment": "x", "headers": { "$comment": "x" } },
              "steps": [ { "$comment": "x", "emit": "lifecycle",
                           "expect": { "$comment": "x", "body": [ { "$comment": "x", "exists": true } ] } } ] }
            """
        let loaded = ScenarioText.load(text)
        #expect(loaded.lines == [])
        #expect(loaded.scenario?.media.map(\.name) == ["movie"])
        #expect(loaded.scenario?.target.headers == [])
    }

    @Test(arguments: ["now", "2026-01-15T08:00:00Z", "tomorrow"]) func `the start is a time or now`(
        _ start: String
    ) {
        let loaded = ScenarioText.load(
            ScenarioText.text(steps: Self.emit, members: #""startTime": "\#(start)""#))
        #expect((loaded.scenario == nil) == (start == "tomorrow"))
        if start == "now" { #expect(loaded.scenario?.start == nil) }
        if start == "tomorrow" { #expect(loaded.findings.map(\.remedy) == ["or write \"now\""]) }
    }

    @Test(arguments: ["ftp://h/", "h/", "http:/h"]) func `a target is a URL or the embedded receiver`(
        _ url: String
    ) {
        func load(_ url: String) -> ScenarioText.Loaded {
            ScenarioText.load(
                ScenarioText.text(steps: Self.emit, members: #""target": { "url": "\#(url)" }"#))
        }
        #expect(load(url).findings.count == 1)
        #expect(load("embedded").scenario?.target.url == nil)
        #expect(load("https://h/a").scenario?.target.url == "https://h/a")
    }
}
