@testable import JSONText
import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

struct FixtureFormatTests {
    private static let text = ScenarioText.text(
        media: #"{ "source": { "duration": "15s" }, "extend": "it's $HOME {{x}} `#`" }"#,
        steps: """
            { "emit": "FileUploadComplete" },
            { "emit": "TranscodeComplete", "expect": { "status": ["2xx", 409] } }
            """,
        members: #""target": { "headers": { "X-Note": "it's \\ #1 {{y}}" } }"#)

    private func folder(_ formats: [FixtureFormat], _ text: String = text) throws -> MemoryFolder {
        var source = try FixtureBench.source(text)
        source.target.headers = source.scenario.target.headers
        var folder = MemoryFolder()
        _ = try FixtureWriter([source], formats: formats).write(to: &folder)
        return folder
    }

    @Test(arguments: FixtureFormat.allCases)
    func `the main file is as recorded`(_ format: FixtureFormat) throws {
        let folder = try folder([format])
        try Golden.expect(folder.text(format.mainFile), is: "fixtures/\(format.mainFile)")
    }

    @Test func `curl's arguments are quoted for the shell`() throws {
        let script = try folder([.curl]).text("requests.sh")
        #expect(script.contains(#"-H 'X-Note: it'\''s \ #1 {{y}}'"#))
        #expect(script.contains("'2??|409'"))
    }

    @Test func `Hurl's values are escaped`() throws {
        let text = try folder([.hurl]).text("requests.hurl")
        #expect(text.contains(##"X-Note: it's \\ \#1 \u{7b}\u{7b}y}}"##))
        #expect(text.contains(#"status toString matches "^(2[0-9][0-9]|409)$""#))
    }

    @Test func `targets hold the bytes of the body`() throws {
        let folder = try folder([.vegeta, .files])
        let lines = folder.lines(TargetExport.path)
        #expect(lines.count == 2)
        for (line, path) in zip(lines, ["0001-movie-FileUploadComplete", "0002-movie-TranscodeComplete"]) {
            let target = try JSONReader.value(of: Array(line.utf8))
            #expect(target["body"]?.string.flatMap(Base64.decode) == folder.files["\(path).json"])
            #expect(target["header"]?["Content-Type"] == ["application/json"])
        }
    }

    @Test func `wrk's file holds whole requests behind their lengths`() throws {
        let folder = try folder([.wrk, .files])
        var rest = try #require(folder.files[WrkExport.path])[...]
        for path in ["0001-movie-FileUploadComplete.json", "0002-movie-TranscodeComplete.json"] {
            let end = try #require(rest.firstIndex(of: 0x0A))
            let length = try #require(Int(String(decoding: rest[..<end], as: UTF8.self)))
            let request = rest[(end + 1)...].prefix(length)
            let body = try #require(folder.files[path])
            #expect(
                request.starts(with: "POST /vod?env=dev HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: ".utf8)
            )
            #expect(request.reversed().starts(with: body.reversed()))
            rest = rest[(end + 1)...].dropFirst(length + 1)
        }
        #expect(rest.isEmpty)
    }

    @Test func `the Postman collection keeps the rules of its format`() throws {
        let folder = try folder([.postman])
        let collection = try folder.json("postman_collection.json")
        #expect(try JSONSchema(Self.postmanRules).violations(of: collection).map(\.description) == [])
        let items = try #require(collection["item"]?.array)
        // Postman would replace what is in double braces.
        #expect(items[0]["request"]?["body"]?["mode"] == "file")
        let path = try #require(items[0]["request"]?["body"]?["file"]?["src"]?.string)
        #expect(folder.text(path).contains("{{x}}"))
    }

    @Test func `a Postman body that is plain text stands in the collection`() throws {
        let folder = try folder([.postman], ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#))
        let item = try #require(try folder.json("postman_collection.json")["item"]?.array?.first)
        #expect(item["request"]?["body"]?["raw"]?.string?.hasPrefix("{\"EventTime\"") == true)
        #expect(folder.files.count == 1)
    }

    @Test func `WireMock answers as the scenario scripts it, then as is expected`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete", "expect": { "status": 204 } }"#,
            members: #"""
                "receiver": { "answers": [
                  { "status": 503, "times": 2, "delay": "250ms", "headers": { "Retry-After": "1" }, "body": "later" },
                  { "status": 200, "close": true, "times": 1 } ] }
                """#)
        let mappings = try #require(
            try folder([.wiremock], text).json("mappings/receiver.json")["mappings"]?.array)
        #expect(mappings.count == 4)
        #expect(
            mappings.prefix(3).map { $0["requiredScenarioState"]?.string } == [
                "Started", "after 1", "after 2",
            ])
        #expect(mappings[0]["newScenarioState"] == "after 1")
        #expect(
            mappings[0]["response"] == [
                "status": 503, "fixedDelayMilliseconds": 250, "headers": ["Retry-After": "1"],
                "base64Body": "bGF0ZXI=",
            ])
        #expect(mappings[2]["response"] == ["fault": "EMPTY_RESPONSE"])
        #expect(mappings[3]["response"] == ["status": 204])
        #expect(mappings[3]["requiredScenarioState"] == nil)
        #expect(mappings[3]["request"]?["url"] == "/vod?env=dev")
    }

    @Test func `names of files hold nothing that a shell or a folder would take for its own`() {
        #expect(FixtureName.part("../a b;c$é") == "___a_b_c___")
        #expect(FixtureName.part("") == "_")
        #expect(FixtureName.number(7, digits: 4) == "0007")
        #expect(FixtureName.number(123_456, digits: 4) == "123456")
    }

    /// The rules of collection format 2.1.0 that concern what is written here.
    private static let postmanRules: JSONValue = [
        "type": "object", "required": ["info", "item"],
        "properties": [
            "info": [
                "type": "object", "required": ["name", "schema"],
                "properties": [
                    "name": ["type": "string"],
                    "schema": [
                        "const": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
                    ],
                ],
            ],
            "item": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["request"], "not": ["required": ["item"]],
                    "properties": [
                        "name": ["type": "string"],
                        "event": [
                            "type": "array",
                            "items": [
                                "required": ["listen"],
                                "properties": [
                                    "listen": ["type": "string"],
                                    "script": [
                                        "type": "object",
                                        "properties": [
                                            "exec": ["type": "array", "items": ["type": "string"]]
                                        ],
                                    ],
                                ],
                            ],
                        ],
                        "request": [
                            "type": "object",
                            "properties": [
                                "url": ["type": "string"], "method": ["type": "string"],
                                "header": [
                                    "type": "array",
                                    "items": [
                                        "required": ["key", "value"],
                                        "properties": [
                                            "key": ["type": "string"], "value": ["type": "string"],
                                        ],
                                    ],
                                ],
                                "body": [
                                    "type": "object",
                                    "properties": [
                                        "mode": ["enum": ["raw", "urlencoded", "formdata", "file"]],
                                        "raw": ["type": "string"],
                                        "file": ["properties": ["src": ["type": ["string", "null"]]]],
                                    ],
                                ],
                            ],
                        ],
                    ],
                ],
            ],
        ],
    ]
}
