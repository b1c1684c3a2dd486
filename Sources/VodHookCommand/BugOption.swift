import ArgumentParser
import ReferenceReceiver

/// The bug that the embedded receiver has, for commands that send to it.
struct BugOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Plant a bug in the embedded receiver; vodhook listen --bug list shows them.", valueName: "name"
        ),
        completion: .list(PlantedBug.allCases.map(\.rawValue)), transform: PlantedBug.named)
    var bug: PlantedBug?
}
