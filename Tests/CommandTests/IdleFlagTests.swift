import Foundation
import Testing

@testable import VodHookCommand

/// A flag that does nothing in the way a command is called is refused, with the reason and a remedy.
@Suite(.serialized) struct IdleFlagTests {
    /// A value for each flag that takes one.
    private static let values = [
        "--target": "http://127.0.0.1:1/cb", "--signed-url": "http://a.test/cb", "--key": "Key1",
        "--cacert": "x.json", "--speed": "max", "--jobs": "2", "--set": "Extend=a", "--var": "a=1",
        "--only": "t", "--skip": "t", "--seed": "3", "--report": "junit=r.xml", "--signed-at": "1700000000",
        "--stages": "1s:5/s", "--concurrency": "8", "--count": "3", "--segment": "1/2", "--max-rate": "9/s",
        "--connections": "2", "--allow-remote": "a.test", "--profile": "current", "--observe": "http://a/",
        "--volatile": "$.a", "--settle": "500ms", "--format": "ndjson", "--event": "aliyun/TranscodeComplete",
        "--catalog": "own", "--keep": "all", "--respond-per": "request", "--bug": "lost-update",
        "--callback-url": "http://a.test/", "--host": "127.0.0.1", "--port": "0", "--record": "rec",
        "--forward": "http://127.0.0.1:1/", "--respond": "200", "--body": "raw", "--replay": "result.json",
    ]

    /// What stands before the flags.
    private static func base(_ row: IdleFlags, _ command: String) -> [String] {
        switch command {
        case "emit": ["emit", "aliyun/TranscodeComplete"]
        case "catalog": ["catalog"] + (row.when.needs("--facts") ? [] : ["aliyun/TranscodeComplete"])
        case "listen", "queue": [command]
        case "zoo": ["zoo", "--scenarios", "folder"]
        case "fixtures": ["fixtures", "x.json", "--out", "out"]
        case "run" where row.when.needs("--replay"): ["run"]
        case "fuzz" where row.flags == ["--volatile"]: ["fuzz", "aliyun/TranscodeComplete"]
        case "validate" where row.when == .inputs(.withoutScenario) || row.when.needs("--event"):
            ["validate", "body.json"]
        default: [command, "x.json"]
        }
    }

    /// The flags that make a call be of a kind.
    private static func flags(_ condition: CallCondition) -> [String] {
        switch condition {
        case .given(let flags): given(flags[0])
        case .without: []
        case .values(let flag, let values): [flag, values[0]]
        case .isForPrograms: ["--report", "json"]
        case .all(let conditions): conditions.flatMap(flags)
        case .inputs(let condition): flags(condition)
        }
    }

    private static func flags(_ condition: InputCondition) -> [String] {
        switch condition {
        case .ownTarget, .unsigned: ["--target", "http://127.0.0.1:1/cb"]
        case .unchecked: ["--target", "https://127.0.0.1:1/cb", "--insecure"]
        case .closedLoop: ["--concurrency", "4"]
        case .widerLoop: ["--concurrency", "40"]
        case .embedded, .withoutTLS, .withoutProxy, .withoutKey, .withScenario, .withoutScenario,
            .withoutBody:
            []
        }
    }

    private static func given(_ flag: String) -> [String] {
        if flag == "--facts" { return ["--facts", "x.json"] }
        return [flag] + (values[flag].map { [$0] } ?? [])
    }

    /// What else a call needs, so that nothing but the flag is wrong with it.
    private static func more(_ row: IdleFlags, _ command: String, _ flag: String) -> [String] {
        switch (command, flag) {
        case ("emit", "--pretty"), ("fixtures", "--signed-at"), ("fixtures", "--signed-url"): []
        case ("emit", "--signed-url"), ("emit", "--signed-at"):
            row.when == .inputs(.withoutKey) ? ["--headers"] : []
        case ("emit", "--cacert"), ("emit", "--insecure"), ("emit", "--proxy"):
            row.when.isAboutInputs && row.when != .inputs(.unchecked)
                ? ["--target", "http://127.0.0.1:1/cb"] : []
        case ("listen", "--insecure"):
            row.when == .inputs(.withoutTLS) ? ["--forward", "http://127.0.0.1:1/"] : []
        default: []
        }
    }

    struct Cell: Sendable, CustomTestStringConvertible {
        let row: IdleFlags
        let command: String
        let flag: String
        var testDescription: String { "\(command) \(row.when.text) \(flag)" }
    }

    static let cells = IdleFlags.all.flatMap { row in
        row.commands.flatMap { command in
            row.flags.map { Cell(row: row, command: command, flag: $0) }
        }
    }

