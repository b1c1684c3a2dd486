@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

struct CatalogueLoaderTests {
    private func findings(_ text: String) -> [String] {
        CatalogueLoader.load(adding: [SourceText(name: "x.json", text: text)]).findings
            .map { "\($0.position.line):\($0.position.column) \($0.message)" }
    }

    private func event(_ fields: String, more: String = "") -> String {
        """
        {
          "provider": "aliyun", "event": "TrialComplete", "title": "A trial.",
          "sources": [{ "title": "none", "seen": "2026-01-01" }],
          "profiles": [{ "name": "current", "about": "The only one." }],\(more)
          "time": "media.upload.finishedAt",
          "fields": [
            \(fields)
          ]
        }
        """
    }

    @Test func `an event from memory is picked up`() throws {
        let text = event(#"{ "name": "Id", "type": "string", "from": "media.id|id:video" }"#)
        let (catalogue, findings) = CatalogueLoader.load(adding: [SourceText(name: "x.json", text: text)])
        #expect(findings == [])
        let provider = try #require(catalogue.provider("aliyun"))
        let trial = try #require(provider.event("trialcomplete"))
        #expect(trial.name == "TrialComplete")
        #expect(provider.events.count == 23)
        let scope = FactScope(
            event: [:], media: ["id": .identity(Identity(token: 1))], provider: provider, item: nil)
        #expect(BodyRenderer.body(of: trial.profiles[0], in: scope)["Id"]?.string?.count == 32)
    }

    @Test func `a provider from memory that extends another shares its events`() throws {
        let text = """
            { "provider": "mine", "title": "Mine", "extends": "aliyun", "events": ["SnapshotComplete"],
              "sources": [{ "title": "none", "seen": "2026-01-01" }] }
            """
        let (catalogue, findings) = CatalogueLoader.load(adding: [SourceText(name: "x.json", text: text)])
        #expect(findings == [])
        #expect(catalogue.provider("mine")?.events.map(\.name) == ["SnapshotComplete"])
    }

    @Test(arguments: [
        (#"{ "name": "A", "type": "string", "from": "media.idd" }"#, #"7:46 media has no fact "idd""#),
        (
            #"{ "name": "A", "type": "string", "from": "media.id|id:vid" }"#,
            #"7:46 aliyun has no id format "vid""#
        ),
        (#"{ "name": "A", "type": "string", "from": "media.id|up" }"#, #"7:46 unknown filter "up""#),
        (#"{ "name": "A", "type": "text", "from": "media.id" }"#, #"7:28 unknown word "text""#),
        (#"{ "name": "A", "type": "string" }"#, #"7:5 field "A" does not say where its value comes from"#),
        (#"{ "name": "A", "type": "string", "form": "media.id" }"#, #"7:38 unknown key "form""#),
        (
            #"{ "name": "A", "type": "string", "text": "{media.id" }"#,
            #"7:46 "{media.id" has a brace that is not closed"#
        ),
        (
            #"{ "name": "A", "type": "string", "text": "{provider.hst}" }"#,
            #"7:46 aliyun has no setting "hst""#
        ),
        (
            #"{ "name": "A", "type": "string", "value": "a", "when": { "media.uploadd": "x" } }"#,
            #"7:79 media has no fact "uploadd""#
        ),
        (
            #"{ "name": "A", "type": "object", "cases": [ { "is": ["x"], "fields": [] } ] }"#,
            #"7:5 cases need the key "by""#
        ),
    ])
    func `a mistake in a field is found at its place`(field: String, expected: String) {
        #expect(findings(event(field)) == [expected])
    }

    @Test func `an order that names an unknown field is found at that name`() {
        let text = event(
            #"{ "name": "A", "type": "string", "value": "a" }"#, more: #"  "order": { "current": ["B"] },"#)
        #expect(findings(text) == [#"4:90 no field "B" in profile current"#])
    }

    @Test func `all findings of a broken file come at once`() {
        let text = """
            {
              "provider": "aliyun", "event": "A", "sources": [],
              "profiles": [{ "name": "current" }],
              "tim": "media.id", "fields": []
            }
            """
        #expect(
            findings(text) == [
                #"1:1 missing key "time""#, #"1:1 missing key "title""#, "2:50 expected at least 1 element",
                #"3:16 missing key "about""#, #"4:3 unknown key "tim""#, "4:32 expected at least 1 element",
            ])
    }

    @Test func `an event of an unknown provider is found with the nearest name`() {
        let text = event(#"{ "name": "A", "type": "string", "value": "a" }"#).replacing(
            "aliyun", with: "aliyum")
        let found = CatalogueLoader.load(adding: [SourceText(name: "x.json", text: text)]).findings
        #expect(found.map(\.message) == [#"unknown provider "aliyum""#])
        #expect(found.first?.remedy == #"did you mean "aliyun"?"#)
    }

    @Test(arguments: [
        ("{{a}}-{media.name}", "{a}-movie"), ("{media.extend}", nil), ("x{media.extend}", nil),
        ("x{media.extend}{media.name}", "xmovie"), ("plain", "plain"), ("{{", "{"),
    ])
    func `a template shows facts, and braces when they are doubled`(text: String, expected: String?) throws {
        let scope = FactScope(
            event: [:], media: ["name": .text("movie")], provider: try BuiltIn.provider("aliyun"), item: nil)
        #expect(scope.text(try FactTemplate(text)) == expected)
    }

    @Test(arguments: [
        (0.5, 10, "0.5000000000"), (100, 10, "100.0000000000"), (0, 1, "0.0"), (-1.25, 2, "-1.25"),
        (99.99, 1, "100.0"),
    ])
    func `a number can have a fixed count of digits`(value: Double, digits: Int, expected: String) throws {
        let scope = FactScope(
            event: [:], media: ["value": .decimal(value)], provider: try BuiltIn.provider("aliyun"), item: nil
        )
        #expect(scope.text(try FactTemplate("{media.value|fixed:\(digits)}")) == expected)
    }

    @Test(arguments: [
        (#""retryEvery": "1h", "retryFor": "48h""#, nil),
        (
            #""retryEvery": "1h""#,
            #"4:41 "retryEvery" needs "retryFor", or attempts never end"#
        ),
        (
            #""retryEvery": "0s", "retryFor": "48h""#,
            #"4:41 "retryEvery" is no time, so attempts would follow each other at once"#
        ),
        (
            #""retryEvery": "1ms", "retryFor": "48h""#,
            "4:41 these are 100000 attempts of one delivery or more"
        ),
    ])
    func `attempts have an end`(_ retries: String, _ expected: String?) {
        let text = """
            { "provider": "mine", "title": "Mine", "sources": [{ "title": "none", "seen": "2026-01-01" }],
              "delivery": { "sources": [{ "title": "none", "seen": "2026-01-01" }], "contentType": "a/b",
                "timeout": "5s", "successStatus": [200],
                "retryAfter": ["1s"], "retryEvery": 0 } }
            """
        #expect(
            findings(text.replacing(#""retryEvery": 0"#, with: retries)) == (expected.map { [$0] } ?? []))
    }

    @Test(arguments: [
        (
            #""{url}|{tmestamp}""#, #""X-A": "{signature}""#,
            #"5:45 unknown name {tmestamp} -> did you mean "timestamp"?"#
        ),
        (
            #""{url}""#, #""X-A": "v1,{nope}""#,
            "5:74 unknown name {nope} -> there are: {url}, {timestamp}, {key}, {id}, {body}, {bodyBase64}, {signature}"
        ),
        (
            #""{url}""#, #""x y": "{signature}""#,
            #"5:67 "x y" cannot be the name of a header -> write letters, digits and hyphens"#
        ),
        (#""{url}{body}""#, #""X-A": "{key} {\"t\":1} {}", "X_b.1": "{id}""#, nil),
    ])
    func `what a signature is made of is known`(_ text: String, _ headers: String, _ expected: String?) {
        let file = """
            { "provider": "mine", "title": "Mine", "sources": [{ "title": "none", "seen": "2026-01-01" }],
              "delivery": { "sources": [{ "title": "none", "seen": "2026-01-01" }], "contentType": "a/b",
                "timeout": "5s", "successStatus": [200], "retryAfter": ["1s"],
                "headers": { "User-Agent": "x" },
                "signature": { "digest": "md5", "text": \(text), "headers": { \(headers) } } } }
            """
        let found = CatalogueLoader.load(adding: [SourceText(name: "x.json", text: file)]).findings
        let lines = found.map {
            "\($0.position.line):\($0.position.column) \($0.message) -> \($0.remedy ?? "")"
        }
        #expect(lines == (expected.map { [$0] } ?? []))
    }
}
