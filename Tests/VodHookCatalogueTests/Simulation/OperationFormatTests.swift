@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

struct OperationFormatTests {
    private static let format = FileFormat(
        title: "operations", root: "operations", records: OperationFormat.records)

    private func findings(_ text: String) throws -> [String] {
        let source = SourceText(name: "a.json", text: text)
        let node = try #require(JSONReader.read(source).value)
        return ShapeChecker.check(node, of: source, against: Self.format).map(\.message)
    }

    @Test func `every operation has a record, and every record a sentence`() {
        #expect(OperationFormat.names.count == 21)
        for name in OperationFormat.names {
            #expect(Self.format.record("\(name)Operation") != nil, "\(name)")
        }
        #expect(OperationFormat.records.allSatisfy { $0.about.hasSuffix(".") })
        #expect(Set(OperationFormat.records.map(\.name)).count == OperationFormat.records.count)
    }

    @Test(arguments: [
        #"{ "deletion": { "scope": "renditions", "fail": true } }"#, #"{ "sync": { "fail": "4005" } }"#,
        #"{ "audit": { "fail": { "code": "A", "message": "b" } }, "execution": { "kind": "asr" } }"#,
        #"{ "change": { "title": { "old": "a" }, "category": { "new": 2 } } }"#,
    ])
    func `what scenarios may say is accepted`(text: String) throws {
        #expect(try findings(text) == [])
    }

    @Test(arguments: [
        (#"{ "deletion": { "scope": "some" } }"#, #"unknown word "some""#),
        (#"{ "delete": {} }"#, #"unknown key "delete""#),
        (#"{ "restore": { "days": 0 } }"#, "expected a whole number from 1 to 3650, found 0"),
    ])
    func `what scenarios may not say is found`(text: String, expected: String) throws {
        #expect(try findings(text) == [expected])
    }

    @Test func `every operation but the request for snapshots is stated by default and can fail`() throws {
        let provider = try BuiltIn.provider("volcengine")
        let simulation = Simulation(seed: 1, start: Timestamp(milliseconds: 0))
        var spec = MediaSpec(name: "movie", provider: "volcengine")
        for fails in [false, true] {
            for name in OperationFormat.names where fails { spec.operations[name] = ["fail": "SomeCode"] }
            let facts = simulation.facts(of: spec, provider: provider)
            for name in OperationFormat.names where name != "snapshotRequest" {
                let operation = try #require(facts[name], "\(name)")
                #expect((operation["succeeded"] == nil) == fails, "\(name)")
                #expect((operation["error"] != nil) == fails, "\(name)")
                #expect(operation["finishedAt"] != nil, "\(name)")
            }
        }
    }

    @Test func `a failure without a known code has the message of the internal error`() throws {
        let provider = try BuiltIn.provider("aliyun")
        var spec = MediaSpec(name: "movie", provider: "aliyun")
        spec.operations = [
            "fingerprint": ["fail": true], "tagging": ["fail": ["code": "X", "message": "y"]],
        ]
        let facts = Simulation(seed: 1, start: Timestamp(milliseconds: 0)).facts(of: spec, provider: provider)
        guard case .text(let code)? = facts["fingerprint"]?["error"]?["code"],
            case .text(let message)? = facts["tagging"]?["error"]?["message"]
        else { return #expect(Bool(false), "no error") }
        #expect(code == "InternalError")
        #expect(message == "y")
    }
}
