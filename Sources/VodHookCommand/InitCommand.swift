import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookCatalogue
import VodHookReports

/// Writes the files with which a project begins.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a project file, a first scenario and workflows for CI.",
        discussion: """
            Writes vodhook.json, scenarios/first.json, .github/workflows/vodhook.yml and .gitlab-ci.yml (a snippet to \
            include, .gitlab/vodhook.yml, when the project has a pipeline). The scenario passes as it is, against the \
            embedded receiver, and says how to test your own. Nothing that exists is replaced without --force.

              vodhook init
              vodhook init callbacks --provider volcengine
            """)

    @Argument(
        help: ArgumentHelp("The folder of the project; made if it is not there.", valueName: "dir"),
        completion: .directory)
    var folder = "."

    @Option(
        help: ArgumentHelp(
            "The provider of the first scenario: \(Starter.providers.joined(separator: ", ")).",
            valueName: "provider"),
        completion: .list(Starter.providers))
    var provider = Starter.providers[0]

    @Flag(help: "Replace files that exist; a pipeline of your own stays.")
    var force = false

    func validate() throws {
        guard !Starter.providers.contains(provider) else { return }
        let remedy =
            Suggestion.didYouMean(provider, among: Starter.providers)
            ?? "it takes \(Starter.providers.joined(separator: ", "))"
        throw ValidationError("--provider \(provider): \(remedy)")
    }

    func run() throws {
        let files = Starter.files(provider: provider, hasPipeline: try hasOwnPipeline())
        let existing = files.map { path($0) }.filter { Files.kind($0).exists }
        if !existing.isEmpty, !force {
            let names = existing.map { SafeText.line($0) }.joined(separator: ", ")
            let verb = existing.count == 1 ? "exists" : "exist"
            throw Failure.cannotWork("\(names) \(verb) already; nothing written. --force replaces them")
        }
        for file in files {
            let path = path(file)
            if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                try Files.makeFolder(String(path[..<slash]))
            }
            try Files.write(file.text, to: path)
            Output.standardOutput.write("wrote \(SafeText.line(path))\n")
        }
        if files.contains(where: { $0.path == Starter.gitlabSnippetPath }) {
            Output.standardOutput.write(
                "\(path(Starter.gitlabPath)) is yours; add to it: include: \(Starter.gitlabSnippetPath)\n")
        }
        // The project file counts in the working directory.
        let change = folder == "." ? "" : "cd \(RequestText.quoted(folder)) && "
        Output.standardOutput.write("\nNext: \(change)vodhook run \(Starter.scenarioPath)\n")
    }

    private func path(_ file: Starter.File) -> String { path(file.path) }

    private func path(_ name: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// True when there is a pipeline of GitLab that this command has not written.
    private func hasOwnPipeline() throws -> Bool {
        let pipeline = path(Starter.gitlabPath)
        guard Files.kind(pipeline).exists else { return false }
        let own = Starter.files(provider: provider).first { $0.path == Starter.gitlabPath }
        return try Files.read(pipeline).bytes != Array((own?.text ?? "").utf8)
    }
}
