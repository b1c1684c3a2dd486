package import JSONText
import VodHookCatalogue

/// The plans of one scenario for one media after the other, in constant memory.
///
/// Media number 0 has the very plan of the scenario. There are `storyCount` stories with their own sizes, times and
/// outcomes; from then on the stories come again, each time with fresh ids in every place.
package struct PlanSequence: Sendable {
    /// How many media differ in more than their ids.
    package static let storyCount = 16
    /// The most bytes that bodies may have in memory; what is beyond is planned anew each time.
    private static let memoryLimit = 64 << 20

    /// The deliveries of one story, and its bodies when they could be compiled.
    private struct Story: Sendable {
        var deliveries: [TimedDelivery] = []
        var template: BodyTemplate?
        /// True when each body is one line of JSON.
        var isLines = false
        /// True when `template` is nil because there is none.
        var isCompiled = false
    }

    private let planner: Planner
    private let scenario: Scenario
    /// True when stories come again, so that what was planned for the first media is of use later.
    private let keepsStories: Bool
    private var stories: [Int: Story] = [:]
    private var memory = 0

    /// The series of a scenario for `count` media.
    package init(_ scenario: Scenario, planner: Planner, count: Int) {
        self.scenario = scenario
        self.planner = planner
        keepsStories = count > Self.storyCount
    }

    /// How many stories have a template; for tests that it is not all done the slow way.
    var templateCount: Int { stories.values.count { $0.template != nil } }

    /// The deliveries of media `number`, counted from 0, in the order of their times.
    package mutating func deliveries(of number: Int) throws(UnplannableMedia) -> [TimedDelivery] {
        guard let salt = salt(of: number) else {
            let deliveries = try planned(number, by: planner)
            if keepsStories, memory < Self.memoryLimit {
                stories[number] = Story(deliveries: deliveries)
                memory += deliveries.reduce(0) { $0 + $1.delivery.body.count }
            }
            return named(deliveries, number)
        }
        let place = number % Self.storyCount
        guard try fill(place, salt: salt, number), let story = stories[place], let template = story.template
        else {
            var salted = planner
            salted.salt = salt
            return named(try planned(number, by: salted), number)
        }
        var deliveries = story.deliveries
        for index in deliveries.indices { deliveries[index].delivery.body = template.body(index) }
        return named(deliveries, number)
    }

    /// Adds the bodies of media `number` to `output`, one line of JSON for each, and returns how many.
    package mutating func appendLines(of number: Int, to output: inout [UInt8]) throws(UnplannableMedia)
        -> Int
    {
        if let salt = salt(of: number), try fill(number % Self.storyCount, salt: salt, number),
            let story = stories[number % Self.storyCount], story.isLines, let template = story.template
        {
            output += template.lines
            return template.bodies.count
        }
        let deliveries = try deliveries(of: number)
        for timed in deliveries {
            output += BodyLine.line(of: timed.delivery.sentBody)
            output.append(0x0A)
        }
        return deliveries.count
    }

    /// What is mixed into the ids of media `number`; nil for the first time a story is told.
    func salt(of number: Int) -> UInt64? {
        let round = number / Self.storyCount
        if round == 0 { return nil }
        var chance = SeededGenerator(seed: planner.seed).branch("series", String(round))
        return chance.next() ^ planner.salt
    }

    /// Fills the template of a story; false when it has none.
    private mutating func fill(_ place: Int, salt: UInt64, _ number: Int) throws(UnplannableMedia) -> Bool {
        if stories[place]?.isCompiled != true { stories[place] = try compiled(place, number) }
        return stories[place]?.template?.fill(salt: salt) != nil
    }

    /// A story with its template, checked against what the planner says.
    private mutating func compiled(_ place: Int, _ number: Int) throws(UnplannableMedia) -> Story {
        var story = Story(isCompiled: true)
        guard memory < Self.memoryLimit else { return story }
        var deliveries = stories[place]?.deliveries ?? []
        if deliveries.isEmpty { deliveries = try planned(place, by: planner) }
        let marked = try planned(place, by: planner.marking)
        let bodies = marked.compactMap { timed in
            planner.catalogue.provider(timed.delivery.provider).map { (timed.delivery.body, $0) }
        }
        guard bodies.count == deliveries.count, var template = BodyTemplate(bodies) else { return story }
        template.fill(salt: planner.salt)
        let isTrue = zip(deliveries, marked).enumerated().allSatisfy { index, pair in
            pair.0.time == pair.1.time && pair.0.delivery.id == pair.1.delivery.id
                && template.body(index) == pair.0.delivery.body
        }
        guard isTrue else { return story }
        story.deliveries = deliveries
        story.template = template
        story.isLines = deliveries.allSatisfy { timed in
            BodyLine.isLine(timed.delivery.body) && !timed.delivery.sendsAnotherBody
        }
        memory += template.lines.count
        return story
    }

    private func planned(_ number: Int, by planner: Planner) throws(UnplannableMedia) -> [TimedDelivery] {
        let (plan, findings) = planner.plan(scenario, instance: number % Self.storyCount)
        guard let plan else { throw UnplannableMedia(number: number, findings: findings) }
        return plan.timedDeliveries
    }

    /// The deliveries of media `number` with names of their own.
    private func named(_ deliveries: [TimedDelivery], _ number: Int) -> [TimedDelivery] {
        if number == 0 { return deliveries }
        return deliveries.map { timed in
            var timed = timed
            timed.delivery.id = "m\(number + 1)-\(timed.delivery.id)"
            return timed
        }
    }
}

/// A media in a series whose draws make the scenario impossible.
package struct UnplannableMedia: Error, Sendable {
    /// The media, counted from 0.
    package let number: Int
    /// Why.
    package let findings: [Finding]
}
