import ArgumentParser
import VodHookKit

/// Checks scenario files without sending anything.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files.",
        discussion: """
            Every mistake is printed with file, line and column. Exit code 2 when there is one.

              vodhook validate scenarios
              vodhook validate --syntax answer.json
            """)

    @Argument(help: ArgumentHelp("Files, or folders of scenarios.", valueName: "file"))
    var files: [String]

    @Flag(help: "Check only that each file is one JSON text by RFC 8259.")
    var syntax = false

    @OptionGroup var seeds: SeedOptions

    func run() throws {
        if syntax { return try checkSyntax() }
        let inputs = try Inputs(paths: files, options: seeds)
        let count = inputs.scenarios.count
        Output.standardOutput.write("\(count == 1 ? "1 scenario is" : "\(count) scenarios are") valid\n")
    }

    private func checkSyntax() throws {
        var isValid = true
        for file in files {
            let (value, findings) = JSONReader.read(try Files.read(file), strictness: .grammarOnly)
            for finding in findings { Output.standardOutput.write(finding.text + "\n") }
            if value == nil { isValid = false }
        }
        if !isValid { throw ExitCode.invalidInput }
    }
}
