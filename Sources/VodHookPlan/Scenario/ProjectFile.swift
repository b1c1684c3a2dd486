package import JSONText
package import VodHookCatalogue

extension FileFormat {
    /// The format of `vodhook.json`, which holds what all scenarios of a project share.
    package static let project = FileFormat(
        title: "vodhook project", root: "project",
        records: [
            Record(
                "project", "What all scenarios of a project share; a scenario and a flag override it.",
                fields: [
                    .init("target", .record("target"), "Where deliveries go."),
                    .init(
                        "vars", .map(.union([.text(.plain), .number, .boolean])), "Values for ${vars.NAME}."),
                    .init(
                        "catalog", .list(.text(.name)),
                        "Folders with providers of your own, relative to the file."),
                    .init("seed", .integer(0...Int.max), "The seed of scenarios that name none."),
                    .init("speed", .union([.choice(["max"]), .number]), "How fast scenario time passes."),
                ])
        ] + FileFormat.scenario.records.filter { $0.name == "target" })
}

/// The project file, decoded.
package struct ProjectFile: Sendable {
    /// Where deliveries go.
    package var target = TargetSpec()
    /// Values for `${vars.NAME}`.
    package var variables: [String: String] = [:]
    /// Folders with providers, as written.
    package var catalogues: [String] = []
    /// The seed, or nil.
    package var seed: UInt64?
    /// How fast scenario time passes, or nil.
    package var speed: Speed?

    package init() {}

    /// Reads `source`; `environment` gives the values of `${env.NAME}`.
    package static func load(
        _ source: SourceText, environment: [String: String]
    ) -> (project: ProjectFile, findings: [Finding]) {
        var project = ProjectFile()
        let (parsed, mistakes) = JSONReader.read(source)
        guard let parsed else { return (project, mistakes) }
        let context = ScenarioLoader.Context(catalogue: Catalogue(providers: []), environment: environment)
        var resolver = VariableResolver(source: source, context: context, own: parsed["vars"], row: [])
        let root = resolver.resolved(file: parsed)
        var decoder = ScenarioDecoder(
            source: source, catalogue: context.catalogue, files: ScenarioFiles(context: context), stack: [])
        project.target = decoder.target(root["target"])
        for member in root["vars"]?.members ?? [] where member.key != "$comment" {
            project.variables[member.key] = member.value.string ?? JSONWriter.text(of: member.value.value)
        }
        project.catalogues = root["catalog"]?.elements.compactMap(\.string) ?? []
        project.seed = root["seed"]?.number?.int64.map { UInt64(bitPattern: $0) }
        if let speed = root["speed"], let text = speed.string ?? speed.number?.literal {
            project.speed = Speed(text: text)
            // A wrong word has been reported by the shape.
            if project.speed == nil, speed.number != nil {
                decoder.report(
                    speed, "expected \(Speed.choice), found \(text)",
                    remedy: "1 is real time, 60 a minute per second, \"max\" does not wait")
            }
        }
        let findings = mistakes + resolver.findings + ShapeChecker.check(root, of: source, against: .project)
        return (project, (findings + decoder.findings).inOrder)
    }
}
