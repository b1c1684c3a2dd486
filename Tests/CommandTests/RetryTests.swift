import Testing

/// Attempts, gaps and outcomes, seen from a receiver that does not behave.
@Suite(.serialized) struct RetryTests {
    private struct Row: CustomTestStringConvertible, Sendable {
        let behaviour: [String]
        /// Statuses, or the error where there is none.
        let results: [String]
        let outcome: String
        var testDescription: String { behaviour.joined(separator: " ") }
    }

    private static let rows = [
        Row(behaviour: ["status", "500"], results: ["500", "500", "500"], outcome: "lost"),
        Row(behaviour: ["status", "204"], results: ["204", "204", "204"], outcome: "lost"),
        Row(behaviour: ["redirect"], results: ["302", "302", "302"], outcome: "lost"),
        Row(behaviour: ["close"], results: ["closed", "closed", "closed"], outcome: "lost"),
        Row(behaviour: ["silent"], results: ["timeout", "timeout", "timeout"], outcome: "lost"),
        Row(behaviour: ["sequence", "503,200"], results: ["503", "200"], outcome: "delivered"),
    ]

    @Test(arguments: rows)
    private func `only 200 ends an Alibaba delivery`(_ row: Row) async throws {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one(
                    "aliyun", "TranscodeComplete", more: #""delivery": { "timeout": "300ms" },"#),
                to: "x.json")
            try await Self.receiver(row.behaviour) { receiver in
                let outcome = try await Program.run(
                    [
                        "run", "x.json", "--target", receiver.url, "--key", "k", "--speed", "max", "--report",
                        "json",
                    ],
                    in: folder)
                #expect(outcome.exit == (row.outcome == "lost" ? 1 : 0))
                let deliveries = try JSON(outcome.stdout).deliveries
                #expect(deliveries.count == 1)
                #expect(deliveries.map { $0["outcome"].string } == [row.outcome])
                let attempts = deliveries.flatMap { $0["attempts"].list }
                let results = attempts.map {
                    $0["status"].number.map { String(Int($0)) } ?? $0["error"].string ?? ""
                }
                #expect(results == row.results)
                let requests = try await receiver.requests()
                #expect(requests.count == row.results.count)
                #expect(
                    requests.allSatisfy { $0.line.contains(" /vod/callback?") }, "no redirect is followed")
                #expect(requests.allSatisfy { $0.signedBy == ["aliyun"] })
                #expect(Set(requests.map(\.body)).count == 1, "every attempt has the same body")
            }
        }
    }

    /// Spelt out because a list cannot be handed to a variadic parameter.
    private static func receiver(
        _ behaviour: [String], _ body: (Receiver) async throws -> Void
    ) async throws {
        if behaviour.count == 2 {
            try await Receiver.with(behaviour[0], behaviour[1], key: "k", body)
        } else {
            try await Receiver.with(behaviour[0], key: "k", body)
        }
    }

    @Test func `Alibaba repeats after a second, signed anew each time`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try await Receiver.with("sequence", "500,500,200", key: "k") { receiver in
                let outcome = try await Program.run(
                    ["run", "x.json", "--target", receiver.url, "--key", "k", "--report", "json"], in: folder)
                #expect(outcome.exit == 0)
                let requests = try await receiver.requests()
                #expect(requests.count == 3)
                // A millisecond is left for the way from the sender to the receiver.
                for (before, after) in zip(requests, requests.dropFirst()) {
                    #expect(after.arrived - before.arrived >= 0.999)
                }
                let stamps = requests.flatMap { $0.header("X-VOD-TIMESTAMP") }.compactMap { Int($0) }
                #expect(stamps.count == 3)
                #expect(stamps == Set(stamps).sorted())
                #expect(Set(requests.flatMap { $0.header("X-VOD-SIGNATURE") }).count == 3)
                #expect(requests.allSatisfy { $0.signedBy == ["aliyun"] })
                #expect(try JSON(outcome.stdout).deliveries.map { $0["outcome"].string } == ["delivered"])
            }
        }
    }

    @Test func `Volcengine repeats after 5, 10 and 30 seconds of scenario time`() async throws {
        try await Folder.with { folder in
            let expect = #""expect": { "outcome": "lost", "attempts": 4 },"#
            try folder.write(ScenarioText.one("volcengine", "FileUploadComplete", more: expect), to: "x.json")
            try await Receiver.with("status", "500", key: "k") { receiver in
                let flags = ["--target", receiver.url, "--key", "k", "--speed", "20", "--report", "json"]
                let outcome = try await Program.run(["run", "x.json"] + flags, in: folder)
                #expect(outcome.exit == 0)
                let attempts = try JSON(outcome.stdout).deliveries.flatMap { $0["attempts"].list }
                let planned = attempts.compactMap { $0["plannedAtMs"].number }
                let started = attempts.compactMap { $0["startedAtMs"].number }
                #expect(planned.count == 4)
                let gaps = zip(planned, planned.dropFirst()).map { $1 - $0 }
                for (gap, least) in zip(gaps, [5000.0, 10_000, 30_000]) { #expect(gap >= least) }
                // Planned in scenario time, started in wall time.
                for (plan, start) in zip(planned, started) { #expect(start * 20 >= plan) }
                let requests = try await receiver.requests()
                let arrivals = requests.map(\.arrived)
                let waits = zip(arrivals, arrivals.dropFirst()).map { $1 - $0 }
                #expect(waits.count == 3)
                for (wait, least) in zip(waits, [0.25, 0.5, 1.5]) { #expect(wait >= least - 0.001) }
            }
        }
    }

    @Test func `at full speed the time line is the vendor's to the millisecond`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.volcengine, to: "x.json")
            try await Receiver.with("status", "500") { receiver in
                let outcome = try await Program.run(
                    ["run", "x.json", "--target", receiver.url, "--speed", "max", "--report", "json"],
                    in: folder)
                let attempts = try JSON(outcome.stdout).deliveries.flatMap { $0["attempts"].list }
                #expect(attempts.compactMap { $0["plannedAtMs"].number } == [0, 5000, 15_000, 45_000])
            }
        }
    }
}
