import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookLoad
import VodHookPlan

/// How much load is offered, and how; the scenario's `load` says the rest.
struct LoadOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A constant rate; 100/s unless another shape is given.", valueName: "rate"))
    var rate: String?

    @Option(
        help: ArgumentHelp(
            "Rates in straight lines between points, from 0 or --rate: 30s:100/s,2m:1000/s,30s:0/s.",
            valueName: "list"))
    var stages: String?

    @Option(
        help: ArgumentHelp("A closed loop: this many deliveries under way at any time.", valueName: "number"))
    var concurrency: Int?

    @Option(help: ArgumentHelp("How long load is offered; 30s unless given.", valueName: "time"))
    var duration: String?

    @Option(
        name: .customLong("warm-up"),
        help: ArgumentHelp("Send for this long before anything counts.", valueName: "time"))
    var warmUp: String?

    @Option(help: ArgumentHelp("At most this many deliveries.", valueName: "number"))
    var count: Int?

    @Option(help: ArgumentHelp("What rates count: events or uploads.", valueName: "unit"))
    var unit: LoadProfile.Unit?

    @Flag(help: "Arrivals by chance (a Poisson process) with the rate as their mean.")
    var poisson = false

    @Option(help: ArgumentHelp("Uploads arrive in batches of this many at once.", valueName: "number"))
    var burst: Int?

    @Option(
        help: ArgumentHelp(
            "The most connections open at once, with --http2 the most streams; 64 unless given.",
            valueName: "number"))
    var connections: Int?

    @Option(help: ArgumentHelp("How many threads offer load.", valueName: "number"))
    var workers = 1

    @Flag(name: .customLong("no-retries"), help: "Make one attempt for each event.")
    var noRetries = false

    @Option(
        help: ArgumentHelp(
            "How long retries go on after the last event; 30s unless given.", valueName: "time"))
    var drain: String?

    @Option(
        name: .customLong("max-lateness"),
        help: ArgumentHelp(
            "Drop sends that would begin later than this after their due time; 10s unless given.",
            valueName: "time"))
    var maxLateness: String?

    @Option(
        name: .customLong("max-rate"),
        help: ArgumentHelp(
            "The highest rate that is offered; 200000/s unless given.", valueName: "rate"))
    var maxRate: String?

    @Option(
        help: ArgumentHelp(
            "Fail unless it holds: \"p99 < 50ms\", \"lost == 0\", \"errors < 0.1%\"; repeatable.",
            valueName: "condition"))
    var threshold: [String] = []

    @Flag(
        name: .customLong("find-limit"),
        help: "Search for the highest rate that meets the thresholds, in trials of --duration (10s) each.")
    var findLimit = false

    @Flag(help: "Ask for the state of all uploads after the load, and compare it with what was acknowledged.")
    var audit = false

    @Option(
        name: .customLong("audit-sample"),
        help: ArgumentHelp(
            "Ask for the state of at most this many uploads, drawn from the seed.", valueName: "number"))
    var auditSample: Int?

    @Option(
        help: ArgumentHelp(
            "Serve figures for Prometheus on this port of this machine while the load runs; 0 takes a free one.",
            valueName: "port"))
    var metrics: Int?

    @OptionGroup var planted: BugOption

    @Option(
        help: ArgumentHelp(
            "The part 1/4 … 4/4 of the load that this machine offers; taken from the environment unless given.",
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
            _ = try spec().profile(eventsPerUpload: 1, rateLimit: try rateLimit())
            let segment = try effectiveSegment()
            _ = try time(maxLateness, "--max-lateness")
            if findLimit && (stages != nil || concurrency != nil || count != nil || segment != .whole) {
                throw LoadError(
                    "--find-limit sets the rate itself: leave out --stages, --concurrency, --count and --segment"
                )
            }
            if let auditSample, !(1...LoadSpec.mostAudited).contains(auditSample) {
                throw LoadError("--audit-sample takes a number from 1 to \(LoadSpec.mostAudited)")
            }
            if let startAt {
                let last = Date().timeIntervalSince1970 + 7 * 24 * 3600
                // The comparison is false for what is no number.
                guard startAt >= 0, startAt <= last else {
                    throw LoadError("--start-at takes a Unix time in seconds, at most a week from now")
                }
            }
            if let metrics, !(0...65535).contains(metrics) {
                throw LoadError("--metrics takes a number from 0 to 65535")
            }
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// What the flags say.
    func spec() throws(LoadError) -> LoadSpec {
        var spec = LoadSpec()
        if let rate { spec.rate = try number(rate, "--rate") }
        if let stages { spec.stages = try LoadProfile.stages(stages) }
        spec.concurrency = concurrency
        spec.duration = try time(duration, "--duration")
        spec.warmUp = try time(warmUp, "--warm-up")
        spec.count = count
        spec.unit = unit
        if poisson { spec.isPoisson = true }
        spec.burst = burst
        spec.connections = connections
        if noRetries { spec.repeats = false }
        spec.drain = try time(drain, "--drain")
        for text in threshold { spec.thresholds.append(try Threshold(text)) }
        spec.auditLimit = auditSample ?? (audit ? LoadSpec.mostAudited : nil)
        return spec
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
            guard let parsed = Segment(index.clampedDifference(value("SLURM_ARRAY_TASK_MIN") ?? 0), of: count)
            else {
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
