import JSONText

/// The manual page of the tool as roff, made from the description of the commands that ArgumentParser gives.
struct ManPage {
    private let root: JSONValue
    private let version: String

    /// A page about `root`, a command with its subcommands.
    init(_ root: JSONValue, version: String) {
        self.root = root
        self.version = version
    }

    /// The whole page.
    var text: String {
        let name = root["commandName"]?.string ?? ""
        var lines = [
            ".\\\" Made by \"\(name) man\" from the descriptions of the commands.",
            ".TH \(name.uppercased()) 1 \"\" \"\(name) \(version)\" \"User Commands\"",
            // Names of files and flags are not to be broken.
            ".nh", ".ad l",
            ".SH NAME", "\(name) \\- \(Roff.text(root["abstract"]?.string ?? ""))",
            ".SH SYNOPSIS", "\(Roff.bold(name)) \(Roff.italic("command")) [\(Roff.italic("options"))]",
            ".SH DESCRIPTION",
        ]
        lines += Self.discussion(root)
        lines.append(".SH OPTIONS")
        lines += shown(root["arguments"]).flatMap(Self.argument)
        lines.append(".SH COMMANDS")
        for command in shown(root["subcommands"]) where command["commandName"]?.string != "help" {
            lines += section(command, of: name)
        }
        return (lines + Self.end).joined(separator: "\n") + "\n"
    }

    private func shown(_ list: JSONValue?) -> [JSONValue] {
        (list?.array ?? []).filter { $0["shouldDisplay"] != .bool(false) }
    }

    private func section(_ command: JSONValue, of tool: String) -> [String] {
        let name = "\(tool) \(command["commandName"]?.string ?? "")"
        let arguments = shown(command["arguments"]).filter { !Self.isEverywhere($0) }
        var lines = [".SS \(Roff.text(name))", "\(Roff.bold(name)) [\(Roff.italic("options"))]"]
        lines += arguments.filter { Self.isRequired($0) || $0["kind"]?.string == "positional" }.map(Self.use)
        lines += [".PP", Roff.text(command["abstract"]?.string ?? "")]
        lines += Self.discussion(command)
        var title: String?
        for argument in arguments {
            let own = argument["sectionTitle"]?.string
            if own != title, let heading = own ?? (title == nil ? nil : "Options") {
                lines += [".PP", Roff.italic("\(heading):")]
            }
            title = own
            lines += Self.argument(argument)
        }
        return lines
    }

    /// `--help` and `--version` stand once, at the top.
    private static func isEverywhere(_ argument: JSONValue) -> Bool {
        ["help", "version"].contains(argument["preferredName"]?["name"]?.string)
    }

    private static func isRequired(_ argument: JSONValue) -> Bool {
        argument["isOptional"] == .bool(false) && argument["kind"]?.string != "flag"
    }

    /// How an argument stands in the line that shows the use of a command.
    private static func use(_ argument: JSONValue) -> String {
        let value = Roff.italic(argument["valueName"]?.string ?? "")
        let name = names(argument).last.map { "\(Roff.bold($0)) " } ?? ""
        let dots = argument["isRepeating"] == .bool(true) ? " ...\\&" : ""
        return isRequired(argument) ? "\(name)\(value)\(dots)" : "[\(name)\(value)\(dots)]"
    }

    private static func names(_ argument: JSONValue) -> [String] {
        let names = (argument["names"]?.array ?? []).compactMap { name -> String? in
            guard let text = name["name"]?.string else { return nil }
            return name["kind"]?.string == "long" ? "--\(text)" : "-\(text)"
        }
        return names.filter { !$0.hasPrefix("--") } + names.filter { $0.hasPrefix("--") }
    }

    private static func argument(_ argument: JSONValue) -> [String] {
        let value = argument["valueName"]?.string.map(Roff.italic) ?? ""
        let names = names(argument).map(Roff.bold).joined(separator: ", ")
        let takesValue = argument["kind"]?.string != "flag"
        let head = names.isEmpty ? value : takesValue ? "\(names) \(value)" : names
        var about = argument["abstract"]?.string ?? ""
        if let values = argument["allValues"]?.array?.compactMap(\.string), !values.isEmpty {
            about += " (values: \(values.joined(separator: ", ")))"
        }
        if let usual = argument["defaultValue"]?.string { about += " (default: \(usual))" }
        return [".TP", head, Roff.text(about)]
    }

    /// The long text of a command: indented lines and command lines are examples, the rest is text.
    private static func discussion(_ command: JSONValue) -> [String] {
        var lines: [String] = []
        var isExample = false
        var wantsParagraph = true
        for line in (command["discussion"]?.string ?? "").split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            let startsExample = line.hasPrefix("  ") || line.hasPrefix("vodhook ")
            if startsExample != isExample {
                lines += startsExample ? [".PP", ".RS 4", ".EX"] : [".EE", ".RE"]
                isExample = startsExample
                wantsParagraph = true
            }
            if isExample {
                lines.append(Roff.text(line.hasPrefix("  ") ? String(line.dropFirst(2)) : String(line)))
            } else if line.isEmpty {
                wantsParagraph = true
            } else {
                if wantsParagraph { lines.append(".PP") }
                wantsParagraph = false
                lines.append(Roff.text(String(line)))
            }
        }
        return isExample ? lines + [".EE", ".RE"] : lines
    }

    private static let end: [String] = {
        let statuses = [
            ("0", "Every check passed."),
            ("1", "A check failed, or an event was lost against expectation."),
            ("2", "An input file is invalid; all mistakes are printed."),
            ("3", "The tool could not do its work."),
            ("64", "A flag is wrong."),
            ("130", "Interrupted; the report of what was done is written."),
        ]
        let variables = [
            ("VODHOOK_KEY", "The shared key, unless --key gives one."),
            ("NO_COLOR", "No colours when it is set to anything."),
        ]
        let files = [
            ("vodhook.json", "In the working directory: what all scenarios of a project share."),
            (
                "vodhook-failures",
                "Where explore and fuzz save what fails, unless --save names another folder."
            ),
        ]
        return list("EXIT STATUS", statuses) + list("ENVIRONMENT", variables) + list("FILES", files)
    }()

    private static func list(_ title: String, _ entries: [(name: String, about: String)]) -> [String] {
        [".SH \(title)"] + entries.flatMap { [".TP", Roff.bold($0.name), Roff.text($0.about)] }
    }
}

/// Text as roff wants it.
enum Roff {
    /// Plain text: every character stands for itself, and no line is taken for a request.
    static func text(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\(rs"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.hasPrefix(".") ? "\\&\(result)" : result
    }

    static func bold(_ text: String) -> String { "\\fB\(self.text(text))\\fR" }
    static func italic(_ text: String) -> String { "\\fI\(self.text(text))\\fR" }
}
