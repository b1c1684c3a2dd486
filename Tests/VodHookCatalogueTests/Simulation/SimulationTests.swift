@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct SimulationTests {
    private static func facts(_ change: (inout MediaSpec) -> Void) throws -> Facts {
        var spec = MediaSpec(name: "movie", provider: "aliyun")
        change(&spec)
        return Simulation(seed: 1, start: Scenario.defaultStart).facts(
            of: spec, provider: try BuiltIn.provider("aliyun"))
    }

    private static func number(_ fact: Fact?) -> Int? {
        if case .int(let number)? = fact { number } else { nil }
    }

    @Test func `the greatest media that can be given is simulated with all its outputs`() throws {
        let facts = try Self.facts { spec in
            spec.source.height = 16_384
            spec.source.fps = 1000
            spec.source.duration = DurationText.longest
            spec.operations["execution"] = ["kind": "erase"]
            spec.adaptive = [
                AdaptiveSpec(format: "HLS", definitions: Array(repeating: "8640p", count: 20_000))
            ]
        }
        #expect(Self.number(facts["source"]?["width"]) == 16_384)
        let source = try #require(Self.number(facts["source"]?["sizeBytes"]))
        let erased = try #require(Self.number(facts["execution"]?["result"]?["file"]?["sizeBytes"]))
        #expect(source > erased && erased > source / 2)
        guard case .list(let packages)? = facts["adaptive"] else {
            Issue.record("there is no package")
            return
        }
        #expect(Self.number(packages.first?["sizeBytes"]) == .max)
    }

    @Test(arguments: [(16_384, 16_384), (1080, 1920), (2, 3)])
    func `a derived width keeps the limit of a given one`(_ height: Int, _ width: Int) throws {
        let facts = try Self.facts { $0.source.height = height }
        #expect(Self.number(facts["source"]?["width"]) == width)
        #expect(Self.number(facts["source"]?["height"]) == height)
    }
}
