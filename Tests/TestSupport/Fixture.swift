import Foundation
package import JSONText

/// Files below Tests/Fixtures and the data folder of the kit.
package enum Fixture {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The bytes of the file at `path` below Tests/Fixtures.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: tests.appending(path: "Fixtures").appending(path: path)))
    }

    /// The file at `path` below Tests/Fixtures with its name.
    package static func source(_ path: String) throws -> SourceText {
        SourceText(name: path, bytes: try bytes(path))
    }

    /// The paths of all files below the built-in catalogue's folder: `provider/Name.json`.
    package static func catalogueFiles() throws -> [String] {
        let folder = tests.deletingLastPathComponent().appending(
            path: "Sources/VodHookCatalogue/Data/catalogue")
        let manager = FileManager.default
        return try manager.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted().flatMap {
            provider in
            try manager.contentsOfDirectory(
                atPath: folder.appending(path: provider).path(percentEncoded: false)
            ).sorted()
                .map { "\(provider)/\($0)" }
        }
    }
}
