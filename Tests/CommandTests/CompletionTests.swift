import Foundation
import Testing

/// The completion scripts are what their shells can read, and offer what fits.
@Suite(.serialized) struct CompletionTests {
    private func script(_ shell: String, in folder: Folder) async throws -> String {
        let outcome = try await Program.run(["--generate-completion-script", shell], in: folder)
        #expect(outcome.exit == 0, "\(outcome.stderr)")
        try folder.write(outcome.stdout, to: "vodhook.\(shell)")
        return "vodhook.\(shell)"
    }

    private func expectSyntax(_ shell: String, _ flag: String) async throws {
        try await Folder.with { folder in
            let script = try await script(shell, in: folder)
            let check = try await Tool.run(shell, [flag, script], in: folder)
            #expect(check.exit == 0, "\(check.stderr)")
        }
    }

    @Test func `bash reads its script`() async throws { try await expectSyntax("bash", "-n") }

    @Test(.enabled(if: Tool.isThere("zsh"), "zsh is not installed"))
    func `zsh reads its script`() async throws { try await expectSyntax("zsh", "-n") }

    @Test(.enabled(if: Tool.isThere("fish"), "fish is not installed"))
    func `fish reads its script`() async throws { try await expectSyntax("fish", "--no-execute") }

    /// Words after `vodhook`, the last of which is completed, and what bash offers.
    private static let offers: [(words: [String], offer: [String])] = [
        (["fi"], ["fixtures"]),
        (["run", "--report", ""], ["terminal", "json", "junit", "tap", "github", "html"]),
        (["explore", "--report", ""], ["terminal", "json"]),
        (["run", "--speed", ""], ["1", "60", "max"]),
        (["emit", "aliyun/Tr"], ["aliyun/TranscodeComplete"]),
        (["validate", "--event", "byteplus/W"], ["byteplus/WorkflowComplete"]),
        (["catalog", "volcengine/Wor"], ["volcengine/WorkflowComplete"]),
        (["fuzz", "aliyun/Tr"], ["aliyun/TranscodeComplete"]),
        (["fuzz", "mine/"], ["mine/a.json", "mine/sub/"]),
        (["fuzz", "--tier", ""], ["valid", "forward-compatible", "invalid", "hostile"]),
        (["fuzz", "--bug", "lost-u"], ["lost-update"]),
        (["explore", "--bug", "lost-u"], ["lost-update"]),
        (["listen", "--bug", "lost-u"], ["lost-update"]),
        (["explore", "mine/"], ["mine/a.json", "mine/sub"]),
        (["load", "--unit", ""], ["events", "uploads"]),
        (["fixtures", "x.json", "--format", "w"], ["wrk", "wiremock"]),
        (["fixtures", "--out", "mine/"], ["mine/sub"]),
        (["run", "--cacert", "mine/"], ["mine/a.json", "mine/b.txt", "mine/sub"]),
        (["init", "--provider", ""], ["aliyun", "volcengine", "byteplus"]),
    ]

    @Test(arguments: offers) func `bash offers what fits`(_ words: [String], _ offer: [String]) async throws {
        try await Folder.with { folder in
            let script = try await script("bash", in: folder)
            try FileManager.default.createDirectory(
                atPath: folder.path("mine/sub"), withIntermediateDirectories: true)
            for file in ["mine/a.json", "mine/b.txt"] { try folder.write("", to: file) }
            // What bash does when the tabulator key is pressed behind the last word.
            let driver = """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _vodhook "$1" "${@: -1}" "${@: -2:1}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let outcome = try await Tool.run(
                "bash", ["-c", driver, "bash", script, try Program.path()] + words, in: folder)
            let offered = outcome.stdout.split(separator: "\n").map(String.init)
            let values = offered.filter { !$0.hasPrefix("-") }.map {
                $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0
            }
            #expect(values.sorted() == offer.sorted(), "\(words): \(offered) \(outcome.stderr)")
        }
    }
}
