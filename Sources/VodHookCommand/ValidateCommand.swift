import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookDelivery
import VodHookPlan

/// Checks scenario files and callback bodies without sending anything.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files, or the bodies of callbacks.",
        discussion: """
            A file whose object names an event is a callback body: provider, event and profile are found \
            from it unless --event names them. Everything else is a scenario. Every mistake is printed with file, \
            line and column; exit code 2 when there is one.

              vodhook validate scenarios
              vodhook validate captured.json
              vodhook validate --event aliyun/TranscodeComplete --profile 2017 --strict captured.json
            """)

    @Argument(
        help: ArgumentHelp("Files, - for standard input, or folders of scenarios.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(
        help: ArgumentHelp("The files are bodies of this event.", valueName: "provider/event"),
        completion: .custom { _, _, _ in EmitCommand.names })
    var event: String?

    @Option(
        help: ArgumentHelp(
            "The profile that the bodies must follow; the best fitting one unless given.", valueName: "name"))
    var profile: String?

    @Flag(help: "Report fields that the catalogue does not know.")
    var strict = false

    @Flag(help: "Check only that each file is one JSON text by RFC 8259.")
    var syntax = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var named: VariableOption
    @OptionGroup var bodies: BodyOptions

    /// What the flags say of scenarios and bodies.
    private var choices: PlanChoices { PlanChoices(seed, bodies, named) }

    func validate() throws { try IdleFlags.check() }

    func run() throws {
        if syntax { return try checkSyntax() }
        let project = try Inputs.project()
        let catalogue = try Inputs.catalogue(of: project, adding: bodies.catalogues)
        let named = try event.map { try EventName($0, in: catalogue) }
        let bodies = try files.filter { path in try named != nil || isBody(path, catalogue) }
        let scenarios = files.filter { !bodies.contains($0) }
        if scenarios.isEmpty { try IdleFlags.check([.withoutScenario]) }
        if bodies.isEmpty { try IdleFlags.check([.withoutBody]) }
        var isValid = true
        for path in bodies {
            let source = try Files.read(path)
            if try !check(source, named, catalogue) { isValid = false }
        }
        if !scenarios.isEmpty {
            let count = try Inputs(paths: scenarios, choices: choices, target: TargetSpec(), project: project)
                .items.count
            let verb = count == 1 ? "is" : "are"
            Output.standardOutput.write("\(Shown.count(count, "scenario")) \(verb) valid\n")
        }
        if !isValid { throw ExitCode.invalidInput }
    }

    private func isBody(_ path: String, _ catalogue: Catalogue) throws -> Bool {
        if Files.kind(path).isFolder { return false }
        guard let root = JSONReader.read(try Files.read(path), strictness: .grammarOnly).value,
            root["steps"] == nil
        else { return false }
        let body = root.value
        return catalogue.providers.contains { provider in
            guard let place = provider.envelope.event, let value = place.value(in: body) else { return false }
            // A provider may call its events what a scenario calls something else.
            let isOfScenario = place.steps.first.map(Self.scenarioKeys.contains) ?? true
            return !isOfScenario || value.string.flatMap { provider.event($0) } != nil
        }
    }

    private static let scenarioKeys: [NormalizedPath.Step] =
        FileFormat.scenario.records.first?.fields.map { .name($0.key) } ?? []

    /// Prints what is wrong with one body, or which profile it keeps; true when it is valid.
    private func check(_ source: SourceText, _ named: EventName?, _ catalogue: Catalogue) throws -> Bool {
        let out = Output.standardOutput
        let (root, mistakes) = JSONReader.read(source, strictness: .grammarOnly)
        for mistake in mistakes { out.write(mistake.text + "\n") }
        guard let root else { return false }
        let candidates = try named.map { [($0.provider, $0.event)] } ?? detected(root, source, catalogue)
        var fits: [(provider: Provider, event: EventSpec, fit: BodyValidator.Fit)] = []
        for (provider, event) in candidates {
            if let profile {
                let chosen = try EventName("\(provider.name)/\(event.name)", in: catalogue).profile(profile)
                fits.append(
                    (provider, event, BodyValidator.fit(root, of: source, to: chosen, strict: strict)))
            } else if let fit = BodyValidator.bestFit(root, of: source, for: event, strict: strict) {
                fits.append((provider, event, fit))
            }
        }
        guard let best = fits.min(by: { $0.fit.errorCount < $1.fit.errorCount }) else { return false }
        for finding in best.fit.findings { out.write(finding.text + "\n") }
        let others = fits.filter {
            $0.provider.name != best.provider.name && $0.fit.errorCount == best.fit.errorCount
        }
        let names = ([best] + others).map { "\($0.provider.name)/\($0.event.name)" }.joined(separator: " or ")
        let unknown =
            best.fit.unknownKeys == 0
            ? "" : ", \(Shown.count(best.fit.unknownKeys, "unknown field"))"
        let isValid = best.fit.errorCount == 0
        out.write(
            "\(source.name): \(isValid ? "valid" : "not a valid") \(names), profile \(best.fit.profile.name)\(unknown)\n"
        )
        return isValid
    }

    private func detected(
        _ root: JSONNode, _ source: SourceText, _ catalogue: Catalogue
    ) throws -> [(Provider, EventSpec)] {
        let found = BodyValidator.detect(root.value, in: catalogue)
        if found.isEmpty {
            throw Failure.invalidInput(
                "\(source.name): no provider has an event \"\(catalogue.eventName(in: root.value) ?? "")\" of this shape; say which with --event"
            )
        }
        return found
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
