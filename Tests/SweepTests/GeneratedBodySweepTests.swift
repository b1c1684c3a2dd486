@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// A thousand media of every kind: all their bodies must be what the catalogue says they are.
struct GeneratedBodySweepTests {
    /// Ten parts of a hundred seeds, so that the parts run at the same time.
    @Test(arguments: ["aliyun", "volcengine"], Array(0..<10))
    func `every body of a thousand media is valid under its profile`(provider: String, part: Int) throws {
        let provider = try BuiltIn.provider(provider)
        var complaints: [String] = []
        for seed in (part * 100)..<((part + 1) * 100) {
            let spec = MediaGenerator.media(seed: UInt64(seed), provider: provider)
            let bodies = try EventBodies(spec, seed: UInt64(seed))
            for event in provider.events {
                // Each profile has its turn; all profiles of all events are met some hundred times.
                let profile = event.profiles[seed % event.profiles.count]
                for body in bodies.bodies(event, profile: profile.name) {
                    let source = SourceText(name: event.name, bytes: JSONWriter.bytes(of: body.value))
                    let (node, mistakes) = JSONReader.read(source)
                    complaints += mistakes.map(\.text)
                    guard let node else { continue }
                    complaints += BodyValidator.check(node, of: source, against: profile, strict: true)
                        .map { "seed \(seed), profile \(profile.name): \($0.text)" }
                }
            }
        }
        #expect(complaints == [])
    }
}
