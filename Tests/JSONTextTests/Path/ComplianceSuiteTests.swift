import Foundation
@testable import JSONText
import Testing

/// The public compliance suite of JSONPath, which is not part of this repository.
///
/// Set `VODHOOK_JSONPATH_SUITE` to the `cts.json` of jsonpath-standard/jsonpath-compliance-test-suite.
@Suite struct ComplianceSuiteTests {
    private static let file = ProcessInfo.processInfo.environment["VODHOOK_JSONPATH_SUITE"]

    @Test(.enabled(if: file != nil)) func `the whole public suite passes`() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try #require(Self.file))))
        let suite = try JSONReader.value(of: bytes, name: "cts.json")
        let tests = try #require(suite["tests"]?.array)
        #expect(!tests.isEmpty)
        for test in tests {
            do {
                try run(test)
            } catch {
                Issue.record("\(test["name"]?.string ?? "?"): \(test["selector"]?.string ?? "?"): \(error)")
            }
        }
    }

    private func run(_ test: JSONValue) throws {
        let name = test["name"]?.string ?? "without a name"
        let selector = try #require(test["selector"]?.string)
        if test["invalid_selector"]?.bool == true {
            #expect(throws: JSONPathError.self, "\(name): \(selector)") { try JSONPath(selector) }
            return
        }
        let nodes = try JSONPath(selector).nodes(in: try #require(test["document"]))
        let values = JSONValue.array(nodes.map(\.value))
        let results = test["results"]?.array ?? test["result"].map { [$0] } ?? []
        #expect(results.contains(values), "\(name): \(selector)")
        let paths = JSONValue.array(nodes.map { .string($0.path.description) })
        let expected = test["results_paths"]?.array ?? test["result_paths"].map { [$0] } ?? []
        #expect(expected.isEmpty || expected.contains(paths), "\(name): \(selector)")
    }
}
