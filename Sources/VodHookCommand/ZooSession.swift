import JSONText
import ReferenceReceiver
import VodHookDelivery
import VodHookPlan
import VodHookReports
import VodHookSearch

/// Runs the shipped scenarios, `explore` and `fuzz` against the embedded receiver with a bug, or with none.
struct ZooSession: Sendable {
    /// What is run, and how much of it: the budget of the detection matrix.
    enum Budget {
        /// Scenarios that are explored, below the folder of scenarios.
        static let explored = ["aliyun/success.json", "aliyun/all-renditions-fail.json"]
        /// Events that are fuzzed.
        static let fuzzed = [
            "aliyun/TranscodeComplete", "aliyun/DynamicImageComplete", "volcengine/WorkflowComplete",
        ]
        static let histories = 400
        static let cases = 500
        /// A receiver that is slow by its bug would take hours.
        static let timeLimit = Duration.seconds(60)
        /// What is claimed was found on some machine; another one may take longer for it.
        static let timeLimitOfChecks = Duration.seconds(300)
    }

    /// The folder of the shipped scenarios.
    let folder: String
    let seeds: SeedOptions
    /// The project without its target.
    let project: ProjectFile
    /// What the environment says of the target: at most a key for the embedded receiver.
    let target: TargetSpec
    /// When a search begins nothing more.
    var timeLimit = Budget.timeLimit

    /// How `search` finds `bug`: the first subject of the budget that does, or nil.
    func detection(_ bug: PlantedBug?, by search: DetectionMatrix.Search) async throws
        -> DetectionMatrix.Detection?
    {
        let subjects =
            switch search {
            case .run: try Files.scenarios([folder]).map { name(of: $0.name) }
            case .explore: Budget.explored
            case .fuzz: Budget.fuzzed
            }
        for subject in subjects where !Task.isCancelled {
            if let found = try await detection(bug, by: search, with: subject) { return found }
        }
        return nil
    }

    /// How `search` finds `bug` with one subject.
    func detection(
        _ bug: PlantedBug?, by search: DetectionMatrix.Search, with subject: String
    ) async throws -> DetectionMatrix.Detection? {
        switch search {
        case .run: try await run(bug, subject)
        case .explore: try await explore(bug, subject)
        case .fuzz: try await fuzz(bug, subject)
        }
    }

    private func name(of path: String) -> String {
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : path
    }

    private func items(_ subject: String) throws -> [Inputs.Item] {
        try Inputs(paths: ["\(folder)/\(subject)"], options: seeds, target: target, project: project).items
    }

    private func access(_ bug: PlantedBug?, scripted: Bool) -> ReceiverAccess {
        ReceiverAccess(bug: bug, scriptsAnswers: scripted)
    }

    private func run(_ bug: PlantedBug?, _ subject: String) async throws -> DetectionMatrix.Detection? {
        for item in try items(subject) {
            // A shipped scenario with a target of its own says nothing about the embedded receiver.
            if !item.target.isEmbedded { continue }
            let result = try await access(bug, scripted: true).with(item) { opened in
                let runner = Runner(
                    channel: opened.channel, asker: opened.asker, clock: WallClock.scenarioClock(.max),
                    wall: opened.wall)
                return await runner.run(item.plan)
            }
            if result.verdict.isRed { return DetectionMatrix.Detection(subject) }
        }
        return nil
    }

    private func explore(_ bug: PlantedBug?, _ subject: String) async throws -> DetectionMatrix.Detection? {
        var options = ExploreOptions()
        options.histories = Budget.histories
        options.timeLimit = timeLimit
        options.seed = seeds.seed ?? project.seed ?? 1
        let session = ExploreSession(
            access: access(bug, scripted: false), options: options, folder: nil)
        for item in try items(subject) {
            let result = try await session.run(item).result
            if !result.verdict.isRed { continue }
            guard let least = result.findings.map(\.history.slots.count).min() else {
                return DetectionMatrix.Detection(subject, how: "the plain order")
            }
            return DetectionMatrix.Detection(subject, how: Shown.count(least, "delivery"))
        }
        return nil
    }

    private func fuzz(_ bug: PlantedBug?, _ subject: String) async throws -> DetectionMatrix.Detection? {
        var options = FuzzOptions()
        options.cases = Budget.cases
        options.timeLimit = timeLimit
        options.seed = seeds.seed ?? project.seed ?? 1
        let search = FuzzSearch(
            access: access(bug, scripted: false), options: options, target: target, seeds: seeds,
            project: project,
            folder: nil)
        for one in try search.subjects([subject], profile: nil, observe: nil) {
            let result = try await search.run(one).result
            if !result.verdict.isRed { continue }
            if result.findings.contains(where: { $0.kind == "death" }) {
                return DetectionMatrix.Detection(subject, how: "it ends")
            }
            let tiers = FuzzTier.allCases.filter { tier in result.findings.contains { $0.tier == tier } }
            return DetectionMatrix.Detection(subject, how: tiers.first?.rawValue ?? "as documented")
        }
        return nil
    }
}
