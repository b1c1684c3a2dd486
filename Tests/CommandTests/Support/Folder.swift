import Foundation

/// A fresh folder that stands for the user's working directory; `scenarios` and `fixtures` in it lead to the repository's.
struct Folder: Sendable {
    /// The root of the repository.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    let url: URL

    /// Makes a folder for the time of `body`.
    static func with<Result>(_ body: (Folder) async throws -> Result) async throws -> Result {
        let files = FileManager.default
        let url = files.temporaryDirectory.appendingPathComponent("vodhook-\(UUID().uuidString)")
        try files.createDirectory(at: url, withIntermediateDirectories: true)
        defer {
            do { try files.removeItem(at: url) } catch { print("cannot remove \(url.path): \(error)") }
        }
        for (name, target) in [("scenarios", "scenarios"), ("fixtures", "Tests/Fixtures")] {
            try files.createSymbolicLink(
                at: url.appendingPathComponent(name),
                withDestinationURL: repository.appendingPathComponent(target))
        }
        return try await body(Folder(url: url))
    }

    /// The path of `name` in this folder.
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a text file.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }

    /// The text of a file.
    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }
}
