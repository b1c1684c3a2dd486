import VodHookCatalogue
import VodHookPlan

/// Deliveries that are explored together: those of media which a probe looks at together.
package struct HistoryGroup: Sendable {
    /// The names of the media.
    var media: [String]
    /// The deliveries, as places in a copy.
    package var events: [Int] = []
    /// The probes that concern them, as places in a copy.
    package var probes: [Int] = []

    /// Events of different media commute unless a probe spans them, so each group is explored by itself.
    package static func all(of copies: PlanCopies) -> [HistoryGroup] {
        let names = copies.scenario.media.map(\.name).filter { name in
            copies.base.deliveries.contains { $0.media == name }
        }
        var groups = names.map { HistoryGroup(media: [$0]) }
        let steps = copies.scenario.steps.compactMap { step -> ProbeSpec? in
            if case .probe(let probe) = step.kind { probe } else { nil }
        }
        for (place, probe) in steps.enumerated() {
            let named = media(in: probe).filter(names.contains)
            // A probe that names no media may look at any of them.
            let spanned = named.isEmpty ? Set(names) : Set(named)
            var merged = HistoryGroup(media: [], probes: [place])
            for group in groups where !spanned.isDisjoint(with: group.media) {
                merged.media += group.media
                merged.probes += group.probes
            }
            groups = groups.filter { spanned.isDisjoint(with: $0.media) } + [merged]
        }
        return groups.map { group in
            var group = group
            group.media.sort { (names.firstIndex(of: $0) ?? 0) < (names.firstIndex(of: $1) ?? 0) }
            group.probes.sort()
            group.events = copies.base.deliveries.indices.filter {
                group.media.contains(copies.base.deliveries[$0].media)
            }
            return group
        }.filter { !$0.events.isEmpty }.sorted { $0.events[0] < $1.events[0] }
    }

    private static func media(in probe: ProbeSpec) -> [String] {
        let texts =
            switch probe.question {
            case .request(let question):
                [question.url, String(decoding: question.body, as: UTF8.self)] + question.headers.map(\.value)
            case .command(let words): words
            }
        return texts.flatMap { Interpolation.references(in: $0) }.compactMap {
            $0.name.split(separator: ".").first.map(String.init)
        }
    }
}
