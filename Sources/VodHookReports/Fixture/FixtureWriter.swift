// Came from: Plan/PlanSequence.swift. Here: requests are made of planned deliveries as `run` makes them, for a fixed
// time, and handed to the formats one after the other; pure, in constant memory.

import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Writes fixtures: the bodies and requests of scenarios, for many media if wanted, in several formats at once.
package struct FixtureWriter: Sendable {
    /// The formats, each once, in the order of `FixtureFormat`.
    package let formats: [FixtureFormat]
    /// What is written.
    package let sources: [FixtureSource]
    private let count: Int

    /// A writer for `count` media of each scenario.
    package init(_ sources: [FixtureSource], formats: [FixtureFormat], count: Int = 1) {
        self.sources = sources
        self.formats = FixtureFormat.allCases.filter(formats.contains)
        self.count = count
    }

    /// Folders for scenarios of these files: none for one, else the stems of the files, made different.
    package static func folders(_ files: [String]) -> [String] { FixtureName.folders(files) }

    /// What is told while fixtures are written: the number of events so far, and the part of all media, up to 1.
    package typealias Progress = (_ events: Int, _ part: Double) -> Void

    /// Writes everything and returns the number of events.
    ///
    /// Throws `UnplannableMedia`, and what `sink` throws.
    package func write(to sink: inout some FixtureSink, progress: Progress = { _, _ in }) throws -> Int {
        if formats.allSatisfy({ $0.needs == .bodiesAlone }) { return try writeLines(to: &sink, progress) }
        var lines = formats.contains(.ndjson) ? GrowingFile(FixtureFormat.ndjson.mainFile) : nil
        var exports = exports()
        for place in exports.indices { try exports[place].begin(sources, count: count, to: &sink) }
        var number = 0
        for (turn, source) in sources.enumerated() {
            let builder = RequestBuilder(target: source.target)
            var series = PlanSequence(source.scenario, planner: source.planner, count: count)
            for media in 0..<count {
                let deliveries = try series.deliveries(of: media)
                for (place, timed) in deliveries.enumerated() {
                    number += 1
                    let delivery = timed.delivery
                    let recipe = source.isTimeFixed ? nil : builder.recipe(delivery)
                    let fixture = FixtureRequest(
                        number: number, media: media + 1,
                        name: name(source, media: media, place: place, of: deliveries.count, delivery),
                        time: timed.time, delivery: delivery,
                        request: builder.request(delivery, body: delivery.body, unixSeconds: source.signedAt),
                        scenario: source.scenario.name,
                        recipe: recipe.flatMap { $0.headers.isEmpty ? nil : $0 })
                    for place in exports.indices { try exports[place].add(fixture, to: &sink) }
                    lines?.bytes += BodyLine.line(of: fixture.request.body) + [0x0A]
                }
                try lines?.flushIfLarge(to: &sink)
                progress(number, part(turn, media))
            }
        }
        for place in exports.indices { try exports[place].end(to: &sink) }
        try lines?.flush(to: &sink)
        return number
    }

    /// Bodies alone need no requests, and so no signatures.
    private func writeLines(to sink: inout some FixtureSink, _ progress: Progress) throws -> Int {
        var file = GrowingFile(FixtureFormat.ndjson.mainFile)
        var number = 0
        for (turn, source) in sources.enumerated() {
            var series = PlanSequence(source.scenario, planner: source.planner, count: count)
            for media in 0..<count {
                number += try series.appendLines(of: media, to: &file.bytes)
                guard file.bytes.count >= GrowingFile.partSize else { continue }
                try file.flush(to: &sink)
                progress(number, part(turn, media))
            }
        }
        try file.flush(to: &sink)
        return number
    }

    private func part(_ turn: Int, _ media: Int) -> Double {
        (Double(turn) + Double(media + 1) / Double(count)) / Double(sources.count)
    }

    private func exports() -> [any FixtureExport] {
        let hasBodies = formats.contains { $0.needs == .bodyFiles }
        let hasTargets = formats.contains { $0.needs == .targets }
        let shared: [any FixtureExport] =
            (hasBodies ? [BodyExport()] : []) + (hasTargets ? [TargetExport()] : [])
        return shared + formats.flatMap { $0.exports(hasBodies) }
    }

    private func name(
        _ source: FixtureSource, media: Int, place: Int, of total: Int, _ delivery: PlannedDelivery
    ) -> String {
        let what = "\(FixtureName.part(delivery.media))-\(FixtureName.part(delivery.event))"
        let folder = source.folder.isEmpty ? "" : "\(source.folder)/"
        if count == 1 {
            let digits = max(4, String(total).utf8.count)
            return "\(folder)\(FixtureName.number(place + 1, digits: digits))-\(what)"
        }
        let outer = FixtureName.number(media + 1, digits: max(4, String(count).utf8.count))
        return "\(folder)\(outer)-\(FixtureName.number(place + 1, digits: 2))-\(what)"
    }
}
