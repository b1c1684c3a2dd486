import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    /// What is said under `load`; nil when there is nothing.
    mutating func loadSpec(_ node: JSONNode?) -> LoadSpec? {
        guard let node else { return nil }
        var spec = LoadSpec()
        spec.rate = node["rate"]?.string.flatMap(LoadProfile.rate)
        if let stages = node["stages"] {
            spec.stages = stages.elements.compactMap { stage in
                guard let duration = duration(stage["duration"]),
                    let rate = stage["rate"]?.string.flatMap(LoadProfile.rate)
                else { return nil }
                return LoadProfile.Stage(duration: duration, rate: rate)
            }
        }
        spec.concurrency = node.integer("concurrency")
        spec.duration = duration(node["duration"])
        spec.warmUp = duration(node["warmUp"])
        spec.count = node.integer("count")
        spec.unit = node["unit"]?.string.flatMap(LoadProfile.Unit.init(rawValue:))
        spec.isPoisson = node["poisson"]?.bool
        spec.burst = node.integer("burst")
        spec.connections = node.integer("connections")
        spec.repeats = node["retries"]?.bool
        spec.drain = duration(node["drain"])
        for threshold in node["thresholds"]?.elements.compactMap(\.string) ?? [] {
            // What is no threshold has been reported by its rule.
            do throws(LoadError) { spec.thresholds.append(try Threshold(threshold)) } catch { continue }
        }
        if let audit = node["audit"] {
            spec.auditLimit = node.integer("audit") ?? (audit.bool == true ? LoadSpec.mostAudited : nil)
        }
        do throws(LoadError) {
            _ = try spec.profile(eventsPerUpload: 1, rateLimit: .infinity)
        } catch {
            report(node, error.description)
        }
        return spec
    }
}
