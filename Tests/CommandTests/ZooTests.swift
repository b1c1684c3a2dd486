import Foundation
import Testing

/// The detection matrix is true, and the correct receiver gives no finding.
///
/// It takes minutes and two quiet cores, so it runs only with VODHOOK_ZOO in the environment; VODHOOK_BIN can name a
/// release build.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["VODHOOK_ZOO"] != nil)) struct ZooTests {
    private static let matrix = Folder.repository.appendingPathComponent("docs/detection-matrix.md").path

    /// The cheapest claim of each bug; all of them are tried by hand with a release build.
    @Test func `every bug is found as the detection matrix says`() async throws {
        try await Folder.with { folder in
            let outcome = try await Program.run(
                ["zoo", "--check", Self.matrix, "--first"], in: folder, seconds: 900)
            #expect(outcome.exit == 0, "\(outcome.stderr)")
        }
    }

    @Test(arguments: [
        ["fuzz", "aliyun/TranscodeComplete", "--cases", "25"] + FuzzTiers.small,
        ["fuzz", "volcengine/WorkflowComplete", "--cases", "25"] + FuzzTiers.small,
        ["explore", "scenarios/aliyun/success.json", "--histories", "25"],
    ])
    func `the right receiver gives no finding over twenty seeds`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            for seed in 1...20 {
                let outcome = try await Program.run(arguments + ["--seed", "\(seed)"], in: folder)
                #expect(outcome.exit == 0, "seed \(seed): \(outcome.stdout)")
            }
        }
    }
}

/// Bodies of megabytes take a debug build seconds, and then its own time limit ends them; these tiers have none.
private enum FuzzTiers {
    static let small = ["--tier", "valid", "--tier", "forward-compatible", "--tier", "invalid"]
}
