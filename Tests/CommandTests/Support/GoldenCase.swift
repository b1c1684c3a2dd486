import Foundation
import Testing

/// A folder of `Cases`: the arguments line by line in `args`, what must come out, and the files the program reads.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Cases")
    private static let results = ["stdout", "stderr", "exit"]

    let name: String

    var testDescription: String { name }

    /// Every case there is, in the order of their names.
    static func all() throws -> [GoldenCase] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { GoldenCase(name: $0) }
    }

    private var url: URL { Self.folder.appendingPathComponent(name) }

    /// Runs it on a copy of its files and compares; with VODHOOK_RECORD=1 rewrites the results and fails.
    func check() async throws {
        let files = FileManager.default
        try await Folder.with { folder in
            for file in try files.contentsOfDirectory(atPath: url.path)
            where !(Self.results + ["args"]).contains(file) {
                try files.copyItem(
                    at: url.appendingPathComponent(file), to: folder.url.appendingPathComponent(file))
            }
            let arguments = try text("args").split(separator: "\n").map(String.init)
            let outcome = try await Program.run(arguments, in: folder)
            let mask = arguments.first == "run" ? Mask.run : Mask.none
            let actual = [
                "stdout": mask(outcome.stdout), "stderr": mask(outcome.stderr), "exit": "\(outcome.exit)\n",
            ]
            for result in Self.results {
                try await compare(result, actual[result] ?? "", in: folder)
            }
        }
    }

    private func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(file)), as: UTF8.self)
    }

    private func compare(_ result: String, _ actual: String, in folder: Folder) async throws {
        let file = url.appendingPathComponent(result)
        if ProcessInfo.processInfo.environment["VODHOOK_RECORD"] == "1" {
            try Data(actual.utf8).write(to: file)
            Issue.record("recorded \(name)/\(result); run again without VODHOOK_RECORD")
            return
        }
        if FileManager.default.contents(atPath: file.path) == Data(actual.utf8) { return }
        try folder.write(actual, to: ".actual")
        let labels = ["--label", "\(name)/\(result)", "--label", "what came out"]
        let diff = await (try Child("diff", ["-u"] + labels + [file.path, ".actual"], in: folder.url)).end()
        Issue.record("\(name) differs:\n\(diff.stdout)\(diff.stderr)")
    }
}

/// Replaces what no two runs have in common.
enum Mask {
    case none
    /// Ports that the system chooses, measured durations, and what depends on the time of sending.
    case run

    func callAsFunction(_ text: String) -> String {
        guard self == .run else { return text }
        return
            text
            .replacing(/127\.0\.0\.1:[3-6]\d{4}\b/, with: "127.0.0.1:<port>")
            .replacing(/\b\d+(\.\d+)? (ms|s)\b/, with: "<time>")
            .replacing(/X-VOD-TIMESTAMP: \d+/, with: "X-VOD-TIMESTAMP: <timestamp>")
            .replacing(/X-VOD-SIGNATURE: [0-9a-f]{32}/, with: "X-VOD-SIGNATURE: <signature>")
            .replacing(/Date: [^\n]+/, with: "Date: <date>")
    }
}
