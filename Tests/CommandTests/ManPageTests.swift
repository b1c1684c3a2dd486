import Foundation
import Testing

/// The manual page has all that the program has.
@Suite(.serialized) struct ManPageTests {
    /// A command of the description that the argument parser gives, with its flags as they are typed.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let names: [Name]?
            let shouldDisplay: Bool
        }
        struct Root: Decodable { let command: Command }

        let commandName: String
        let shouldDisplay: Bool
        let arguments: [Argument]?
        let subcommands: [Command]?

        var flags: [String] {
            (arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }.map {
                $0.kind == "long" ? "--\($0.name)" : "-\($0.name)"
            }
        }
    }

    /// The page as people see it, without line breaks in the middle of a line's sense.
    private func rendered(in folder: Folder) async throws -> Outcome {
        let page = try await Program.run(["man"], in: folder)
        #expect(page.exit == 0, "\(page.stderr)")
        try folder.write(page.stdout, to: "vodhook.1")
        return try await Tool.run(
            "man", ["--warnings", "--encoding=UTF-8", "--local-file", "vodhook.1"], in: folder,
            environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANPAGER": "cat", "GROFF_NO_SGR": "1"])
    }

    @Test func `every command and every flag is in it`() async throws {
        try await Folder.with { folder in
            let page = try await Program.run(["man"], in: folder).stdout
            let help = try await Program.run(["--experimental-dump-help"], in: folder).stdout
            let root = try JSONDecoder().decode(Command.Root.self, from: Data(help.utf8)).command
            let commands = (root.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
            #expect(commands.count > 10)
            let sections = page.components(separatedBy: "\n.SS vodhook ").dropFirst()
            #expect(sections.map { $0.prefix { $0 != "\n" } } == commands.map { Substring($0.commandName) })
            for (command, section) in zip(commands, sections) {
                for flag in command.flags where !["--help", "-h", "--version"].contains(flag) {
                    let typed = "\\fB\(flag.replacingOccurrences(of: "-", with: "\\-"))\\fR"
                    #expect(section.contains(typed), "\(command.commandName) \(flag)")
                }
            }
        }
    }

    @Test func `it names no command that is hidden`() async throws {
        let page = try await Program.run("man").stdout
        #expect(!page.contains(".SS vodhook man"))
    }

    @Test(.enabled(if: Tool.isThere("man"), "man is not installed"))
    func `man shows it without a warning`() async throws {
        try await Folder.with { folder in
            let shown = try await rendered(in: folder)
            #expect(shown.exit == 0)
            #expect(shown.stderr == "")
            #expect(shown.stdout.contains("vodhook fixtures [options] scenario ... --out folder"))
            #expect(shown.stdout.contains("           vodhook run scenarios/aliyun\n"))
            #expect(shown.stdout.contains("--threshold \"p99 < 50ms\""))
        }
    }
}
