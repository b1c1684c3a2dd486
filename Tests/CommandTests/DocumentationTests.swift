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

    /// What the examples of the reference page stand in, by the heading above them.
    private static func scenario(with example: Any, as heading: String) -> [String: Any]? {
        let renditions = ["FD", "LD", "SD"].map { ["definition": $0] }
        var media: Any = ["renditions": renditions]
        var emit: [String: Any] = ["emit": "TranscodeComplete", "media": "movie"]
        var steps: [Any] = []
        var others: [String: Any] = [:]
        let state = "${target.origin}/videos/${movie.videoId}"
        switch heading {
        case "scenario": return example as? [String: Any]
        case "emit", "wait", "probe", "command", "include", "parallel", "repeat": steps = [example]
        case "matrix", "target", "delivery", "receiver", "expect", "observe": others[heading] = example
        case "media": media = example
        case "capture": steps = [["probe": ["url": state, "capture": ["value": example]] as [String: Any]]]
        case "fault": emit = ["emit": "lifecycle", "media": "movie", "faults": [example]]
        case "change": emit["change"] = [example]
        case "commandExpect": steps = [["command": ["echo", "ready"], "expect": example] as [String: Any]]
        case "assertion": others["assert"] = [example]
        case "headerCheck": others["expect"] = ["headers": [example]]
        case "bodyCheck": others["expect"] = ["body": [example]]
        default: return nil
        }
        let scenario: [String: Any] = [
            "name": heading, "provider": "aliyun", "media": ["movie": media], "steps": [emit] + steps,
        ]
        return scenario.merging(others) { $1 }
    }

    @Test func `every example of the reference page runs and passes`() async throws {
        let sections = try Self.text("docs/scenario-reference.md").components(separatedBy: "\n## ")
            .dropFirst()
        var count = 0
        for section in sections {
            let heading = section.components(separatedBy: "\n")[0]
            for block in section.components(separatedBy: "```json\n").dropFirst() {
                let text = block.components(separatedBy: "```")[0]
                let example = try JSONSerialization.jsonObject(with: Data(text.utf8))
                let scenario = try #require(Self.scenario(with: example, as: heading), "\(heading)")
                try await Folder.with { folder in
                    try folder.write(
                        """
                        { "name": "x", "provider": "aliyun", "vars": { "title": "x" },
                          "media": { "other": { "title": "${vars.title}" } },
                          "steps": [ { "emit": "FileUploadComplete", "media": "other" } ] }
                        """, to: "upload.json")
                    let bytes = try JSONSerialization.data(withJSONObject: scenario, options: .sortedKeys)
                    try folder.write(String(decoding: bytes, as: UTF8.self), to: "scenario.json")
                    let command =
                        heading == "observe" ? ["explore", "--histories", "20"] : ["run", "--speed", "max"]
                    let outcome = try await Program.run(command + ["scenario.json"], in: folder)
                    #expect(outcome.exit == 0, "\(heading): \(outcome.stdout)\(outcome.stderr)")
                }
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test func `every shipped scenario passes against the embedded receiver`() async throws {
        try await Folder.with { folder in
            let scenarios = Self.root.appendingPathComponent("scenarios").path
            let outcome = try await Program.run(
                ["run", scenarios, "--speed", "max", "--jobs", "2"], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
        }
    }

    @Test func `the README lists every command`() async throws {
        let help = try await Program.run("--help").stdout
        let list = try #require(help.components(separatedBy: "SUBCOMMANDS:").last)
        let commands = list.matches(of: #/\n  ([a-z]+) /#).map { String($0.1) }
        #expect(commands.count > 10)
        let readme = try Self.text("README.md")
        for command in commands {
            #expect(readme.contains("\n| `vodhook \(command)"), "the README lacks \(command)")
        }
    }

    @Test func `the README names every target`() throws {
        let manifest = try Self.text("Package.swift")
        let targets = manifest.matches(
            of: #/\.(systemLibrary|target|executableTarget|plugin)\(\s*name: "(\w+)"/#
        )
        .map { String($0.2) }
        #expect(targets.count > 12)
        // The first column of the table, so that a word of the text does not count.
        let named = try Self.text("README.md").matches(of: #/\n\| (`[^|]+`) \|/#).flatMap {
            $0.1.split(separator: ", ").map { $0.filter { $0 != "`" } }
        }
        for name in targets { #expect(named.contains(name), "the README lacks \(name)") }
    }

    /// The documents of the project by their paths, without what builds leave behind.
    private static func documents() throws -> [String] {
        let files = try #require(FileManager.default.enumerator(atPath: root.path))
        var documents: [String] = []
        while let path = files.nextObject() as? String {
            if (path as NSString).lastPathComponent.hasPrefix(".") {
                files.skipDescendants()
            } else if path.hasSuffix(".md") {
                documents.append(path)
            }
        }
        return documents.sorted()
    }

    /// The anchors of a document: its headings in small letters, with hyphens for spaces and without other signs.
    private static func anchors(_ text: String) -> Set<String> {
        Set(
            text.matches(of: #/(^|\n)#+ ([^\n]+)/#).map { heading in
                String(
                    heading.2.lowercased().compactMap { sign -> Character? in
                        if sign == " " { return "-" }
                        return sign.isLetter || sign.isNumber || sign == "-" || sign == "_" ? sign : nil
                    })
            })
    }

    @Test func `every relative link leads to a file and to a heading in it`() throws {
        let documents = try Self.documents()
        #expect(documents.contains("README.md"))
        #expect(documents.contains("docs/load.md"))
        var count = 0
        for document in documents {
            let text = try Self.text(document)
            let folder = (document as NSString).deletingLastPathComponent
            for link in text.matches(of: #/\]\(([^)#:\s]*)(?:#([^)\s]*))?\)/#) {
                let path =
                    link.1.isEmpty
                    ? document : (folder as NSString).appendingPathComponent(String(link.1))
                let file = Self.root.appendingPathComponent(path)
                let exists = FileManager.default.fileExists(atPath: file.path)
                #expect(exists, "\(document) links to \(link.1)")
                if exists, let anchor = link.2 {
                    #expect(
                        Self.anchors(try Self.text(path)).contains(String(anchor)),
                        "\(document) links to \(path)#\(anchor)")
                }
                count += 1
            }
        }
        #expect(count > 10)
    }

    @Test func `every file that a document names is there`() throws {
        var count = 0
        for document in try Self.documents() {
            let names = try Self.text(document)
                .matches(of: #/`((Sources|scenarios|scripts|docs|examples)\/[A-Za-z0-9_\/.+-]+)`/#)
            for name in names {
                let file = Self.root.appendingPathComponent(String(name.1))
                let exists = FileManager.default.fileExists(atPath: file.path)
                #expect(exists, "\(document) names \(name.1)")
                count += 1
            }
        }
        #expect(count > 10)
    }
}
