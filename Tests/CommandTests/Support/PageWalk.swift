import Foundation
import Glibc
import Testing

/// A page of the documentation that is done as it says.
struct PageWalk {
    private let page: String

    init(_ name: String) throws {
        let file = Folder.repository.appendingPathComponent("docs/\(name)")
        page = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// The text of the `number`th block in a language, from 0.
    func block(_ language: String, _ number: Int = 0) throws -> String {
        let blocks = page.components(separatedBy: "```\(language)\n").dropFirst()
        let text = try #require(blocks.dropFirst(number).first, "the page has no such \(language)")
        return text.components(separatedBy: "```")[0]
    }

    /// The program with the changes of a difference that has no line numbers.
    func applying(_ difference: String, to program: String) throws -> String {
        let lines = difference.split(separator: "\n", omittingEmptySubsequences: false)
        func side(_ sign: Character) -> String {
            lines.filter { $0.first == " " || $0.first == sign }.map { "\($0.dropFirst())\n" }.joined()
        }
        try #require(program.components(separatedBy: side("-")).count == 2)
        return program.replacingOccurrences(of: side("-"), with: side("+"))
    }

    /// Runs the receiver of the page on a port that the system chooses.
    func with(_ program: String, _ body: (String) async throws -> Void) async throws {
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
}

extension Result where Failure == any Error {
    /// What came of `body`.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
