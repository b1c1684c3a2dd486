import Foundation
import Testing

/// The searches over every provider, in full; minutes for each, so they run nightly.
@Suite(.serialized) struct ProviderSearchTests {
    @Test(arguments: ProviderTests.cases)
    func `fuzz and explore read its state and find nothing in a good receiver`(_ one: ProviderTests.Case)
        async throws
    {
        try await Folder.with { folder in
            try folder.write(one.scenario, to: "x.json")
            let fuzzed = try await Program.run(
                ["fuzz", one.name, "x.json", "--cases", "250"] + one.flags, in: folder)
            #expect(fuzzed.exit == 0, "\(fuzzed.stdout)\(fuzzed.stderr)")
            #expect(!fuzzed.stdout.contains("only answers"), "\(fuzzed.stdout)")
            let explored = try await Program.run(
                ["explore", "x.json"] + one.flags, in: folder)
            #expect(explored.exit == 0, "\(explored.stdout)\(explored.stderr)")
        }
    }

    @Test(arguments: ProviderTests.cases)
    func `fuzz and explore find the bugs of a bad one`(_ one: ProviderTests.Case) async throws {
        try await Folder.with { folder in
            try folder.write(one.scenario, to: "x.json")
            let fuzzed = try await Program.run(
                ["fuzz", one.name, "--cases", "250", "--bug", "unknown-event-400"]
                    + one.flags, in: folder)
            #expect(fuzzed.exit == 1, "\(fuzzed.stdout)\(fuzzed.stderr)")
            let explored = try await Program.run(
                ["explore", "x.json", "--bug", "counts-duplicates"] + one.flags, in: folder)
            #expect(explored.exit == 1, "\(explored.stdout)\(explored.stderr)")
        }
    }
}
