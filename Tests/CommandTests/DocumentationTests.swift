import Foundation
import Testing

/// What the documents show is what the program does.
@Suite(.serialized) struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
    }

    @Test(arguments: ["README.md", "docs/scenarios.md", "docs/load.md"])
    func `every scenario of a document runs and passes`(_ document: String) async throws {
        let blocks = try Self.text(document).components(separatedBy: "```json\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(!blocks.isEmpty)
        for (number, block) in blocks.enumerated() {
            try await Folder.with { folder in
                try folder.write(block, to: "scenario.json")
                let outcome = try await Program.run(["run", "scenario.json", "--speed", "max"], in: folder)
                #expect(
                    outcome.exit == 0,
                    "\(document), example \(number + 1): \(outcome.stdout)\(outcome.stderr)")
            }
        }
    }

    @Test func `every shipped scenario passes against the embedded receiver`() async throws {
        try await Folder.with { folder in
            let scenarios = Self.root.appendingPathComponent("scenarios").path
            let outcome = try await Program.run(
                ["run", scenarios, "--speed", "max", "--jobs", "2"], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
        }
    }

    @Test(arguments: ["README.md", "CONTRIBUTING.md", "docs/scenarios.md", "docs/load.md"])
    func `every file that a document names is there`(_ document: String) throws {
        let text = try Self.text(document)
        let folder = (document as NSString).deletingLastPathComponent
        let links = text.matches(of: #/\]\(([^)#:]+)(#[^)]*)?\)/#).map {
            "\(folder.isEmpty ? "" : folder + "/")\($0.1)"
        }
        let sources = text.matches(of: #/`((Sources|scenarios|scripts|docs)\/[A-Za-z0-9_\/.+-]+)`/#).map {
            String($0.1)
        }
        #expect(!(links + sources).isEmpty)
        for path in links + sources {
            let exists = FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path)
            #expect(exists, "\(document) names \(path)")
        }
    }
}
