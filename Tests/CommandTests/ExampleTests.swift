import Foundation
import Testing

/// The receivers of `examples/` are right: their scenarios pass, and no search finds anything.
@Suite(.serialized) struct ExampleTests {
    private static let key = "Key12345"
    private static let examples = Folder.repository.appendingPathComponent("examples")
    private static let names = ["python-flask", "node", "java"]

    /// Starts the receiver of an example on a port that the system chooses, and tries all that its page tells.
    private func tryExample(_ name: String, _ command: [String]) async throws {
        try await Folder.with { folder in
            let example = Self.examples.appendingPathComponent(name)
            let file = example.appendingPathComponent(command[1]).path
            let receiver = try Child(
                command[0], [file, "--port", "0"], in: folder.url, environment: ["VOD_CALLBACK_KEY": Self.key]
            )
            let first = await receiver.output.text { $0.contains("\n") }
            let line = first.prefix { $0 != "\n" }
            guard line.hasPrefix("listening on http") else {
                receiver.signal(SIGKILL)
                Issue.record("the receiver does not start: \(await receiver.end().stderr)")
                return
            }
            let url = String(line.dropFirst("listening on ".count))
            let scenarios = example.appendingPathComponent("scenarios").path
            let environment = ["VOD_TARGET": url, "VODHOOK_KEY": Self.key]
            for arguments in [
                ["run", scenarios],
                ["explore", "\(scenarios)/upload.json", "--histories", "60"],
                ["fuzz", "\(scenarios)/upload.json", "--cases", "250"],
            ] {
                let outcome = try await Program.run(arguments, in: folder, environment: environment)
                #expect(outcome.exit == 0, "\(name), \(arguments[0]): \(outcome.stdout)\(outcome.stderr)")
            }
            receiver.signal(SIGTERM)
            _ = await receiver.end()
        }
    }

    @Test(
        .enabled("python3 has no flask") {
            guard Tool.isThere("python3") else { return false }
            return try await Tool.run("python3", ["-c", "import flask"]).exit == 0
        })
    func `the receiver in Python with Flask is right`() async throws {
        try await tryExample("python-flask", ["python3", "receiver.py"])
    }

    @Test(.enabled(if: Tool.isThere("node"), "node is not installed"))
    func `the receiver in Node is right`() async throws {
        try await tryExample("node", ["node", "receiver.js"])
    }

    @Test(.enabled(if: Tool.isThere("javac"), "no JDK is installed"))
    func `the receiver in Java is right`() async throws {
        try await tryExample("java", ["java", "Receiver.java"])
    }

    @Test(arguments: ["scenarios/upload.json", "scenarios/forgeries.json"])
    func `all examples have the same scenarios`(_ file: String) throws {
        let texts = try Self.names.map {
            try Data(contentsOf: Self.examples.appendingPathComponent("\($0)/\(file)"))
        }
        #expect(Set(texts).count == 1)
    }

    @Test func `every example has a workflow that starts it and runs its scenarios`() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.examples.path).sorted()
        where name != "README.md" {
            #expect(Self.names.contains(name), "\(name) has no test")
            let workflow = String(
                decoding: try Data(contentsOf: Self.examples.appendingPathComponent("\(name)/ci.yml")),
                as: UTF8.self)
            #expect(workflow.contains("vodhook run scenarios "))
        }
    }
}
