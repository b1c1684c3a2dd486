import Foundation
import Testing

/// What the catalogue tells other programs, and that they agree with it.
@Suite(.serialized) struct CatalogTests {
    @Test func `the catalogue as JSON names providers and events`() async throws {
        let outcome = try await Program.run("catalog", "--format", "json")
        let providers = try JSON(outcome.stdout)["providers"].list
        #expect(providers.count >= 3)
        #expect(providers.allSatisfy { !$0["events"].list.isEmpty })
        let one = try await Program.run("catalog", "aliyun/TranscodeComplete", "--format", "json")
        #expect(one.exit == 0)
        #expect(try JSON(one.stdout) != .null)
    }

    /// Every event of the catalogue, as the program itself lists them.
    private static func names() async throws -> [String] {
        let providers = try JSON(try await Program.run("catalog", "--format", "json").stdout)["providers"]
            .list
        return providers.flatMap { provider in
            provider["events"].list.compactMap { event in
                guard let owner = provider["provider"].string, let name = event["event"].string else {
                    return nil
                }
                return "\(owner)/\(name)"
            }
        }
    }

    private static let judge = """
        import json, sys
        try:
            import jsonschema
        except ImportError:
            print("no jsonschema")
            sys.exit(0)
        schema = json.load(open("schema.json"))
        judge = jsonschema.validators.validator_for(schema)
        judge.check_schema(schema)
        judge = judge(schema)
        for line in open("bodies.jsonl"):
            for error in judge.iter_errors(json.loads(line)):
                print(error.json_path, error.message)
                sys.exit(1)
        print("valid")
        """

    @Test(arguments: [
        ("aliyun/TranscodeComplete", "current"), ("aliyun/TranscodeComplete", "2017"),
        ("aliyun/AIMediaAuditComplete", nil), ("volcengine/WorkflowComplete", "vid"),
        ("volcengine/WorkflowComplete", "directurl"), ("volcengine/FileUploadComplete", nil),
    ])
    func `bodies keep the published schema in the eyes of another validator`(
        _ event: String, _ profile: String?
    ) async throws {
        try await Folder.with { folder in
            let flags = profile.map { ["--profile", $0] } ?? []
            let schema = try await Program.run(["catalog", event, "--format", "schema"] + flags, in: folder)
            #expect(schema.exit == 0, "\(schema.stderr)")
            let bodies = try await Program.run(["emit", event, "--count", "10"] + flags, in: folder)
            let failures = try await Program.run(
                ["emit", event, "--count", "10", "--fail"] + flags, in: folder)
            #expect(bodies.exit == 0)
            try folder.write(schema.stdout, to: "schema.json")
            try folder.write(bodies.stdout + (failures.exit == 0 ? failures.stdout : ""), to: "bodies.jsonl")
            let verdict = try await Child("python3", ["-c", Self.judge], in: folder.url).end()
            #expect(verdict.exit == 0, "\(verdict.stdout)\(verdict.stderr)")
        }
    }

    @Test func `every event can be emitted and is valid in the program's own eyes`() async throws {
        let names = try await Self.names()
        #expect(names.count > 30)
        try await Folder.with { folder in
            var files: [String] = []
            for event in names {
                let emitted = try await Program.run(["emit", event], in: folder)
                #expect(emitted.exit == 0, "\(event): \(emitted.stderr)")
                files.append(event.replacing("/", with: "-") + ".json")
                try folder.write(emitted.stdout, to: files[files.count - 1])
            }
            let checked = try await Program.run(["validate", "--strict"] + files, in: folder)
            #expect(checked.exit == 0, "\(checked.stdout)\(checked.stderr)")
            let lines = checked.stdout.split(separator: "\n")
            #expect(lines.count == names.count, "nothing but one line for each: \(checked.stdout)")
            for (line, event) in zip(lines, names) { #expect(line.contains(event)) }
        }
    }

    @Test(arguments: ["aliyun", "volcengine"])
    func `the OpenAPI document of a provider holds a webhook for each event`(_ provider: String) async throws
    {
        let document = try JSON(
            try await Program.run("catalog", provider, "--format", "openapi").stdout)
        #expect(document["openapi"].string?.hasPrefix("3.1") == true)
        let events = try await Self.names().filter { $0.hasPrefix(provider + "/") }
        #expect(document["webhooks"].keys.count == events.count)
    }

    @Test func `the bodies that vendors print are recognised`() async throws {
        let outcome = try await Program.run(
            "validate", "fixtures/payloads/aliyun-TranscodeComplete.real-2020.json",
            "fixtures/payloads/volcengine-WorkflowComplete.doc-directurl.json")
        #expect(outcome.exit == 0, "\(outcome.stdout)")
        #expect(outcome.stdout.contains("aliyun/TranscodeComplete, profile "))
        #expect(outcome.stdout.contains("volcengine/WorkflowComplete"))
    }

    @Test func `all shipped scenarios are valid`() async throws {
        let outcome = try await Program.run("validate", "scenarios")
        #expect(outcome.exit == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.contains("scenarios are valid"))
    }
}
