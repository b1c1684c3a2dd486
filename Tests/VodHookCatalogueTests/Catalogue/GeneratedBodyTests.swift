@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// What generated bodies promise; a thousand of each are looked at in `SweepTests`.
struct GeneratedBodyTests {
    @Test func `the same seed gives the same bytes and another seed others`() throws {
        func text(_ seed: UInt64) throws -> String {
            let bodies = try EventBodies(MediaSpec(name: "movie", provider: "aliyun"), seed: seed)
            return JSONWriter.text(of: try bodies.body("TranscodeComplete"))
        }
        #expect(try text(5) == text(5))
        #expect(try text(5) != text(6))
    }

    @Test func `media of the same scenario differ by name and instance`() throws {
        let provider = try BuiltIn.provider("aliyun")
        let simulation = Simulation(seed: 1, start: Timestamp(milliseconds: 0))
        func id(_ name: String, _ instance: Int) -> String {
            let spec = MediaSpec(name: name, provider: "aliyun")
            let facts = simulation.facts(of: spec, provider: provider, instance: instance)
            guard case .identity(let identity)? = facts["id"] else { return "" }
            return IdentityFormat(alphabet: .hex, length: 32).text(for: identity)
        }
        #expect(Set([id("a", 0), id("b", 0), id("a", 1)]).count == 3)
    }
}
