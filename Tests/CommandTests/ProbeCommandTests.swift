import Testing

/// What becomes of the commands of probes.
@Suite(.serialized) struct ProbeCommandTests {
    /// The probe's entry in the report of a scenario with one command.
    private func probe(_ step: String) async throws -> JSON {
        try await Folder.with { folder in
            try folder.write(
                #"{ "name": "x", "provider": "aliyun", "media": { "m": {} }, "steps": [ \#(step) ] }"#,
                to: "x.json")
            let outcome = try await Program.run(["run", "x.json", "--report", "json"], in: folder)
            return try #require(JSON(outcome.stdout)["scenarios"][0]["probes"].list.first)
        }
    }

    @Test func `a command that is stopped has not ended in time`() async throws {
        let probe = try await probe(#"{ "command": [ "sleep", "60" ], "within": "300ms" }"#)
        #expect(probe["error"].string == "sleep has not ended within 300ms")
        #expect(probe["status"] == .null)
    }

    @Test func `a command that a signal ends says so`() async throws {
        let probe = try await probe(#"{ "command": [ "sh", "-c", "kill -9 $$" ] }"#)
        #expect(probe["error"].string == "sh was ended by signal 9")
    }

    @Test func `of a long output the first megabyte is kept`() async throws {
        let probe = try await probe(#"{ "command": [ "sh", "-c", "yes abcdefg | head -c 3000000" ] }"#)
        #expect(probe["error"] == .null)
        #expect(probe["status"].number == 0)
        #expect(probe["answerBody"].string?.hasPrefix("abcdefg\n") == true)
    }
}
