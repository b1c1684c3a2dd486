import FoundationEssentials
import VodHookKit

/// Explores scenarios one after the other and saves what fails.
struct ExploreSession: Sendable {
    /// What came of one scenario.
    struct Outcome: Sendable {
        let result: ExploreResult
        /// The saved scenario of each finding.
        let files: [String?]
    }

    let access: ReceiverAccess
    let options: ExploreOptions
    let overrides: [Change]
    /// Where scenarios of what fails are written.
    let folder: String

    /// Explores one scenario.
    func run(_ item: Inputs.Item) async throws -> Outcome {
        let planner = Planner(
            catalogue: item.catalogue, seed: item.plan.seed, start: item.plan.start, overrides: overrides)
        var options = options
        options.catalogFolder = Self.catalogFolder(item.scenario)
        let final = options
        let result = try await access.with(item) { engine, target in
            let explorer = Explorer(
                item.scenario, planner: planner, transport: engine, commands: ProcessRunner(), target: target,
                wall: WallClock.start(), options: final,
                observer: { Self.show($0, item.scenario.name) })
            return await explorer.run()
        }
        Output.standardError.write("")
        return Outcome(result: result, files: try saved(result))
    }

    private static func show(_ event: ExploreEvent, _ name: String) {
        let head = SafeText.line(name)
        switch event {
        case .ran(let count, let total, let failing):
            let failed = failing > 0 ? ", \(failing) failing" : ""
            Output.standardError.status("\(head) · \(count) of \(total) histories\(failed)")
        case .shrinking(let deliveries, let runs):
            Output.standardError.status(
                "\(head) · making a failing history smaller: \(deliveries) deliveries, run \(runs)")
        case .repeating: Output.standardError.status("\(head) · running a failing history again")
        }
    }

    // MARK: Files

    private func saved(_ result: ExploreResult) throws -> [String?] {
        guard !result.findings.isEmpty else { return [] }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure.cannotWork("cannot make the folder \(folder): \(error)")
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return try result.findings.enumerated().map { place, finding in
            let path = "\(base)\(Self.slug(result.name))-\(place + 1).json"
            try Files.write(JSONWriter.text(of: finding.scenario, layout: .pretty) + "\n", to: path)
            return path
        }
    }

    /// The name in small letters, digits and hyphens.
    private static func slug(_ name: String) -> String {
        var slug = ""
        for byte in name.lowercased().utf8 {
            let isPlain = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if isPlain {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.hasSuffix("-"), !slug.isEmpty {
                slug += "-"
            }
        }
        let trimmed = slug.hasSuffix("-") ? String(slug.dropLast()) : slug
        return trimmed.isEmpty ? "history" : String(trimmed.prefix(60))
    }

    /// The folder of the scenario's own catalogue from everywhere; the saved file lies in another folder.
    private static func catalogFolder(_ scenario: Scenario) -> String? {
        guard let folder = JSONReader.read(scenario.source).value?["catalog"]?.string else { return nil }
        if folder.hasPrefix("/") { return folder }
        let parts = scenario.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let base = parts.joined(separator: "/")
        let relative = base.isEmpty ? folder : "\(base)/\(folder)"
        return relative.hasPrefix("/") ? relative : "\(FileManager.default.currentDirectoryPath)/\(relative)"
    }
}
