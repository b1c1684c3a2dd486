import Foundation
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

    @Test func `what a stopped command has started is stopped with it`() async throws {
        try await Folder.with { folder in
            let pipe = folder.path("pipe")
            #expect(mkfifo(pipe, 0o600) == 0)
            let reading = open(pipe, O_RDONLY | O_NONBLOCK)
            defer { close(reading) }
            try folder.write(
                #"""
                { "name": "x", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" },
                  { "command": [ "sh", "-c", "sleep 120 > pipe; true" ], "within": "300ms" } ] }
                """#, to: "x.json")
            let outcome = try await Program.run(["run", "x.json"], in: folder)
            #expect(outcome.exit == 1)
            // The other end of the pipe is closed when the last one that writes to it has ended.
            var end = pollfd(fd: reading, events: 0, revents: 0)
            #expect(poll(&end, 1, 20_000) == 1)
            #expect(end.revents & Int16(POLLHUP) != 0)
        }
    }

    @Test func `a command that fails is told by its exit code`() async throws {
        try await Folder.with { folder in
            try folder.write(
                #"""
                { "name": "x", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" },
                  { "command": [ "sh", "-c", "echo oh; exit 3" ] } ] }
                """#, to: "x.json")
            let outcome = try await Program.run(["run", "x.json"], in: folder)
            #expect(
                outcome.stdout.contains("expected exit code 0, got exit code 3; the answer was: oh"),
                "\(outcome.stdout)")
        }
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
