import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookReports

/// Shows what is known about providers and events.
struct CatalogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Show providers, events, fields, error codes and delivery rules.",
        discussion: """
            vodhook catalog
            vodhook catalog aliyun
            vodhook catalog aliyun/TranscodeComplete
            vodhook catalog volcengine/WorkflowComplete --profile directurl --format schema
            vodhook catalog aliyun --format openapi
            vodhook catalog --facts scenarios/aliyun/success.json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, schema, openapi
    }

    @Argument(
        help: ArgumentHelp("A provider, or provider and event.", valueName: "provider[/event]"),
        completion: .custom { _, _, _ in Starter.providers + EmitCommand.names })
    var name: String?

    @Option(help: "table, json, schema (JSON Schema of one event) or openapi (a provider's webhooks).")
    var format: Format = .table

    @Option(help: ArgumentHelp("The documented variant for --format schema.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Print the facts that the events of a scenario's media are made from; FILE#NAME for one media.",
            valueName: "file[#media]"),
        completion: .file(extensions: ["json"]))
    var facts: String?

    @Option(
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []

    func validate() throws {
        guard facts != nil else { return }
        if let name { throw ValidationError("--facts shows the media of a scenario; leave out \(name)") }
        guard format == .table || format == .json else {
            throw ValidationError("--facts takes --format table or json")
        }
        if profile != nil { throw ValidationError("--facts takes no --profile: facts are the same in all") }
    }

    func run() throws {
        if let facts { return try show(facts: facts) }
        let catalogue = try Inputs.catalogue(of: try Inputs.project(), adding: catalogues)
        let out = Output.standardOutput
        if let name, name.contains("/") {
            let event = try EventName(name, in: catalogue)
            switch format {
            case .table: out.write(CatalogueReport.table(event.event, of: event.provider))
            case .json: out.write(pretty(CatalogueReport.document(event.event)))
            case .schema:
                let profile = try event.profile(profile)
                out.write(
                    pretty(EventSchema.schema(for: event.event, profile: profile, provider: event.provider)))
            case .openapi:
                throw Failure.flag(
                    "--format openapi takes a provider: vodhook catalog \(event.provider.name) --format openapi"
                )
            }
            return
        }
        let providers = try name.map { [try EventName.provider($0, in: catalogue)] } ?? catalogue.providers
        switch format {
        case .table:
            out.write(name == nil ? CatalogueReport.table(catalogue) : CatalogueReport.table(providers[0]))
        case .json: out.write(pretty(["providers": .array(providers.map(CatalogueReport.document))]))
        case .schema:
            throw Failure.flag(
                "--format schema takes one event: vodhook catalog aliyun/TranscodeComplete --format schema")
        case .openapi:
            guard name != nil else {
                throw Failure.flag(
                    "--format openapi takes a provider: vodhook catalog aliyun --format openapi")
            }
            out.write(pretty(OpenAPIDocument.document(for: providers[0], version: VodHook.version)))
        }
    }

    private func show(facts place: String) throws {
        let parts = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let options = try SeedOptions.parse(catalogues.flatMap { ["--catalog", $0] })
        let items = try Inputs(
            paths: [parts[0]], options: options, target: TargetSpec(), project: try Inputs.project(),
            delivers: false
        ).items
        var documents: [JSONValue] = []
        var texts: [String] = []
        for item in items {
            let names = item.scenario.media.map(\.name)
            if parts.count == 2, !names.contains(where: { $0.hasSameBytes(as: parts[1]) }) {
                throw Failure.flag(
                    "\(item.scenario.file) has no media \"\(parts[1])\"; it has: \(names.joined(separator: ", "))"
                )
            }
            for media in item.scenario.media where parts.count == 1 || media.name.hasSameBytes(as: parts[1]) {
                guard let facts = item.planner.facts(of: media.name, in: item.scenario) else { continue }
                texts.append(
                    FactTree.text(facts, name: "\(media.name)  \(media.provider)  \(item.scenario.file)"))
                documents.append([
                    "file": .string(item.scenario.file), "media": .string(media.name),
                    "provider": .string(media.provider), "facts": FactTree.document(facts),
                ])
            }
        }
        let out = Output.standardOutput
        out.write(
            format == .json
                ? pretty(["schemaVersion": 1, "media": .array(documents)]) : texts.joined(separator: "\n"))
    }

    private func pretty(_ value: JSONValue) -> String { JSONWriter.text(of: value, layout: .pretty) + "\n" }
}
