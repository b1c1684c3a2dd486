import ArgumentParser
import FoundationEssentials
import VodHookKit

/// Where deliveries go, and how they are signed.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The URL of your endpoint. Without it the embedded receiver is used.", valueName: "url"))
    var target: String?

    @Option(
        name: .customLong("signed-url"),
        help: ArgumentHelp("Sign for this URL, deliver to the target.", valueName: "url"))
    var signedURL: String?

    @Option(
        help: ArgumentHelp(
            "The shared key; better given as VODHOOK_KEY in the environment.", valueName: "key"))
    var key: String?

    @Option(
        name: .customLong("cacert"),
        help: ArgumentHelp("Trust the certificates in this file.", valueName: "file"),
        completion: .file())
    var caCertificate: String?

    @Flag(help: "Do not check the target's certificate.")
    var insecure = false

    @Flag(name: .customLong("http2"), help: "Use HTTP/2.")
    var http2 = false

    @Flag(help: "Use the proxy that the environment names.")
    var proxy = false

    /// The key of the flag, or else of the environment.
    var effectiveKey: String? {
        key ?? ProcessInfo.processInfo.environment["VODHOOK_KEY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    func validate() throws {
        for (flag, url) in [("--target", target), ("--signed-url", signedURL)] {
            guard let url else { continue }
            guard let parts = URLText(url), ["http", "https"].contains(parts.scheme.lowercased()) else {
                throw ValidationError("\(flag) \(url): give a URL that begins with http:// or https://")
            }
        }
    }
}

/// What chance and time are made of.
struct SeedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The seed of ids, sizes and times; the scenario's own, or 1.", valueName: "number")
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "1 (the default) is real time, 60 a minute per second, max does not wait.", valueName: "speed"),
        completion: .list(["1", "60", "max"]), transform: Speed.init(argument:))
    var speed: Speed?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp("A value for ${vars.NAME}; repeatable.", valueName: "name=value"))
    var variables: [Assignment] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a value in every body that has the path; repeatable.", valueName: "path=value"))
    var settings: [Assignment] = []

    @Option(
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []
}

extension SeedOptions {
    /// The speed of the flag, or of the project file, or real time.
    func effectiveSpeed() throws -> Speed {
        if let speed { return speed }
        return try Inputs.project().speed ?? .realTime
    }
}

extension Speed {
    /// The speed of a flag; throws what would be right.
    init(argument: String) throws {
        guard let speed = Speed(text: argument) else { throw ValidationError("give \(Speed.choice)") }
        self = speed
    }
}

/// `NAME=VALUE` of a flag.
struct Assignment: ExpressibleByArgument, Sendable {
    let name: String
    let value: String

    init?(argument: String) {
        // The path of --set may hold `==` in a filter; the value begins after the last closing bracket's `=`.
        let searchStart = argument.lastIndex(of: "]") ?? argument.startIndex
        guard let mark = argument[searchStart...].firstIndex(of: "=") ?? argument.firstIndex(of: "="),
            mark != argument.startIndex
        else { return nil }
        name = String(argument[..<mark])
        value = String(argument[argument.index(after: mark)...])
    }

    /// The value as JSON where it is JSON, else as a string.
    var json: JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONReader.value(of: Array(value.utf8))
        } catch {
            return .string(value)
        }
    }

    /// The change that --set asks for.
    func change() throws -> Change {
        let text = name.hasPrefix("$") ? name : "$.\(name)"
        do {
            let path = try JSONPath(text)
            return Change(
                path: path, action: .set(json), position: SourcePosition(file: "--set", line: 1, column: 1))
        } catch {
            throw ValidationError("--set \(name): \(error.message)")
        }
    }
}

/// What is reported, and where.
struct ReportOptions: ParsableArguments, ColorChoice {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "terminal, json, junit, tap, github or html, to standard output or to a file; repeatable.",
            valueName: "kind[=path]"))
    var reports: [ReportRequest] = []

    @Flag(name: .shortAndLong, help: "Show only what failed.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show requests and answers.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        if reports.count(where: { $0.path == nil }) > 1 {
            throw ValidationError(
                "only one --report can go to standard output; give the others a path: --report json=FILE")
        }
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// What stands on standard output.
    var standardOutputKind: ReportRequest.Kind { reports.first { $0.path == nil }?.kind ?? .terminal }

    /// Writes the reports that were asked for and ends with the exit code of the verdict.
    ///
    /// The terminal report on standard output has been written while the run went on.
    func write(_ result: RunResult) throws {
        for request in reports where request.path != nil || request.kind != .terminal {
            let text = request.text(result, detail)
            if let path = request.path {
                try Files.write(text, to: path)
            } else {
                Output.standardOutput.write(text)
            }
        }
        switch result.verdict {
        case .pass: return
        case .fail: throw ExitCode.checkFailed
        case .interrupted: throw ExitCode.interrupted
        }
    }

    var detail: TerminalReport.Detail { quiet ? .quiet : verbose ? .verbose : .normal }
}

/// One `--report KIND[=PATH]`.
struct ReportRequest: ExpressibleByArgument, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case terminal, json, junit, tap, github, html
    }

    static var defaultCompletionKind: CompletionKind { .list(Kind.allCases.map(\.rawValue)) }

    let kind: Kind
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let kind = parts.first.flatMap(Kind.init), parts.count == 1 || !parts[1].isEmpty else {
            return nil
        }
        self.kind = kind
        path = parts.count == 2 ? parts[1] : nil
    }

    func text(_ result: RunResult, _ detail: TerminalReport.Detail) -> String {
        switch kind {
        case .terminal: TerminalReport(style: TextStyle(usesColor: false), detail: detail).text(result)
        case .json: JSONReport.text(result)
        case .junit: JUnitReport.text(result)
        case .tap: TAPReport.text(result)
        case .github: GitHubReport.text(result)
        case .html: HTMLReport.text(result)
        }
    }
}