    @Test(arguments: cells)
    func `each refused flag is refused with its sentence`(_ cell: Cell) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try folder.write(#"{ "EventType": "TranscodeComplete" }"#, to: "body.json")
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("folder"), withIntermediateDirectories: true)
            let way = Self.flags(cell.row.when)
            let flag =
                way.contains(cell.flag) && cell.row.when == .inputs(.withScenario)
                ? [] : Self.given(cell.flag)
            let arguments =
                Self.base(cell.row, cell.command) + way
                + Self.more(cell.row, cell.command, cell.flag) + flag
            let outcome = try await Program.run(arguments, in: folder)
            #expect(outcome.exit == 64, "\(arguments): \(outcome.stdout)\(outcome.stderr)")
            let sentence = cell.row.sentence(cell.flag)
            #expect(
                outcome.stderr.contains(sentence), "\(arguments): \(outcome.stderr) instead of \(sentence)")
        }
    }

    @Test(
        arguments: IdleFlags.missing.flatMap { row in
            row.commands.flatMap { command in row.flags.map { Cell(row: row, command: command, flag: $0) } }
        })
    func `a flag that only other commands have is refused with the reason`(_ cell: Cell) async throws {
        let needed = cell.command == "fixtures" ? ["x.json", "--out", "out"] : ["x.json"]
        let outcome = try await Folder.with {
            try await Program.run([cell.command] + needed + [cell.flag], in: $0)
        }
        #expect(outcome.exit == 64)
        #expect(
            outcome.stderr.hasPrefix(
                "Error: vodhook \(cell.command) has no \(cell.flag): \(cell.row.because); leave it out\n"),
            "\(outcome.stderr)")
    }

    @Test(arguments: [
        (["--var", "extnd=a"], "--var extnd: no file uses ${vars.extnd}; did you mean \"extend\"?"),
        (["--var", "zzz=a"], "--var zzz: no file uses ${vars.zzz}; in use are: extend"),
        (["--var", "other=a"], "--var other: no file uses ${vars.other}; in use are: extend"),
        (["--only", "slwo"], "--only slwo: no scenario has this tag; did you mean \"slow\"?"),
        (["--skip", "slwo"], "--skip slwo: no scenario has this tag; did you mean \"slow\"?"),
    ])
    func `a name that no file has is refused with the nearest one`(_ flags: [String], _ message: String)
        async throws
    {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one(
                    "aliyun", "TranscodeComplete",
                    more:
                        #""vars": { "extend": "a", "other": "b" }, "tags": ["slow"], "description": "${vars.extend}","#
                ),
                to: "a.json")
            try folder.write(ScenarioText.aliyun, to: "b.json")
            let outcome = try await Program.run(["run", "a.json", "b.json"] + flags, in: folder)
            #expect(outcome.exit == 64, "\(outcome.stderr)")
            #expect(outcome.stderr == "vodhook: \(message)\n")
        }
    }

    @Test func `a variable or a tag that one of several files has is taken`() async throws {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one(
                    "aliyun", "TranscodeComplete",
                    more: #""vars": { "extend": "a" }, "tags": ["slow"], "description": "${vars.extend}","#),
                to: "a.json")
            try folder.write(ScenarioText.aliyun, to: "b.json")
            for flags in [["--var", "extend=b"], ["--only", "slow"], ["--skip", "slow"]] {
                let outcome = try await Program.run(["run", "a.json", "b.json"] + flags, in: folder)
                #expect(outcome.exit == 0, "\(outcome.stderr)")
                #expect(outcome.stderr == "")
            }
        }
    }

    @Test(arguments: ["explore", "fuzz"])
    func `a search says that it does not give scripted answers`(_ command: String) async throws {
        try await Folder.with { folder in
            // A receiver that refuses everything, for run and load.
            try folder.write(
                #"{"name":"Every answer is a refusal","provider":"aliyun","receiver":{"answers":[{"status":503,"times":"always"}]},"media":{"movie":{}},"steps":[{"emit":"FileUploadComplete"}]}"#,
                to: "x.json")
            let outcome = try await Program.run(
                [command, "x.json"] + (command == "fuzz" ? ["--cases", "5"] : ["--histories", "5"]),
                in: folder)
            #expect(
                outcome.stderr.contains(
                    "note: x.json: the answers under \"receiver\" are for run and load; \(command) lets the receiver answer for itself\n"
                ), "\(outcome.stderr)")
        }
    }

    @Test(arguments: ["run", "load", "explore", "fuzz"])
    func `a fault of the signature without a key is a warning`(_ command: String) async throws {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one("aliyun", "TranscodeComplete", more: #""faults": ["wrong-key"],"#),
                to: "x.json")
            let outcome = try await Program.run(
                [command, "x.json", "--target", "http://127.0.0.1:1/"], in: folder)
            #expect(outcome.exit == 1, "\(outcome.stdout)")
            #expect(
                outcome.stderr.contains(
                    "wrong-key never happens: there is no key, so nothing is signed"), "\(outcome.stderr)")
        }
    }
}

extension CallCondition {
    /// True when the flag is given in such a call.
    fileprivate func needs(_ flag: String) -> Bool {
        switch self {
        case .given(let flags): flags.contains(flag)
        case .all(let conditions): conditions.contains { $0.needs(flag) }
        case .without, .values, .isForPrograms, .inputs: false
        }
    }
}
