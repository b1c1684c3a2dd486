import Foundation

/// The built `vodhook`, run as users run it.
enum Program {
    /// Why the tests cannot begin.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The binary beside the running tests, or the one that VODHOOK_BIN names.
    static func path() throws -> String {
        let path: String
        if let chosen = ProcessInfo.processInfo.environment["VODHOOK_BIN"] {
            path = chosen
        } else {
            // SwiftPM puts all products of a build into one folder.
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            path =
                URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("vodhook").path
        }
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(
                description: "there is no program \(path): build it with `swift build --product vodhook`")
        }
        return path
    }

    /// Starts it.
    static func start(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], seconds: Double = 600
    ) throws -> Child {
        try Child(path(), arguments, in: folder.url, environment: environment, seconds: seconds)
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:], seconds: Double = 600
    ) async throws -> Outcome {
        let child = try start(arguments, in: folder, environment: environment, seconds: seconds)
        child.closeInput()
        return await child.end()
    }

    /// Runs it in a folder made for this call.
    static func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Outcome {
        try await Folder.with { try await run(arguments, in: $0, environment: environment) }
    }
}
