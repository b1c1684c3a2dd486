import Foundation
@testable import JSONText
import Testing

/// The public JSONTestSuite, which is not part of this repository.
///
/// Set `VODHOOK_JSON_SUITE` to the folder test_parsing of nst/JSONTestSuite.
@Suite struct JSONSuiteTests {
    private static let folder = ProcessInfo.processInfo.environment["VODHOOK_JSON_SUITE"]

    @Test(.enabled(if: folder != nil)) func `every file of the public suite is judged as its name says`()
        throws
    {
        let folder = URL(filePath: try #require(Self.folder))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            .sorted()
            .filter { $0.hasSuffix(".json") }
        #expect(names.contains { $0.hasPrefix("n_") })
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            let (node, findings) = JSONReader.read(
                SourceText(name: name, bytes: bytes), strictness: .grammarOnly)
            switch name.prefix(2) {
            case "y_": #expect(node != nil, "\(name): \(findings.map(\.text))")
            case "n_": #expect(node == nil, "\(name) was read")
            // Either is right for the rest, as long as it is a value or an error.
            default: #expect((node == nil) == findings.containsError, "\(name)")
            }
        }
    }
}
