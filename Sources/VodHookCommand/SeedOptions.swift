import ArgumentParser

/// What chance and time are made of.
struct SeedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The seed of ids, sizes and times; the scenario's own, or 1.", valueName: "number")
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "1 (the default) is real time, 60 a minute per second, max does not wait.", valueName: "speed"))
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
        return try Inputs.project().speed.flatMap(Speed.init(argument:)) ?? .times(1)
    }
}

/// How fast scenario time passes.
enum Speed: ExpressibleByArgument, Sendable {
    case times(Double)
    case max

    init?(argument: String) {
        if argument == "max" {
            self = .max
        } else if let factor = Double(argument), factor > 0, factor.isFinite {
            self = .times(factor)
        } else {
            return nil
        }
    }

    static var defaultCompletionKind: CompletionKind { .list(["1", "60", "max"]) }

    var defaultValueDescription: String {
        switch self {
        case .times(let factor): factor == factor.rounded() ? String(Int(factor)) : String(factor)
        case .max: "max"
        }
    }
}
