import Foundation
import Glibc
import Testing

/// The walk through `docs/explore.md`, done as it says: the receiver, the finding, the fix, the green run.
@Suite(.serialized) struct ExplorePageTests {
    private let page: String

    init() throws {
        let file = Folder.repository.appendingPathComponent("docs/explore.md")
        page = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// The text of the `number`th block in a language, from 0.
    private func block(_ language: String, _ number: Int = 0) throws -> String {
        let blocks = page.components(separatedBy: "```\(language)\n").dropFirst()
        let text = try #require(blocks.dropFirst(number).first, "the page has no such \(language)")
        return text.components(separatedBy: "```")[0]
    }

    /// The program with the changes of a difference that has no line numbers.
    private func applying(_ difference: String, to program: String) throws -> String {
        let lines = difference.split(separator: "\n", omittingEmptySubsequences: false)
        func side(_ sign: Character) -> String {
            lines.filter { $0.first == " " || $0.first == sign }.map { "\($0.dropFirst())\n" }.joined()
        }
        try #require(program.components(separatedBy: side("-")).count == 2)
        return program.replacingOccurrences(of: side("-"), with: side("+"))
    }

    /// Runs the receiver of the page on a port that the system chooses.
    private func with(_ program: String, _ body: (String) async throws -> Void) async throws {
        let start = #"ThreadingHTTPServer(("127.0.0.1", 8099), Receiver).serve_forever()"#
        try #require(program.contains(start))
        let script = program.replacingOccurrences(
            of: start,
            with: """
                server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
                print(server.server_port, flush=True)
                server.serve_forever()
                """)
        let child = try Child("python3", ["-c", script])
        let first = await child.output.text { $0.contains("\n") }
        let result = await Result {
            try await body("http://127.0.0.1:\(first.prefix { $0 != "\n" })/callback")
        }
        child.signal(SIGKILL)
        _ = await child.end()
        try result.get()
    }

    @Test func `what the page tells happens`() async throws {
        let receiver = try block("python")
        try await Folder.with { folder in
            try folder.write(try block("json"), to: "upload.json")
            try await with(receiver) { url in
                let plain = try await Program.run(["run", "upload.json", "--target", url], in: folder)
                #expect(plain.exit == 0, "\(plain.stdout)\(plain.stderr)")
                let found = try await Program.run(["explore", "upload.json", "--target", url], in: folder)
                #expect(found.exit == 1, "\(found.stdout)\(found.stderr)")
                let findings = try block("console", 1).split(separator: "\n").filter { $0.hasPrefix("✗ ") }
                #expect(findings.count == 4)
                for finding in findings.dropFirst().dropLast() {
                    #expect(found.stdout.contains("\(finding)\n"), "\(found.stdout)")
                }
                let saved = try JSON(try folder.read("vodhook-failures/an-upload-1.json"))
                #expect(saved["steps"] == (try JSON(try block("json", 1))))
                let again = try await Program.run(
                    ["run", "vodhook-failures/an-upload-1.json", "--target", url], in: folder)
                #expect(again.exit == 1, "\(again.stdout)\(again.stderr)")
            }
            try await with(try applying(try block("diff"), to: receiver)) { url in
                let green = try await Program.run(["run", "vodhook-failures", "--target", url], in: folder)
                #expect(green.exit == 0, "\(green.stdout)\(green.stderr)")
                let none = try await Program.run(
                    ["explore", "upload.json", "--target", url, "--histories", "200"], in: folder)
                #expect(none.exit == 0, "\(none.stdout)\(none.stderr)")
                #expect(none.stdout.contains("✓ no finding"))
            }
        }
    }
}

extension Result where Failure == any Error {
    /// What came of `body`.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
