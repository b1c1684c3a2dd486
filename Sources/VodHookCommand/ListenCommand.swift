import ArgumentParser
import CurlTransport
import FoundationEssentials
import HTTPServing
import JSONText
import ReferenceReceiver
import VodHookReports

/// Runs the reference receiver on its own.
struct ListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Run the reference receiver.",
        discussion: """
            Takes callbacks on every path, verifies them, and serves the state that they lead to:
            GET /videos, GET /videos/ID, GET /events, GET /health, DELETE /state.

              vodhook listen --port 8080 --key K1
              vodhook run scenarios/aliyun --target http://127.0.0.1:8080/cb --key K1
              vodhook listen --record recorded --forward http://127.0.0.1:9000
              vodhook listen --respond 500x2,200 --respond-per delivery
            """)

    /// What --bug asks for.
    enum BugChoice: Sendable {
        /// The table of all bugs.
        case list
        case bug(PlantedBug)

        @Sendable init(_ name: String) throws {
            self = name == "list" ? .list : .bug(try PlantedBug.named(name))
        }
    }

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Option(
        help: ArgumentHelp(
            "A key to accept; repeatable, for a rotation. VODHOOK_KEY in the environment is one more. Without any key unsigned callbacks are accepted.",
            valueName: "key"))
    var key: [String] = []

    @Option(
        name: .customLong("callback-url"),
        help: ArgumentHelp(
            "The URL that callbacks are signed for, when it is not the address listened on: scheme and host alone, or complete.",
            valueName: "url"))
    var callbackURL: String?

    @Option(
        help: ArgumentHelp(
            "Plant a bug, to see what finds it; --bug list shows them all.", valueName: "name"),
        completion: .list(["list"] + PlantedBug.allCases.map(\.rawValue)), transform: BugChoice.init)
    var bug: BugChoice?

    @Option(
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []

    @OptionGroup(title: "Recording and answers") var recording: RecordOptions

    @Flag(name: .shortAndLong, help: "Do not print a line for each request.")
    var quiet = false

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535")
        }
        if let callbackURL, let lack = URLText.lack(in: callbackURL) {
            throw ValidationError("--callback-url \(callbackURL): give a URL that \(lack)")
        }
    }

    func run() async throws {
        var configuration = ReceiverConfiguration()
        switch bug {
        case .list?: return Output.standardOutput.write(Self.bugTable)
        case .bug(let bug)?: configuration.bug = bug
        case nil: break
        }
        configuration.host = host
        configuration.port = port
        configuration.keys = key
        if let fromEnvironment = ProcessInfo.processInfo.environment["VODHOOK_KEY"], !fromEnvironment.isEmpty
        {
            configuration.keys.append(fromEnvironment)
        }
        if let callbackURL, let parts = URLText(callbackURL) {
            configuration.callbackURL =
                parts.path.isEmpty && parts.query == nil ? .base(parts.origin) : .exactly(callbackURL)
        }
        let scrubber = KnownSecrets.scrubber(keys: configuration.keys)
        if !quiet {
            configuration.observer = { Output.standardOutput.write(scrubber.text(Self.line($0)) + "\n") }
        }
        let catalogue = try Inputs.catalogue(of: try Inputs.project(), adding: catalogues)
        configuration.know(catalogue)
        let (recorded, engine) = try recording.apply(to: &configuration, catalogue)
        let final = configuration
        let note = note(isOpen: configuration.keys.isEmpty)
        do {
            try await Interrupt.cancelling {
                try await ReferenceReceiver(configuration: final).run { address in
                    Output.standardError.write("listening on \(address.url)\(note)\n")
                }
            }
            await engine?.shutdown()
            if let recorded {
                Output.standardError.write("recorded \(Shown.count(recorded.count, "request"))\n")
            }
        } catch let error as ServerStartError {
            throw Failure.cannotWork(error.description)
        } catch is ReceiverCrash {
            throw ExitCode(rawValue: ReceiverCrash.exitCode)
        }
    }

    private func note(isOpen: Bool) -> String {
        if let forward = recording.forward {
            return ", passing requests on to \(URLText(forward)?.withoutSecrets ?? forward)"
        }
        return isOpen ? ", accepting unsigned callbacks" : ""
    }

    private static var bugTable: String {
        let rows = PlantedBug.allCases.map { [$0.rawValue, $0.group.rawValue, $0.about] }
        return TextTable.lines(["BUG", "GROUP", "WHAT IT DOES"], rows, indent: "").map { $0 + "\n" }.joined()
    }

    private static func line(_ request: LoggedRequest) -> String {
        let what = [request.provider, request.event, request.id].compactMap { $0 }.joined(separator: " ")
        let reason = request.reason.map { "  \($0)" } ?? ""
        let text =
            "\(request.time)  \(request.status)  \(request.method) \(request.target)  \(what)  \(request.verdict.rawValue)\(reason)"
        return SafeText.line(text)
    }
}
