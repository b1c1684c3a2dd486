@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// A long sweep, apart from the tests that run in seconds: every body of every event and profile against the schema
/// that `vodhook catalog --format schema` prints.
@Suite struct EventSchemaSweepTests {
    private static let seeds: ClosedRange<UInt64> = 1...1000

    @Test(arguments: ["aliyun", "byteplus", "volcengine"], 0..<4)
    func `a thousand seeds of every event and profile keep the exported schema`(_ name: String, _ part: Int)
        throws
    {
        let provider = try BuiltIn.provider(name)
        var schemas: [String: JSONSchema] = [:]
        var counts: [String: Int] = [:]
        for event in provider.events {
            for profile in event.profiles {
                let document = EventSchema.schema(for: event, profile: profile, provider: provider)
                schemas["\(event.name)/\(profile.name)"] = try JSONSchema(document)
            }
        }
        for seed in Self.seeds where Int(seed) % 4 == part {
            let spec = MediaGenerator.media(seed: seed, provider: provider)
            let bodies = try EventBodies(spec, seed: seed)
            for event in provider.events {
                for profile in event.profiles {
                    let key = "\(event.name)/\(profile.name)"
                    for body in bodies.bodies(event, profile: profile.name) {
                        counts[key, default: 0] += 1
                        guard let schema = schemas[key], !schema.accepts(body.value) else { continue }
                        let first = schema.violations(of: body.value).first
                        Issue.record("\(name)/\(key), seed \(seed): \(first.map { "\($0)" } ?? "")")
                    }
                }
            }
        }
        // Nothing is proven by bodies that were never made.
        for key in schemas.keys { #expect(counts[key, default: 0] > 20, "\(name)/\(key)") }
    }
}
