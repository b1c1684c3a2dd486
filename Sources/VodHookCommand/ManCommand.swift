import ArgumentParser
import JSONText

/// Prints the manual page, for those who make packages.
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man",
        abstract: "Print the manual page.",
        discussion: """
            Made from the same source as --help and the completions.

              vodhook man > vodhook.1
              man -l vodhook.1
            """,
        shouldDisplay: false)

    func run() throws {
        let help = try JSONReader.value(of: Array(VodHook._dumpHelp().utf8))
        guard let command = help["command"] else {
            throw Failure.cannotWork("the description of the commands has no root")
        }
        Output.standardOutput.write(ManPage(command, version: VodHook.version).text)
    }
}
