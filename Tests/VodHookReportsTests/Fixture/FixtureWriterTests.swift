import Crypto
@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookReports

struct FixtureWriterTests {
    private static let story = ScenarioText.text(
        steps: #"{ "emit": "lifecycle" }, { "wait": "10s" }, { "emit": "DeleteMediaComplete" }"#,
        members:
            #""expect": { "status": "2xx", "within": "5s", "body": [{ "path": "$.ok", "equals": true }] }"#)

    @Test func `two calls write the same bytes`() throws {
        #expect(try FixtureBench.write(Self.story).files == FixtureBench.write(Self.story).files)
    }

    @Test func `formats do not depend on each other`() throws {
        let all = try FixtureBench.write(Self.story)
        var files: Set<String> = []
        for format in FixtureFormat.allCases {
            let one = try FixtureBench.write(Self.story, [format])
            #expect(one.files[format.mainFile] != nil)
            for (path, bytes) in one.files { #expect(all.files[path] == bytes, "\(path) of \(format)") }
            files.formUnion(one.files.keys)
        }
        #expect(files == Set(all.files.keys))
    }

    @Test(arguments: [
        #"{ "emit": "lifecycle" }"#,
        #"{ "emit": "TranscodeComplete", "faults": ["changed-body", { "fault": "content-type", "value": "a/b" }] }"#,
        #"{ "emit": "lifecycle", "faults": ["upper-case-signature", "byte-order-mark"] }"#,
        #"{ "emit": "lifecycle", "faults": [{ "fault": "duplicate", "every": 2 }, "pretty-printed", "stale-signature"] }"#,
    ])
    func `what is written is what a run sends`(_ step: String) async throws {
        let text = ScenarioText.text(steps: step)
        let bench = RunBench()
        let transport = ScriptedTransport(statuses: 200)
        _ = await bench.run(try ScenarioText.plan(text), transport)
        let sent = transport.requests
        var source = try FixtureBench.source(text)
        var folder = MemoryFolder()
        var places: [Int] = []
        for request in sent {
            // Each was signed at its own moment; fixtures carry one, so they are made for each in turn.
            let stamp = try #require(request.headers.first("X-VOD-TIMESTAMP").flatMap { Int64($0) })
            let stale = text.contains("stale-signature")
            source.signedAt = stale ? stamp + 3600 : stamp
            folder = MemoryFolder()
            _ = try FixtureWriter([source], formats: [.vegeta]).write(to: &folder)
            let targets = folder.lines(TargetExport.path)
            let wanted = JSONWriter.text(of: TargetExport.target(request))
            places.append(try #require(targets.firstIndex(of: wanted), "no fixture is \(wanted)"))
        }
        #expect(places.count == folder.lines(TargetExport.path).count)
    }

    @Test func `the manifest lists order, times, checks and digests of the bodies beside it`() throws {
        let folder = try FixtureBench.write(Self.story, [.files])
        let manifest = try folder.json("manifest.json")
        let events = try #require(manifest["events"]?.array)
        #expect(events.count > 5)
        #expect(folder.files.count == events.count * 2 + 1)
        var last = 0.0
        for (place, event) in events.enumerated() {
            let path = try #require(event["body"]?.string)
            let body = try #require(folder.files[path])
            #expect(path.hasPrefix(FixtureName.number(place + 1, digits: 4) + "-movie-"))
            #expect(event["sha256"]?.string == Hex.encode(SHA256.hash(data: body)))
            #expect(event["bytes"] == .int(body.count))
            #expect(folder.text(try #require(event["headers"]?.string)).contains("X-VOD-SIGNATURE: "))
            let time = try #require(event["atMs"]?.number?.double)
            #expect(time >= last)
            last = time
            let expect: JSONValue = [
                "outcome": "delivered", "status": ["2xx"], "within": "5s",
                "body": [["path": "$.ok", "equals": true]],
            ]
            #expect(event["expect"] == expect)
        }
        #expect(events.last?["event"] == "DeleteMediaComplete")
        #expect(last >= 10_000)
    }

    @Test func `no format tells the key`() throws {
        for (path, bytes) in try FixtureBench.write(Self.story).files {
            #expect(!String(decoding: bytes, as: UTF8.self).contains(FixtureBench.key), "\(path)")
        }
    }

    @Test func `the manifest names neither folders nor what may be secret in the address`() throws {
        var source = try FixtureBench.source(Self.story)
        source.target.url = "http://user:pass@127.0.0.1:1/vod?auth_key=abc"
        var folder = MemoryFolder()
        _ = try FixtureWriter([source], formats: [.files]).write(to: &folder)
        let scenario = try #require(try folder.json("manifest.json")["scenarios"]?.array?.first)
        #expect(scenario["url"] == "http://127.0.0.1:1/vod")
        #expect(scenario["file"] == "test.json")
    }

    @Test func `without a key nothing is signed`() throws {
        var folder = MemoryFolder()
        let source = try FixtureBench.source(Self.story, key: nil)
        _ = try FixtureWriter([source], formats: [.files, .curl]).write(to: &folder)
        #expect(!folder.text("requests.sh").contains("SIGNATURE"))
        #expect(try folder.json("manifest.json")["scenarios"]?.array?.first?["signed"] == false)
    }

    @Test func `many media have files in their order, with ids of their own`() throws {
        let folder = try FixtureBench.write(RunBench.oneEvent, [.files, .ndjson], count: 40)
        let names = folder.files.keys.filter { $0.hasSuffix(".json") && $0 != "manifest.json" }.sorted()
        #expect(names.count == 40)
        #expect(names.first == "0001-01-movie-TranscodeComplete.json")
        #expect(names.last == "0040-01-movie-TranscodeComplete.json")
        let lines = folder.lines("events.ndjson")
        #expect(lines == names.map { folder.text($0) })
        let ids = try lines.map { try JSONReader.value(of: Array($0.utf8))["VideoId"]?.string }
        #expect(Set(ids).count == 40)
        #expect(
            try FixtureBench.write(RunBench.oneEvent, [.ndjson], count: 40).lines("events.ndjson") == lines)
    }

    @Test func `a body that is no line of JSON is made one in ndjson only`() throws {
        let text = ScenarioText.text(
            steps: """
                { "emit": "TranscodeComplete", "faults": ["not-json"] },
                { "emit": "TranscodeComplete", "faults": ["pretty-printed"] }
                """)
        let folder = try FixtureBench.write(text, [.files, .ndjson])
        let lines = folder.lines("events.ndjson")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("\"this is not JSON"))
        #expect(lines[1].hasPrefix("{\"EventTime\""))
        #expect(folder.text("0001-movie-TranscodeComplete.json").hasPrefix("this is not JSON"))
        #expect(folder.text("0002-movie-TranscodeComplete.json").hasPrefix("{\n"))
    }

    @Test func `long files come in parts`() throws {
        let folder = try FixtureBench.write(
            ScenarioText.text(steps: #"{ "emit": "lifecycle" }"#), [.ndjson], count: 400)
        #expect((folder.files["events.ndjson"]?.count ?? 0) > 1_000_000)
        #expect(folder.longestPart < GrowingFile.partSize + 100_000)
    }

    @Test func `several scenarios have folders of their own`() throws {
        #expect(FixtureWriter.folders(["a/one.json"]) == [""])
        #expect(
            FixtureWriter.folders(["a/one.json", "b/One.json", "two.json", "x/ü ber.json"])
                == ["one", "One-2", "two", "___ber"])
        #expect(FixtureWriter.folders(["x/a.json", "y/a.json", "z/a-2.json"]) == ["a", "a-2", "a-2-2"])
        #expect(FixtureWriter.folders(["x/A-2.json", "y/a.json", "z/a.json"]) == ["A-2", "a", "a-3"])
        var folder = MemoryFolder()
        let sources = try ["one", "two"].map { try FixtureBench.source(RunBench.oneEvent, folder: $0) }
        #expect(try FixtureWriter(sources, formats: [.files, .curl]).write(to: &folder) == 2)
        #expect(folder.files["two/0001-movie-TranscodeComplete.json"] != nil)
        #expect(folder.text("requests.sh").contains("@two/0001-movie-TranscodeComplete.json"))
    }

    @Test func `progress ends with everything`() throws {
        var told: [Double] = []
        var folder = MemoryFolder()
        let writer = FixtureWriter([try FixtureBench.source(RunBench.oneEvent)], formats: [.files], count: 4)
        _ = try writer.write(to: &folder) { _, part in told.append(part) }
        #expect(told == [0.25, 0.5, 0.75, 1])
    }
}
