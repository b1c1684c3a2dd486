import Foundation

/// Programs of the machine that some tests need and others can do without.
enum Tool {
    /// True when `name` is on the PATH.
    static func isThere(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }

    /// Runs a program of the machine to its end.
    static func run(
        _ program: String, _ arguments: [String], in folder: Folder? = nil,
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        let child = try Child(program, arguments, in: folder?.url, environment: environment)
        child.closeInput()
        return await child.end()
    }
}
