import Testing

/// Numbers of flags and files that are far too large or small: a word about it, and no crash.
@Suite(.serialized) struct NumberFlagTests {
    @Test(arguments: [
        (
            ["emit", "aliyun/TranscodeComplete", "--headers", "--key", "k", "--signed-at", "1768464000123"],
            "--signed-at 1768464000123: give a Unix time in seconds, from 0 to 253402300799"
        ),
        (
            ["fixtures", "x.json", "--out", "f", "--signed-at", "1768464000123456789"],
            "--signed-at 1768464000123456789: give a Unix time in seconds, from 0 to 253402300799"
        ),
        (
            ["emit", "aliyun/TranscodeComplete", "--count", "1000001", "--target", "http://127.0.0.1:1/"],
            "--count takes a number from 1 to 1000000 with --target; vodhook load sends more"
        ),
        (
            ["load", "x.json", "--start-at", "1768464000123456789"],
            "--start-at takes a Unix time in seconds, at most a week from now"
        ),
        (
            ["load", "x.json", "--start-at", "inf"],
            "--start-at takes a Unix time in seconds, at most a week from now"
        ),
        (
            ["load", "x.json", "--rate", "0.000001/h"],
            "the rate never reaches 0.00001/s, about one a day; give a higher one"
        ),
        (
            ["load", "x.json", "--segment=-9223372036854775808/4"],
            "--segment -9223372036854775808/4: write it as 1/4 … 4/4"
        ),
        (
            ["run", "x.json", "--speed", "1e-9"],
            "The value '1e-9' is invalid for '--speed <speed>': give a number from 0.001 to 1000000, or max"
        ),
        (["import", "x", "--speed", "1e-9"], "--speed takes a number from 0.001 to 1000000"),
        (
            ["explore", "x.json", "--histories", "9223372036854775807"],
            "--histories takes a number from 1 to 1000000"
        ),
        (
            ["fuzz", "x.json", "--cases", "9223372036854775807"], "--cases takes a number from 1 to 1000000"
        ),
    ])
    func `a number that cannot be meant is said to be none`(_ arguments: [String], _ message: String)
        async throws
    {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Program.run(arguments, in: folder)
            #expect(outcome.exit == 64)
            #expect(outcome.stdout == "")
            #expect(outcome.stderr.split(separator: "\n").first.map(String.init) == "Error: \(message)")
        }
    }

    @Test func `an array task of any number is told its place`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Program.run(
                ["load", "x.json"], in: folder,
                environment: [
                    "SLURM_ARRAY_TASK_ID": "-9223372036854775808", "SLURM_ARRAY_TASK_MIN": "1",
                    "SLURM_ARRAY_TASK_COUNT": "4",
                ])
            #expect(outcome.exit == 64)
            #expect(
                outcome.stderr.hasPrefix(
                    "Error: SLURM_ARRAY_TASK_ID -9223372036854775808 is not among 4 tasks in steps of one\n"))
        }
    }

    @Test func `a load at the lowest speed is offered`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Program.run(
                [
                    "load", "x.json", "--speed", "0.001", "--count", "1", "--duration", "100ms", "--drain",
                    "0s",
                    "--quiet",
                ], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stderr)")
        }
    }

    @Test func `a saved load of an impossible duration is refused`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let made = try await Program.run(
                [
                    "load", "x.json", "--count", "1", "--duration", "100ms", "--quiet", "--report",
                    "json=load.json",
                ], in: folder)
            #expect(made.exit == 0, "\(made.stderr)")
            let text = try folder.read("load.json").replacing(
                #/"offeringSeconds":[0-9.]+/#, with: #""offeringSeconds":1e300"#)
            try folder.write(text, to: "load.json")
            let outcome = try await Program.run(["report", "load.json"], in: folder)
            #expect(outcome.exit == 2)
            #expect(
                outcome.stderr
                    == "vodhook: load.json: \"offeringSeconds\" is not a time, or more than 10 years\n")
        }
    }

    @Test(arguments: ["-1", "0", "1e-9"])
    func `a speed of the project file is checked`(_ speed: String) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try folder.write("{ \"speed\": \(speed) }", to: "vodhook.json")
            let outcome = try await Program.run(["run", "x.json"], in: folder)
            #expect(outcome.exit == 2)
            #expect(
                outcome.stderr == """
                    vodhook.json:1:12: expected a number from 0.001 to 1000000, or max, found \(speed)
                        { "speed": \(speed) }
                                   ^ 1 is real time, 60 a minute per second, "max" does not wait
                    1 mistake, nothing done

                    """)
        }
    }

    @Test func `nested repetitions without end are a finding`() async throws {
        try await Folder.with { folder in
            try folder.write(
                """
                { "name": "x", "provider": "aliyun", "media": { "movie": {} }, "steps": [
                  { "repeat": 1000000, "steps": [
                    { "repeat": 1000000, "steps": [ { "emit": "TranscodeComplete" } ] } ] } ] }

                """, to: "x.json")
            let outcome = try await Program.run(["validate", "x.json"], in: folder)
            #expect(outcome.exit == 2)
            #expect(
                (outcome.stdout + outcome.stderr).contains(
                    "x.json:2:3: the plan would have more than 1000000 deliveries, waits and probes"))
        }
    }
}
