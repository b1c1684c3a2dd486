import ArgumentParser
import CurlTransport
import Glibc
import JSONText
import VodHookReports

/// The program: its subcommands, and what holds for all of them.
@main
struct VodHook: AsyncParsableCommand {
    /// The version of the tool, as `--version` and every report show it.
    static let version = "0.1.0"

    /// What `--version` says: the version, the commit if the build was told, and libcurl.
    static var versionLine: String {
        let parts =
            (ToolBuild.commit.map { ["commit \($0)"] } ?? []) + ["libcurl \(CurlEngine.libcurlVersion)"]
        return "vodhook \(version) (\(parts.joined(separator: ", ")))"
    }

    static let configuration = CommandConfiguration(
        commandName: "vodhook",
        abstract: "Tests the code that receives video-on-demand callbacks.",
        discussion: """
            Delivers realistic Alibaba Cloud VOD, Volcengine VOD and BytePlus VOD callbacks from scenario files, \
            signed, timed and retried as the vendor does, and checks the receiver's answers and state.

              vodhook run scenarios/aliyun
              vodhook run scenarios/aliyun --target http://localhost:8080/cb --key K1

            Exit codes: 0 passed, 1 a check failed, 2 an input file is invalid, 3 the tool could not do its work, \
            64 bad flags, 130 interrupted.
            """,
        version: versionLine,
        subcommands: [
            InitCommand.self, RunCommand.self, ExploreCommand.self, FuzzCommand.self, ZooCommand.self,
            EmitCommand.self,
            ListenCommand.self, QueueCommand.self,
            ValidateCommand.self,
            CatalogCommand.self, LoadCommand.self, ReportCommand.self, FixturesCommand.self,
            ImportCommand.self,
            ManCommand.self,
        ]
    )

    static func main() async {
        // A receiver or a pipe that closes early is an error value for its writer, never the end of the program.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot(OptionalValues.filled(Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            endIfOutputIsLost()
        } catch let failure as Failure {
            let message = safe(KnownSecrets.scrubber().text(failure.message))
            Output.standardError.write("vodhook: \(message)\n")
            endIfOutputIsLost()
            exit(withError: failure.code)
        } catch let error where exitCode(for: error) == .validationFailure {
            // The message repeats what was typed, and a URL may hold a password.
            Output.standardError.write(safe(KnownSecrets.scrubber().text(fullMessage(for: error))) + "\n")
            exit(withError: ExitCode.badFlags)
        } catch {
            endIfOutputIsLost()
            exit(withError: error)
        }
    }

    /// A message of one or more lines in which nothing that was typed moves the cursor or talks to the CI server.
    private static func safe(_ message: String) -> String {
        // An argument with line breaks must not begin a line of its own.
        let arguments = CommandLine.arguments.filter { SafeText.line($0) != $0 }
        let quoted = arguments.reduce(message) { $0.replacing($1, with: SafeText.line($1)) }
        return quoted.split(separator: "\n", omittingEmptySubsequences: false).map {
            SafeText.line(String($0))
        }
        .joined(separator: "\n")
    }

    /// A verdict without its report is none: whatever came of the work, the tool has not done its own.
    private static func endIfOutputIsLost() {
        guard let reason = Output.standardOutput.failure else { return }
        Output.standardError.write("vodhook: cannot write to standard output: \(reason)\n")
        exit(withError: ExitCode.cannotWork)
    }
}
