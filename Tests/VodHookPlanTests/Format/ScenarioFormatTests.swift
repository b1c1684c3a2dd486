@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Every key of every record is accepted, and every other key refused; the values are made from the format itself.
@Suite struct ScenarioFormatTests {
    static let records = FileFormat.scenario.records.map(\.name)

    @Test(arguments: records) func `a record accepts each of its keys alone and all it can together`(
        _ name: String
    ) throws {
        let record = try #require(FileFormat.scenario.record(name))
        for field in record.fields {
            let object = ShapeSample.object(of: record, with: [field.key])
            #expect(complaints(object, name) == [], "\(name).\(field.key)")
        }
        let choice = Set(record.exactlyOneOf.dropFirst())
        let all = record.fields.map(\.key).filter { !choice.contains($0) }
        #expect(complaints(ShapeSample.object(of: record, with: all), name) == [], "\(name)")
    }

    @Test(arguments: records) func `a record refuses an unknown key and names a near one`(_ name: String)
        throws
    {
        let record = try #require(FileFormat.scenario.record(name))
        let key = try #require(record.fields.max { $0.key.utf8.count < $1.key.utf8.count }).key
        var object = ShapeSample.object(of: record, with: [])
        object.append("\(key)x", 1)
        let source = SourceText(name: "a.json", text: JSONWriter.text(of: .object(object)))
        let node = try #require(JSONReader.read(source).value)
        let findings = ShapeChecker.check(node, of: source, against: .scenario, as: .record(name))
        #expect(findings.map(\.message) == ["unknown key \"\(key)x\""])
        #expect(findings.first?.remedy?.hasPrefix("did you mean \"") == true)
    }

    @Test(arguments: records) func `a record misses each key that it requires`(_ name: String) throws {
        let record = try #require(FileFormat.scenario.record(name))
        for field in record.fields where field.isRequired {
            var object = ShapeSample.object(of: record, with: [])
            object[field.key] = nil
            #expect(complaints(object, name).contains("missing key \"\(field.key)\""), "\(name)")
        }
    }

    @Test(arguments: records) func `a record refuses a value of another type under each key`(_ name: String)
        throws
    {
        let record = try #require(FileFormat.scenario.record(name))
        for field in record.fields {
            guard let wrong = ShapeSample.wrongValue(for: field.shape) else { continue }
            var object = ShapeSample.object(of: record, with: [field.key])
            object[field.key] = wrong
            #expect(complaints(object, name).contains { $0.hasPrefix("expected ") }, "\(name).\(field.key)")
        }
    }

    @Test func `every record that is named exists and is reachable`() {
        var reached: Set<String> = []
        func visit(_ shape: Shape) {
            switch shape {
            case .record(let name): visit(record: name)
            case .list(let element, _): visit(element)
            case .map(let element): visit(element)
            case .union(let shapes): for shape in shapes { visit(shape) }
            case .variant(let variants): for variant in variants { visit(record: variant.record) }
            default: break
            }
        }
        func visit(record name: String) {
            guard reached.insert(name).inserted else { return }
            guard let record = FileFormat.scenario.record(name) else {
                Issue.record("there is no record \(name)")
                return
            }
            for field in record.fields { visit(field.shape) }
            let keys = record.fields.map(\.key)
            #expect(Set(keys).count == keys.count, "\(name) has a key twice")
            #expect(Set(record.exactlyOneOf).isSubset(of: keys))
        }
        visit(record: FileFormat.scenario.root)
        #expect(reached == Set(Self.records))
        #expect(Set(Self.records).count == Self.records.count)
    }

    @Test func `the published schema is the one of this format`() throws {
        let schema = ShapeSchema.document(for: .scenario, id: "https://vodhook.dev/scenario.schema.json")
        try Golden.expect(
            JSONWriter.text(of: schema, layout: .pretty) + "\n", isFile: "scenarios/scenario.schema.json")
    }

    private func complaints(_ object: JSONObject, _ name: String) -> [String] {
        let source = SourceText(name: "a.json", text: JSONWriter.text(of: .object(object)))
        let (node, findings) = JSONReader.read(source)
        guard let node else { return findings.map(\.message) }
        return ShapeChecker.check(node, of: source, against: .scenario, as: .record(name)).map(\.message)
    }
}
