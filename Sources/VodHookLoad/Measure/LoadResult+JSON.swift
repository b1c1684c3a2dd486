package import JSONText
import VodHookDelivery
package import VodHookPlan

extension LoadResult {
    /// What stands around the figures in a saved result.
    package struct Heading: Sendable {
        /// The version of the tool.
        package var toolVersion: String
        /// The scenario's name.
        package var scenario: String
        package var seed: UInt64
        /// The profile in words.
        package var profile: String

        package init(toolVersion: String, scenario: String, seed: UInt64, profile: String) {
            self.toolVersion = toolVersion
            self.scenario = scenario
            self.seed = seed
            self.profile = profile
        }
    }

    /// The saved form, which `init(json:)` reads back and other tools may rely on.
    package func json(_ heading: Heading, _ judgement: LoadJudgement, search: LimitSearch? = nil) -> JSONValue
    {
        var object = JSONObject()
        object.append("schemaVersion", 1)
        object.append("kind", "load")
        object.append("tool", ["name": "vodhook", "version": .string(heading.toolVersion)])
        object.append("scenario", .string(heading.scenario))
        object.append("seed", .number(JSONNumber(literal: String(heading.seed)) ?? JSONNumber(0)))
        object.append("profile", .string(heading.profile))
        object.append("verdict", .string(judgement.verdict.rawValue))
        if let search { object.append("search", search.json) }
        object.append("segments", .array(segments.map { .string($0.description) }))
        object.append("durationSeconds", number(duration.inSeconds))
        object.append("offeringSeconds", number(offeringDuration.inSeconds))
        for field in Counts.fields { object.append(field.name, .int(counts[keyPath: field.path])) }
        if expectedLosses != ExpectedLosses() {
            object.append(
                "expectedLosses",
                table(ExpectedLosses.fields.map { ($0.name, expectedLosses[keyPath: $0.path]) }))
        }
        if let obstacle { object.append("obstacle", .string(obstacle)) }
        object.append(
            "rate",
            ["offeredPerSecond": number(offeredPerSecond), "achievedPerSecond": number(achievedPerSecond)])
        object.append(
            "statuses", table(statuses.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) }))
        object.append("errors", table(errors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        object.append(
            "latencyMs",
            [
                "response": figures(response), "service": figures(service),
                "senderLateness": figures(senderLateness),
            ])
        object.append("senderSaturated", .bool(senderWasSaturated))
        if let audit { object.append("audit", audit.json) }
        object.append("thresholds", .array(judgement.asked.map(\.json)))
        object.append("standing", .array(judgement.rows.filter(\.isStanding).map(\.json)))
        object.append("series", .array(seconds.map(Self.json)))
        object.append(
            "histogramsUs",
            [
                "response": Self.pairs(response), "service": Self.pairs(service),
                "senderLateness": Self.pairs(senderLateness),
            ])
        return .object(object)
    }

    /// The result that a saved form holds; throws a sentence when it holds none.
    package init(json: JSONValue) throws(LoadError) {
        guard json["schemaVersion"]?.number?.int64 == 1, json["kind"]?.string == "load" else {
            throw LoadError("this is not the result of a load")
        }
        for field in Counts.fields {
            guard let count = json[field.name].flatMap(Self.count) else {
                throw LoadError("\"\(field.name)\" is missing or not a count")
            }
            counts[keyPath: field.path] = count
        }
        guard counts.ended == counts.offered else {
            throw LoadError(
                "the counts do not add up: offered \(counts.offered), but delivered, lost, dropped and unfinished make \(counts.ended)"
            )
        }
        for field in ExpectedLosses.fields {
            guard let value = json["expectedLosses"]?[field.name] else { continue }
            guard let count = Self.count(value) else {
                throw LoadError("\"expectedLosses\" holds something other than counts")
            }
            expectedLosses[keyPath: field.path] = count
        }
        obstacle = json["obstacle"]?.string
        duration = try Self.duration(json, "durationSeconds")
        offeringDuration = try Self.duration(json, "offeringSeconds")
        segments = try Self.segments(json)
        isInterrupted = json["verdict"]?.string == Verdict.interrupted.rawValue
        for member in json["statuses"]?.object?.members ?? [] {
            guard let status = Int(member.key), let count = Self.count(member.value) else {
                throw LoadError("\"statuses\" holds something other than counts")
            }
            statuses[status] = count
        }
        for member in json["errors"]?.object?.members ?? [] {
            guard let count = Self.count(member.value) else {
                throw LoadError("\"errors\" holds something other than counts")
            }
            errors[member.key] = count
        }
        response = try Self.histogram(json, "response")
        service = try Self.histogram(json, "service")
        senderLateness = try Self.histogram(json, "senderLateness")
        audit = AuditResult(json: json["audit"])
        let series = json["series"]?.array ?? []
        if series.count > Self.secondLimit {
            throw LoadError("\"series\" holds more than \(Self.secondLimit) seconds")
        }
        seconds = series.map(Self.second)
    }

    // MARK: Parts

    private func number(_ value: Double) -> JSONValue {
        let rounded = (value * 1000).rounded() / 1000
        return JSONNumber(shortest: rounded).map { .number($0) } ?? .null
    }

    private func table(_ rows: [(String, Int)]) -> JSONValue {
        .object(JSONObject(rows.map { JSONObject.Member(key: $0.0, value: .int($0.1)) }))
    }

    private func figures(_ histogram: LatencyHistogram) -> JSONValue {
        [
            "p50": number(histogram.milliseconds(at: 50)), "p90": number(histogram.milliseconds(at: 90)),
            "p99": number(histogram.milliseconds(at: 99)), "p999": number(histogram.milliseconds(at: 99.9)),
            "max": number(histogram.maxMilliseconds), "count": .int(histogram.count),
        ]
    }

    private static func pairs(_ histogram: LatencyHistogram) -> JSONValue {
        .array(histogram.recorded.map { .array([.int($0.microseconds), .int($0.count)]) })
    }

    private static func segments(_ json: JSONValue) throws(LoadError) -> [Segment] {
        var segments: [Segment] = []
        for name in json["segments"]?.array ?? [] {
            guard let segment = name.string.flatMap(Segment.init) else {
                throw LoadError("\"segments\" holds something other than segments such as \"1/4\"")
            }
            segments.append(segment)
        }
        return segments
    }

    private static func duration(_ json: JSONValue, _ name: String) throws(LoadError) -> Duration {
        guard let value = json[name] else { return .zero }
        guard let seconds = value.number?.double, seconds >= 0, let duration = Duration.fractional(seconds)
        else { throw LoadError("\"\(name)\" is not a time, or more than 10 years") }
        return duration
    }

    private static func histogram(_ json: JSONValue, _ name: String) throws(LoadError) -> LatencyHistogram {
        var pairs: [(microseconds: Int, count: Int)] = []
        for pair in json["histogramsUs"]?[name]?.array ?? [] {
            guard let numbers = pair.array, numbers.count == 2, let value = count(numbers[0]),
                let count = count(numbers[1])
            else { throw LoadError("the histogram \"\(name)\" holds something other than pairs of numbers") }
            pairs.append((value, count))
        }
        guard let histogram = LatencyHistogram(pairs) else {
            throw LoadError("the histogram \"\(name)\" holds a value beyond its range")
        }
        return histogram
    }

    private static func json(_ second: Second) -> JSONValue {
        [
            "attempts": .int(second.attempts), "delivered": .int(second.delivered),
            "failed": .int(second.failed), "dropped": .int(second.dropped),
            "maxResponseUs": .int(second.maxResponseUs), "responseUs": second.response.json,
        ]
    }

    private static func second(_ value: JSONValue) -> Second {
        var second = Second()
        // Charts add up the seconds of all files: less is taken of each than of a whole.
        func figure(_ name: String) -> Int { min(value[name].flatMap(count) ?? 0, 1 << 32) }
        second.attempts = figure("attempts")
        second.delivered = figure("delivered")
        second.failed = figure("failed")
        second.dropped = figure("dropped")
        second.maxResponseUs = value["maxResponseUs"].flatMap(count) ?? 0
        second.response = LatencySteps(json: value["responseUs"])
        return second
    }

    /// A count small enough that sums of thousands of them do not overflow.
    private static func count(_ value: JSONValue) -> Int? {
        value.number?.int64.flatMap { (0...(1 << 50)).contains($0) ? Int($0) : nil }
    }
}
