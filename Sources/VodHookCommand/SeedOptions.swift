import ArgumentParser
import JSONText
import VodHookPlan

/// What chance is made of.
struct SeedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The seed of ids, sizes and times; unless given, the scenario's own or 1.", valueName: "number")
    )
    var seed: UInt64?
}

/// How fast scenario time passes, for commands that wait.
struct SpeedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "1 (the default) is real time, 60 plays a minute in a second, max does not wait.",
            valueName: "speed"),
        completion: .list(["1", "60", "max"]), transform: Speed.init(argument:))
    var speed: Speed?

    /// The speed of the flag, or of the project file, or real time.
    func effective() throws -> Speed {
        if let speed { return speed }
        return try Inputs.project().speed ?? .realTime
    }
}

/// Values for the names of scenario files.
struct VariableOption: ParsableArguments {
    @Option(
        name: .customLong("var"),
        help: ArgumentHelp("A value for ${vars.NAME}; repeatable.", valueName: "name=value"))
    var variables: [VariableAssignment] = []
}

/// What bodies hold besides what the simulation says.
struct BodyOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a value in every body that has the path; repeatable.", valueName: "path=value"))
    var settings: [PathAssignment] = []

    @Option(
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []
}

/// What the flags of a command say of scenarios and of the bodies that are made of them.
struct PlanChoices: Sendable {
    var seed: UInt64?
    var variables: [VariableAssignment] = []
    var settings: [PathAssignment] = []
    var catalogues: [String] = []

    init(catalogues: [String]) { self.catalogues = catalogues }

    init(_ seed: SeedOption, _ bodies: BodyOptions, _ variables: VariableOption? = nil) {
        self.seed = seed.seed
        self.variables = variables?.variables ?? []
        settings = bodies.settings
        catalogues = bodies.catalogues
    }

    /// Refuses a --var that is not among `names`, the variables that the files use.
    func check(_ names: [String]) throws {
        guard let name = variables.map(\.name).first(where: { !names.contains($0) }) else { return }
        let remedy =
            Suggestion.didYouMean(name, among: names)
            ?? (names.isEmpty ? "no variable is used at all" : "in use are: \(names.joined(separator: ", "))")
        throw Failure.flag("--var \(name): no file uses ${vars.\(name)}; \(remedy)")
    }
}

extension Speed {
    /// The speed of a flag; throws what would be right.
    init(argument: String) throws {
        guard let speed = Speed(text: argument) else { throw ValidationError("give \(Speed.choice)") }
        self = speed
    }
}
