import Foundation
import JSONText
package import Testing

/// Compares text with a file that is kept in the repository.
///
/// With `VODHOOK_RECORD=1` in the environment the file is rewritten and the test fails all the same, so that a
/// recording run is never taken for a passing one.
package enum Golden {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Expects `text` to be the file at `path`, which counts from the root of the repository.
    package static func expect(
        _ text: String, isFile path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = root.appending(path: path)
        if ProcessInfo.processInfo.environment["VODHOOK_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(path); run again without VODHOOK_RECORD", sourceLocation: sourceLocation)
            return
        }
        guard let data = FileManager.default.contents(atPath: file.path(percentEncoded: false)) else {
            Issue.record("\(path) does not exist; VODHOOK_RECORD=1 writes it", sourceLocation: sourceLocation)
            return
        }
        let stored = String(decoding: data, as: UTF8.self)
        guard !stored.hasSameBytes(as: text) else { return }
        Issue.record("\(path) differs:\n\(UnifiedDiff.text(stored, text))", sourceLocation: sourceLocation)
    }

    /// Expects `text` to be the file called `name` in the folder Goldens of the tests of reports.
    package static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    )
        throws
    {
        try expect(text, isFile: "Tests/VodHookReportsTests/Goldens/\(name)", sourceLocation: sourceLocation)
    }
}
