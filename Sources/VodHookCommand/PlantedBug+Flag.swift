import ArgumentParser
import JSONText
import ReferenceReceiver

extension PlantedBug {
    /// The bug that a flag names; throws with a suggestion when there is none.
    @Sendable static func named(_ name: String) throws -> PlantedBug {
        if let bug = PlantedBug(rawValue: name) { return bug }
        let near = Suggestion.didYouMean(name, among: allCases.map(\.rawValue))
        throw ValidationError(
            "unknown bug \"\(name)\": \(near ?? "vodhook listen --bug list shows them all")")
    }
}
