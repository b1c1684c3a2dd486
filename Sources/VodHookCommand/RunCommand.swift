// The way in: `vodhook run`. Here: flags, inputs, one run for each scenario, reports, exit code.
// Goes on in: VodHookPlan/Scenario/ScenarioLoader.swift.

import ArgumentParser
import VodHookPlan
import VodHookReports

/// Delivers the events of scenarios, repeats them as the vendor would, and checks what comes back.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Deliver the events of scenarios and check the receiver.",
        discussion: """
            Without --target, and without one in the scenario, the embedded receiver is started in the process.

              vodhook run scenarios/aliyun/one-rendition-fails.json
              vodhook run scenarios --speed max --report json=result.json
              VODHOOK_KEY=K1 vodhook run my.json --target https://api.example.test/cb
              vodhook run --replay result.json --target http://localhost:8080/cb
            """)

    @Argument(
        help: ArgumentHelp("Scenario files, - for standard input, or folders.", valueName: "scenario"),
        completion: .file(extensions: ["json"]))
    var scenarios: [String] = []

    @Option(
        help: ArgumentHelp(
            "Send the failed deliveries of a saved run again: the file of a --report json=FILE.",
            valueName: "file"))
    var replay: String?

    @Flag(help: "With --replay: send all deliveries, not only those that failed.")
    var all = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Target") var connection: ConnectionOptions
    @OptionGroup(title: "Chance and time") var seed: SeedOption
    @OptionGroup(title: "Chance and time") var pace: SpeedOption
    @OptionGroup(title: "Chance and time") var named: VariableOption
    @OptionGroup(title: "Chance and time") var bodies: BodyOptions
    @OptionGroup(title: "Chance and time") var identities: IdentityOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    @Option(help: ArgumentHelp("Run only scenarios with this tag; repeatable.", valueName: "tag"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Leave out scenarios with this tag; repeatable.", valueName: "tag"))
    var skip: [String] = []

    @Option(help: ArgumentHelp("How many scenarios run at the same time.", valueName: "number"))
    var jobs = 1

    @Flag(name: .customLong("fail-fast"), help: "Start no further scenario after one has failed.")
    var failFast = false

    @Flag(
        name: .customLong("strict-acknowledgement"),
        help: "Fail when the vendor would read an answer differently from what it says, such as a 204.")
    var strictAcknowledgement = false

    @Flag(
        name: .customLong("dry-run"),
        help: "Print the planned time line and send nothing; with --report json, the plan with all bodies.")
    var dryRun = false

    /// What the flags say of scenarios and bodies.
    private var choices: PlanChoices { PlanChoices(seed, bodies, named) }

    func validate() throws {
        if replay == nil, scenarios.isEmpty {
            throw ValidationError("Missing expected argument '<scenario> ...'")
        }
        if replay != nil, !scenarios.isEmpty {
            throw ValidationError("--replay takes the place of scenario files; leave out \(scenarios[0])")
        }
        try IdleFlags.check()
        if dryRun {
            try reports.reports.validate(
                allowing: [ReportRequest.terminal, "json"],
                else: "--dry-run prints a table, or JSON with --report json")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
    }

    func run() async throws {
        let project = try Inputs.project()
        let saved = try replay.map {
            try ReplaySession(
                $0, all: all, choices: choices, target: target.spec(connection), project: project)
        }
        let items =
            try saved?.items
            ?? Inputs(
                paths: scenarios, choices: choices, target: target.spec(connection), project: project,
                choice: TagChoice(only: only, skip: skip), salt: identities.salt(),
                sends: !dryRun
            ).items
        try reports.reports.checkPlaces()
        if dryRun { return try show(items.map(\.plan)) }
        var session = RunSession(speed: try pace.effective(), reports: reports)
        session.jobs = jobs
        session.failsFast = failFast
        session.isStrict = strictAcknowledgement
        let ready = session
        let outcome = try await Interrupt.cancelling { await ready.run(items) }
        if let saved {
            // Where standard output holds a report for programs, people read it beside.
            let out: Output =
                reports.reports.showsText ? .standardOutput : .standardError
            out.write(saved.text(outcome.result, style: TextStyle(usesColor: out.usesColor(reports))))
        }
        try reports.write(outcome.result, after: outcome.failure)
    }

    private func show(_ plans: [Plan]) throws {
        let table = { plans.map(PlanTable.text).joined(separator: "\n") }
        if reports.reports.showsText { Output.standardOutput.write(table()) }
        try reports.reports.write { request in
            request.kind == "json" ? PlanJSON.text(plans, toolVersion: VodHook.version) : table()
        }
    }
}
