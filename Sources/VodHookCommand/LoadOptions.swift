import ArgumentParser
import FoundationEssentials
import VodHookKit

/// How much load is offered, and how.
struct LoadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A constant rate; 100/s unless another shape is given.", valueName: "rate"))
    var rate: String?

    @Option(
        help: ArgumentHelp(
            "Rates in straight lines between points, from 0 or --rate: 30s:100/s,2m:1000/s,30s:0/s.",
            valueName: "list"))
    var stages: String?

    @Option(
        help: ArgumentHelp("A closed loop: so many deliveries under way at any time.", valueName: "number"))
    var concurrency: Int?

    @Option(help: ArgumentHelp("How long load is offered; 30s unless given.", valueName: "time"))
    var duration: String?

    @Option(help: ArgumentHelp("At most so many deliveries.", valueName: "number"))
    var count: Int?

    @Option(help: ArgumentHelp("What rates count: events or uploads.", valueName: "unit"))
    var unit = LoadProfile.Unit.events

    @Flag(help: "Arrivals by chance (a Poisson process) with the rate as their mean.")
    var poisson = false

    @Option(help: ArgumentHelp("Uploads arrive in batches of so many at once.", valueName: "number"))
    var burst = 1

    @Option(help: ArgumentHelp("The most connections open at once.", valueName: "number"))
    var connections = 64

    @Option(help: ArgumentHelp("How many threads offer load.", valueName: "number"))
    var workers = 1

    @Flag(name: .customLong("no-retries"), help: "Make one attempt for each event.")
    var noRetries = false

    @Option(
        help: ArgumentHelp(
            "How long after the last event repetitions are still made; 30s unless given.", valueName: "time"))
    var drain: String?

    @Option(
        name: .customLong("max-lateness"),
        help: ArgumentHelp(
            "Drop what cannot begin within this time of its own; 10s unless given.", valueName: "time"))
    var maxLateness: String?

    @Option(
        name: .customLong("max-rate"), help: ArgumentHelp("Raise the limit of 200000/s.", valueName: "rate"))
    var maxRate: String?

    @Option(
        help: ArgumentHelp(
            "Fail unless it holds: \"p99 < 50ms\", \"lost == 0\", \"errors < 0.1%\"; repeatable.",
            valueName: "condition"))
    var threshold: [String] = []

    @Option(
        help: ArgumentHelp(
            "The part 1/4 … 4/4 of the load that this machine offers; else from the environment.",
            valueName: "i/n"))
    var segment: String?

    @Option(
        name: .customLong("start-at"),
        help: ArgumentHelp(
            "Begin at this Unix time in seconds, together with other machines.", valueName: "seconds"))
    var startAt: Double?

    @Option(
        name: .customLong("allow-remote"),
        help: ArgumentHelp(
            "Allow load on this host, which is not this machine or a private address.", valueName: "host"))
    var allowRemote: [String] = []

    /// Checks what can be checked without the scenario.
    func check() throws {
        do throws(LoadError) {
            let profile = try profile(eventsPerUpload: 1)
            if let mistake = profile.mistake(rateLimit: try rateLimit()) { throw LoadError(mistake) }
            _ = try parsedThresholds()
            _ = try effectiveSegment()
            _ = try time(drain, "--drain")
            _ = try time(maxLateness, "--max-lateness")
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The conditions on the result.
    func parsedThresholds() throws(LoadError) -> [Threshold] {
        var all: [Threshold] = []
        for text in threshold { all.append(try Threshold(text)) }
        return all
    }

    /// The profile; bursts are batches of uploads, so that a rate of events is turned into one of uploads for them.
    func profile(eventsPerUpload: Double) throws(LoadError) -> LoadProfile {
        if concurrency != nil && (rate != nil || stages != nil) {
            throw LoadError("--concurrency excludes --rate and --stages: the receiver sets the rate")
        }
        if stages != nil && duration != nil {
            throw LoadError("--stages say how long they last; leave out --duration")
        }
        let span = try time(duration, "--duration") ?? .seconds(30)
        let factor = burst > 1 && unit == .events ? 1 / eventsPerUpload : 1
        let shape: LoadProfile.Shape
        if let concurrency {
            shape = .closed(concurrency: concurrency, duration: span)
        } else if let stages {
            var points = try LoadProfile.stages(stages)
            for place in points.indices { points[place].rate *= factor }
            shape = .stages(
                start: try rate.map { text throws(LoadError) in try number(text, "--rate") } ?? 0, points)
        } else {
            shape = .constant(rate: try number(rate ?? "100/s", "--rate") * factor, duration: span)
        }
        return LoadProfile(
            shape, unit: burst > 1 ? .uploads : unit, isPoisson: poisson, burst: burst, limit: count)
    }

    /// The limit that rates must keep.
    func rateLimit() throws(LoadError) -> Double {
        guard let maxRate else { return LoadProfile.rateLimit }
        return try number(maxRate, "--max-rate")
    }

    /// The segment of the flag, or of a Kubernetes indexed Job, or of a Slurm array, or the whole.
    func effectiveSegment() throws(LoadError) -> Segment {
        if let segment {
            guard let parsed = Segment(segment) else {
                throw LoadError("--segment \(segment): write it as 1/4 … 4/4")
            }
            return parsed
        }
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> Int? { environment[name].flatMap(Int.init) }
        if let index = value("JOB_COMPLETION_INDEX") {
            // Kubernetes tells a pod its number and not how many there are; to guess would multiply the load.
            guard let count = value("JOB_COMPLETION_COUNT") else {
                throw LoadError(
                    "JOB_COMPLETION_INDEX is set; set JOB_COMPLETION_COUNT to the completions of the Job")
            }
            guard let parsed = Segment(index, of: count) else {
                throw LoadError("JOB_COMPLETION_INDEX \(index) is not below the \(count) completions")
            }
            return parsed
        }
        if let index = value("SLURM_ARRAY_TASK_ID"), let count = value("SLURM_ARRAY_TASK_COUNT") {
            guard let parsed = Segment(index - (value("SLURM_ARRAY_TASK_MIN") ?? 0), of: count) else {
                throw LoadError("SLURM_ARRAY_TASK_ID \(index) is not among \(count) tasks in steps of one")
            }
            return parsed
        }
        return .whole
    }

    /// A time of a flag; nil when the flag is absent.
    func time(_ text: String?, _ flag: String) throws(LoadError) -> Duration? {
        guard let text else { return nil }
        guard let time = DurationText.parse(text) else {
            throw LoadError("\(flag) \(text): write a time as 500ms, 30s or 5m")
        }
        return time
    }

    private func number(_ text: String, _ flag: String) throws(LoadError) -> Double {
        guard let rate = LoadProfile.rate(text) else {
            throw LoadError("\(flag) \(text): write a rate as 500/s")
        }
        return rate
    }
}

extension LoadProfile.Unit: ExpressibleByArgument {}
