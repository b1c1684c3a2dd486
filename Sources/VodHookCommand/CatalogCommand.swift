import ArgumentParser
import JSONText
import VodHookCatalogue
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
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []

    func run() throws {
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

    private func pretty(_ value: JSONValue) -> String { JSONWriter.text(of: value, layout: .pretty) + "\n" }
}
