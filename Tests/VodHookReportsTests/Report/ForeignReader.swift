import Foundation
import Testing
@testable import VodHookDelivery

/// Programs of others that read our reports.
enum ForeignReader {
    /// Runs `program` on a file with `text` and returns its exit code with all that it printed.
    static func run(_ program: String, _ arguments: [String], on text: String) throws -> (
        code: Int32, output: String
    ) {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments + [file.path(percentEncoded: false)]
        // One pipe for both, so that none can fill while the other is read.
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// The path of a file below Tests/Fixtures.
    static func fixture(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures").appending(path: path)
            .path(percentEncoded: false)
    }
}

/// A result with a name for the rows of tables.
struct NamedResult: Sendable, CustomTestStringConvertible {
    let name: String
    let result: RunResult
    var testDescription: String { name }

    static let all = [
        NamedResult(name: "fine", result: HandMadeResult.fine),
        NamedResult(name: "mixed", result: HandMadeResult.mixed),
        NamedResult(name: "empty", result: HandMadeResult.empty),
        NamedResult(name: "alike", result: HandMadeResult.alike),
    ]
}
