import Foundation
@testable import JSONText
import Testing

/// The public test suite of JSON Schema, which is not part of this repository.
///
/// Set `VODHOOK_JSONSCHEMA_SUITE` to a checkout of json-schema-org/JSON-Schema-Test-Suite, and put the
/// meta-schema of draft 2020-12 and its vocabularies as `.json` files into a folder `metaschemas` there.
@Suite struct SchemaSuiteTests {
    private static let folder = ProcessInfo.processInfo.environment["VODHOOK_JSONSCHEMA_SUITE"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
    }
    private static let draft = "draft2020-12"

    /// The formats that can be asserted, as the suite names their files.
    private static let formats = [
        "date-time", "date", "time", "uri", "uri-reference", "email", "ipv4", "ipv6", "uuid", "json-pointer",
    ]

    @Test(.enabled(if: folder != nil)) func `all required tests of the public suite pass`() throws {
        let folder = try #require(Self.folder)
        let tests = folder.appending(path: "tests/\(Self.draft)")
        let documents = try Self.documents(in: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: tests.path(percentEncoded: false))
            .filter { $0.hasSuffix(".json") }.sorted()
        #expect(names.count > 40)
        for name in names {
            try run(tests.appending(path: name), documents, JSONSchema.Options(assertsContent: false))
        }
    }

    @Test(.enabled(if: folder != nil)) func `the optional tests of the formats pass`() throws {
        let folder = try #require(Self.folder)
        for name in Self.formats {
            let file = folder.appending(path: "tests/\(Self.draft)/optional/format/\(name).json")
            try run(file, [:], JSONSchema.Options(assertsFormats: true))
        }
    }

    @Test(
        .enabled(if: folder != nil),
        arguments: [
            "anchor", "bignum", "dynamicRef", "float-overflow", "format-assertion", "id", "no-schema",
            "non-bmp-regex",
            "refOfUnknownKeyword", "unknownKeyword",
        ]) func `the optional tests that apply here pass`(name: String) throws
    {
        let folder = try #require(Self.folder)
        try run(
            folder.appending(path: "tests/\(Self.draft)/optional/\(name).json"),
            try Self.documents(in: folder),
            JSONSchema.Options(assertsContent: false))
    }

    private func run(_ file: URL, _ documents: [String: JSONValue], _ options: JSONSchema.Options) throws {
        for group in try #require(try Self.value(of: file).array) {
            let title = "\(file.lastPathComponent): \(group["description"]?.string ?? "?")"
            let schema: JSONSchema
            do {
                schema = try JSONSchema(try #require(group["schema"]), resolving: documents, options: options)
            } catch {
                Issue.record("\(title): \(error)")
                continue
            }
            for test in group["tests"]?.array ?? [] {
                let name = "\(title): \(test["description"]?.string ?? "?")"
                let data = try #require(test["data"])
                let violations = schema.violations(of: data)
                #expect(violations.isEmpty == test["valid"]?.bool, "\(name): \(violations)")
                #expect(schema.accepts(data) == violations.isEmpty, "\(name): without collecting")
            }
        }
    }

    /// The documents that references in the suite may name, by URI.
    private static func documents(in folder: URL) throws -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        let remotes = folder.appending(path: "remotes").path(percentEncoded: false)
        for name in try FileManager.default.subpathsOfDirectory(atPath: remotes) where name.hasSuffix(".json")
        {
            // The folders of other drafts hold schemas that are not for this one.
            guard !name.hasPrefix("draft") || name.hasPrefix("\(draft)/") else { continue }
            let file = URL(filePath: remotes).appending(path: name)
            found["http://localhost:1234/\(name)"] = try value(of: file)
        }
        let metaschemas = folder.appending(path: "metaschemas").path(percentEncoded: false)
        for name in try FileManager.default.contentsOfDirectory(atPath: metaschemas) {
            let document = try value(of: URL(filePath: metaschemas).appending(path: name))
            found[try #require(document["$id"]?.string)] = document
        }
        return found
    }

    private static func value(of file: URL) throws -> JSONValue {
        try JSONReader.value(of: [UInt8](try Data(contentsOf: file)), name: file.lastPathComponent)
    }
}
