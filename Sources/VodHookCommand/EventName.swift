import JSONText
import VodHookCatalogue

/// `PROVIDER/EVENT` as people write it, found in the catalogue.
struct EventName {
    let provider: Provider
    let event: EventSpec

    /// Finds provider and event whatever their case; throws with suggestions.
    init(_ text: String, in catalogue: Catalogue) throws {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            let near = catalogue.providers.first { $0.event(text) != nil }.map {
                ": did you mean \($0.name)/\(text)?"
            }
            throw Failure.flag(
                "\"\(text)\" is not PROVIDER/EVENT\(near ?? ", such as aliyun/TranscodeComplete")")
        }
        provider = try Self.provider(parts[0], in: catalogue)
        guard let event = provider.event(parts[1]) else {
            let names = provider.events.map(\.name)
            let remedy =
                Suggestion.didYouMean(parts[1], among: names) ?? "it has: \(names.joined(separator: ", "))"
            throw Failure.flag("\(provider.name) has no event \"\(parts[1])\": \(remedy)")
        }
        self.event = event
    }

    /// Finds a provider whatever its case; throws with suggestions.
    static func provider(_ name: String, in catalogue: Catalogue) throws -> Provider {
        if let provider = catalogue.providers.first(where: { $0.name.lowercased() == name.lowercased() }) {
            return provider
        }
        let names = catalogue.providers.map(\.name)
        let remedy =
            Suggestion.didYouMean(name, among: names) ?? "known are: \(names.joined(separator: ", "))"
        throw Failure.flag("unknown provider \"\(name)\": \(remedy)")
    }

    /// The profile called `name`, or the default one; throws with suggestions.
    func profile(_ name: String?) throws -> EventSpec.Profile {
        guard let name else { return event.profiles[0] }
        if let profile = event.profile(name) { return profile }
        let names = event.profiles.map(\.name)
        let remedy = Suggestion.didYouMean(name, among: names) ?? "it has: \(names.joined(separator: ", "))"
        throw Failure.flag("\(event.name) of \(provider.name) has no profile \"\(name)\": \(remedy)")
    }
}
