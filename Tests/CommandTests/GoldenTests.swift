import Testing

/// Every folder of `Cases` is a case; what users see is kept there byte for byte.
@Suite(.serialized) struct GoldenTests {
    @Test(arguments: try GoldenCase.all())
    func `the program writes what the case keeps`(_ golden: GoldenCase) async throws {
        try await golden.check()
    }

    @Test func `the version names the tool and libcurl`() async throws {
        let outcome = try await Program.run("--version")
        // Only packages are told their commit.
        let pattern = /vodhook \d+\.\d+\.\d+ \((commit [0-9a-f]{7,40}, )?libcurl \d+\.\d+\.\d+[^\s]*\)\n/
        #expect(outcome.stdout.wholeMatch(of: pattern) != nil)
        #expect(outcome.stderr == "")
        #expect(outcome.exit == 0)
    }
}
