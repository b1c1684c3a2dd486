import CurlTransport
import Foundation
@testable import JSONText
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

/// Offers small loads to servers of tests.
enum LoadBench {
    /// A script of one event per upload, with the answers taking at most `timeout` and one repetition after 10 ms.
    static func script(
        timeout: String = "5s", retryAfter: String = #""10ms""#, faults: String = ""
    ) throws -> LoadScript {
        let text = """
            { "name": "Load", "provider": "aliyun", "media": { "movie": { "source": { "duration": "15s" } } },
              "delivery": { "timeout": "\(timeout)", "retryAfter": [ \(retryAfter) ] },
              "steps": [ { "emit": "TranscodeComplete", "faults": [ \(faults) ] } ] }
            """
        let catalogue = CatalogueLoader.load().catalogue
        let loader = ScenarioLoader(
            ScenarioLoader.Context(catalogue: catalogue, environment: [:], variables: [:]))
        let (scenario, findings) = loader.load(SourceText(name: "load.json", text: text))
        guard let scenario else { throw LoadError(findings.map(\.text).joined(separator: "\n")) }
        let planner = Planner(catalogue: catalogue, seed: 1, start: Scenario.defaultStart)
        let (script, problems) = try LoadScript.compile(scenario, planner: planner)
        guard let script else { throw LoadError(problems.map(\.text).joined(separator: "\n")) }
        return script
    }

    static func run(
        _ url: String, _ profile: LoadProfile, script: LoadScript? = nil,
        change: (inout LoadEngine.Configuration) -> Void = { _ in }
    ) async throws -> LoadResult {
        var configuration = LoadEngine.Configuration()
        configuration.connections = 16
        configuration.repeats = false
        configuration.drain = .seconds(2)
        change(&configuration)
        let target = RunTarget(url: url, signer: Signer(url: url, key: "Key12345"))
        let engine = try LoadEngine(configuration, target: target)
        return try await engine.run(try script ?? Self.script(), profile)
    }

    /// `rate` events per second for half a second.
    static func half(_ rate: Double) -> LoadProfile {
        LoadProfile(.constant(rate: rate, duration: .milliseconds(500)))
    }

    /// The descriptors of this process that are sockets with this port on the other side, or this one.
    static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}

extension LoadResult {
    /// Every offered event came to exactly one end.
    var addsUp: Bool {
        counts.offered == counts.delivered + counts.lost + counts.dropped + counts.unfinished
    }
}
