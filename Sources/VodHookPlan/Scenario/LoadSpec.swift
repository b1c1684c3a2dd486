import VodHookCatalogue

/// How much load a scenario asks for under `load`, or a user by flags; what is nil is not said.
package struct LoadSpec: Sendable {
    /// The most uploads whose state is asked for after a load.
    package static let mostAudited = 1_000_000

    /// A constant rate, or the one at which stages begin, per second.
    package var rate: Double?
    /// Rates in straight lines between points.
    package var stages: [LoadProfile.Stage]?
    /// So many deliveries under way at any time.
    package var concurrency: Int?
    /// How long load is offered.
    package var duration: Duration?
    /// How long events are sent before they count.
    package var warmUp: Duration?
    /// At most so many deliveries.
    package var count: Int?
    /// What rates count.
    package var unit: LoadProfile.Unit?
    /// True when arrivals come by chance.
    package var isPoisson: Bool?
    /// Uploads arrive in batches of so many.
    package var burst: Int?
    /// The most connections open at once.
    package var connections: Int?
    /// True when the vendor's repetitions are made.
    package var repeats: Bool?
    /// How long after the last event repetitions are still made.
    package var drain: Duration?
    /// What must hold.
    package var thresholds: [Threshold] = []
    /// Of how many uploads the state is asked for afterwards.
    package var auditLimit: Int?

    package init() {}

    /// This, and what it does not say from `other`.
    ///
    /// Rate, stages and concurrency are one choice: who says one of them does not take the others over.
    package func over(_ other: LoadSpec) -> LoadSpec {
        var spec = self
        if rate == nil && stages == nil && concurrency == nil {
            (spec.rate, spec.stages, spec.concurrency) = (other.rate, other.stages, other.concurrency)
        }
        if spec.stages == nil || other.stages == nil { spec.duration = duration ?? other.duration }
        if spec.concurrency == nil || other.concurrency != nil {
            spec.isPoisson = isPoisson ?? other.isPoisson
            spec.burst = burst ?? other.burst
        }
        spec.warmUp = warmUp ?? other.warmUp
        spec.count = count ?? other.count
        spec.unit = unit ?? other.unit
        spec.connections = connections ?? other.connections
        spec.repeats = repeats ?? other.repeats
        spec.drain = drain ?? other.drain
        spec.thresholds = other.thresholds + thresholds
        spec.auditLimit = auditLimit ?? other.auditLimit
        return spec
    }

    /// The profile; bursts are batches of uploads, so that a rate of events is turned into one of uploads for them.
    package func profile(eventsPerUpload: Double, rateLimit: Double = LoadProfile.rateLimit) throws(LoadError)
        -> LoadProfile
    {
        if concurrency != nil && (rate != nil || stages != nil) {
            throw LoadError("concurrency excludes rate and stages: the receiver sets the rate")
        }
        if stages != nil && duration != nil {
            throw LoadError("stages say how long they last; leave out the duration")
        }
        let burst = burst ?? 1
        if burst < 1 { throw LoadError("a burst is at least 1") }
        let unit = unit ?? .events
        let span = duration ?? .seconds(30)
        let factor = burst > 1 && unit == .events ? 1 / eventsPerUpload : 1
        let shape: LoadProfile.Shape
        if let concurrency {
            shape = .closed(concurrency: concurrency, duration: span)
        } else if let stages {
            let points = stages.map { LoadProfile.Stage(duration: $0.duration, rate: $0.rate * factor) }
            shape = .stages(start: (rate ?? 0) * factor, points)
        } else {
            shape = .constant(rate: (rate ?? 100) * factor, duration: span)
        }
        let profile = LoadProfile(
            shape, unit: burst > 1 ? .uploads : unit, isPoisson: isPoisson ?? false, burst: burst,
            limit: count)
        if let mistake = profile.mistake(rateLimit: rateLimit) { throw LoadError(mistake) }
        _ = try profile.preceded(by: warmUp ?? .zero)
        return profile
    }
}
