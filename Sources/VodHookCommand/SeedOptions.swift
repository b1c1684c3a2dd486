import ArgumentParser
import VodHookPlan

/// What chance and time are made of.
struct SeedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The seed of ids, sizes and times; unless given, the scenario's own or 1.", valueName: "number")
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "1 (the default) is real time, 60 plays a minute in a second, max does not wait.",
            valueName: "speed"),
        completion: .list(["1", "60", "max"]), transform: Speed.init(argument:))
    var speed: Speed?

    @Option(
        name: .customLong("var"),
        help: ArgumentHelp("A value for ${vars.NAME}; repeatable.", valueName: "name=value"))
    var variables: [VariableAssignment] = []

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

extension SeedOptions {
    /// The speed of the flag, or of the project file, or real time.
    func effectiveSpeed() throws -> Speed {
        if let speed { return speed }
        return try Inputs.project().speed ?? .realTime
    }
}

extension Speed {
    /// The speed of a flag; throws what would be right.
    init(argument: String) throws {
        guard let speed = Speed(text: argument) else { throw ValidationError("give \(Speed.choice)") }
        self = speed
    }
}
