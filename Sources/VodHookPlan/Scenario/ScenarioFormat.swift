import JSONText
package import VodHookCatalogue

extension FileFormat {
    /// The format of scenario files; the published JSON Schema and the reference page are made from it.
    package static let scenario = FileFormat(
        title: "vodhook scenario", root: "scenario",
        records: [
            Record(
                "scenario", "Media, what happens to them, and what is expected of the receiver.",
                fields: [
                    .init("name", .text(.name), "The name for people.", required: true),
                    .init("description", .text(.plain), "What the scenario is about."),
                    .init("tags", .list(.text(.name)), "Words to choose scenarios by."),
                    .init(
                        "catalog", .text(.name),
                        "A folder with a provider of your own, relative to this file."),
                    .init("provider", .text(.name), "The provider of all media that name none."),
                    .init("profile", .text(.name), "The profile of all media that name none."),
                    .init(
                        "seed", .integer(0...Int.max),
                        "The seed; the flag --seed overrides it. 1 unless given."),
                    .init(
                        "startTime", .union([.text(.plain)]),
                        "The scenario time of the first upload, or \"now\". 2026-01-15T08:00:00Z unless given."
                    ),
                    .init(
                        "vars", .map(.union([.text(.plain), .number, .boolean])),
                        "Values for ${vars.NAME}; the flag --var overrides them."),
                    .init("target", .record("target"), "Where deliveries go."),
                    .init("delivery", .record("delivery"), "Changes to the provider's delivery rules."),
                    .init(
                        "receiver", .record("receiver"),
                        "How the embedded receiver behaves; without effect on a target of your own."),
                    .init("media", .map(.record("media")), "The media by name.", required: true),
                    .init("steps", .list(step, minimum: 1), "What happens, in order.", required: true),
                    .init("faults", faults, "What goes wrong with deliveries of all steps."),
                    .init("expect", .record("expect"), "What is expected of every delivery."),
                    .init(
                        "assert", .list(.record("assertion")), "What is expected of all deliveries together."),
                    .init("setup", .list(step), "What is done before the steps."),
                    .init("teardown", .list(step), "What is done after the steps, whatever came of them."),
                    .init("matrix", .record("matrix"), "Runs the scenario once for each row of a table."),
                    .init(
                        "observe", .union([.record("observe"), .list(.record("observe"), minimum: 1)]),
                        "How explore and load read the receiver's state; its probes unless given."),
                    .init("load", .record("load"), "How much load vodhook load offers, and what must hold."),
                ]),
            Record(
                "matrix", "A table; its values are ${matrix.NAME}.", exactlyOneOf: ["values", "file"],
                fields: [
                    .init(
                        "values", .map(.list(.any, minimum: 1)), "Columns; the rows are their cross product."),
                    .init(
                        "file", .text(.name),
                        "A file of JSON Lines, relative to this one; each line is a row."),
                ]),
            Record(
                "target", "Where deliveries go. Flags override each value.",
                fields: [
                    .init("url", .text(.plain), "The URL, or \"embedded\" for the embedded receiver."),
                    .init(
                        "channel", .choice(DeliveryChannel.allCases.map(\.rawValue)),
                        "The way to deliver, one of the provider's channels; http unless given."),
                    .init(
                        "signedUrl", .text(.url),
                        "The URL that is signed, when it is not the one that is called."),
                    .init("key", .text(.plain), "The shared key; better taken from ${env.VODHOOK_KEY}."),
                    .init("previousKey", .text(.plain), "The key before the last rotation."),
                    .init("contentType", .text(.name), "The Content-Type instead of the provider's."),
                    .init("headers", .map(.text(.plain)), "Further headers for every delivery."),
                    .init("caCertificate", .text(.name), "A file with certificates to trust."),
                    .init("insecure", .boolean, "True when the certificate is not checked."),
                    .init("http2", .boolean, "True when HTTP/2 is used."),
                ]),
            Record(
                "delivery", "Changes to the provider's delivery rules.",
                fields: [
                    .init("timeout", .text(.duration), "How long an answer may take."),
                    .init(
                        "retryAfter", .list(.text(.duration)),
                        "The gaps between attempts; [] means a single attempt."),
                ]),
            Record(
                "receiver", "How the embedded receiver behaves.",
                fields: [
                    .init(
                        "answers", .list(.record("answer"), minimum: 1),
                        "What it answers, in order, before it behaves.", required: true)
                ]),
            Record(
                "answer", "A scripted answer.",
                fields: [
                    .init("status", .integer(200...599), "The status code.", required: true),
                    .init(
                        "times", .union([.integer(1...1_000_000), .choice(["always"])]),
                        "How often; once unless given."),
                    .init("delay", .text(.duration), "How long it waits before it answers."),
                    .init("close", .boolean, "True to close the connection instead of answering."),
                    .init(
                        "keepsState", .boolean,
                        "True to keep the event anyway: a lost acknowledgement."),
                    .init("headers", .map(.text(.plain)), "Further headers."),
                    .init("body", .any, "The body; a string is sent as it is, anything else as JSON."),
                ]),
        ] + mediaRecords + stepRecords + expectRecords + observeRecords
            + loadRecords)

    static let step = Shape.variant([
        ("emit", "emit"), ("send", "send"), ("wait", "wait"), ("probe", "probe"), ("command", "command"),
        ("include", "include"), ("parallel", "parallel"),
        ("repeat", "repeat"),
    ])

    private static let faultWord = Shape.choice(FaultWord.all.map(\.text))
    static let faults = Shape.list(.union([faultWord, .record("fault")]))
    private static let polling: [Record.Field] = [
        .init("within", .text(.duration), "How long it is polled; once unless given."),
        .init("every", .text(.duration), "The time between two questions; 100ms unless given."),
        .init("never", .boolean, "True when what is expected must not hold at any time within that time."),
        .init("capture", .map(.record("capture")), "Values for ${capture.NAME} in later steps."),
    ]

    private static let stepRecords = [
        Record(
            "emit", "Delivers events of a media.",
            fields: [
                .init(
                    "emit", .text(.name),
                    "An event by name, or \"lifecycle\" for all that a real upload produces.", required: true),
                .init("name", .text(.name), "A name for people."),
                .init(
                    "media", .text(.name), "The media it is about; may be left out when there is only one."),
                .init("rendition", .text(.name), "Only the event of this rendition, by definition."),
                .init("profile", .text(.name), "The profile instead of the media's."),
                .init("change", .list(.record("change")), "What is changed in the body."),
                .init("faults", faults, "What goes wrong on the way."),
                .init(
                    "only", .integer(1...1_000_000),
                    "Only the n-th of its deliveries, from 1, and that one at once."),
                .init(
                    "meanwhile", .list(.record("emit"), minimum: 1),
                    "What is delivered while its first delivery is held open in the middle of the body."),
                .init("capture", .map(.record("capture")), "Values for ${capture.NAME} in later steps."),
                .init("at", .text(.duration), "The scenario time before which it does not begin."),
                .init(
                    "jitter", .text(.duration), "A random part of this is added to the time of each delivery."
                ),
                .init("expect", .record("expect"), "What is expected of these deliveries."),
            ]),
        sendRecord,
        Record(
            "wait", "Lets scenario time pass.",
            fields: [
                .init("wait", .text(.duration), "How long.", required: true),
                .init("name", .text(.name), "A name for people."),
            ]),
        Record(
            "probe", "Reads the receiver's state until it is as expected.",
            fields: [
                .init(
                    "probe", .record("request"), "The request and what is expected of its answer.",
                    required: true),
                .init("at", .text(.duration), "The scenario time before which it does not begin."),
                .init("name", .text(.name), "A name for people."),
            ]),
        Record(
            "request", "A request that reads state.",
            fields: [
                .init(
                    "url", .text(.plain),
                    "The URL; ${target.origin} is scheme, host and port of the target.", required: true),
                .init("method", .text(.name), "The method; GET unless given."),
                .init("headers", .map(.text(.plain)), "Headers."),
                .init("body", .any, "The body; a string is sent as it is, anything else as JSON."),
                .init("timeout", .text(.duration), "How long one answer may take; 5s unless given."),
                .init("expect", .record("answerExpect"), "What is expected of the answer."),
            ] + polling),
        Record(
            "command",
            "Runs a command until its exit code and output are as expected; so a database can be asked.",
            fields: [
                .init(
                    "command", .list(.text(.plain), minimum: 1), "The program and its arguments.",
                    required: true),
                .init("name", .text(.name), "A name for people."),
                .init("at", .text(.duration), "The scenario time before which it does not begin."),
                .init("expect", .record("commandExpect"), "What is expected; exit code 0 unless given."),
            ] + polling),
        Record(
            "capture", "Where a value is taken from an answer.", exactlyOneOf: ["path", "header", "matches"],
            fields: [
                .init("path", .text(.path), "The first value that a JSONPath selects in the body."),
                .init("header", .text(.name), "The value of a header."),
                .init("matches", .text(.pattern), "The first group of a regular expression in the body."),
            ]),
        Record(
            "include", "The steps of another scenario file, with its media.",
            fields: [
                .init("include", .text(.name), "The file, relative to this one.", required: true),
                .init(
                    "vars", .map(.union([.text(.plain), .number, .boolean])), "Values for its ${vars.NAME}."),
                .init("name", .text(.name), "A name for people."),
            ]),
        Record(
            "parallel", "Runs branches at the same time.",
            fields: [
                .init(
                    "parallel", .list(.list(step, minimum: 1), minimum: 1),
                    "The branches, each a list of steps.", required: true),
                .init("name", .text(.name), "A name for people."),
            ]),
        Record(
            "repeat", "Runs steps several times, each time with fresh media.",
            fields: [
                .init("repeat", .integer(1...1_000_000), "How often.", required: true),
                .init("steps", .list(step, minimum: 1), "What is repeated.", required: true),
                .init("name", .text(.name), "A name for people."),
            ]),
        Record(
            "fault", "Something that goes wrong, with its parameters.",
            fields: [.init("fault", faultWord, "What goes wrong.", required: true)]
                + FaultParameters.Key.allCases.map(\.field) + [
                    .init("every", .integer(1...1_000_000), "Only every n-th delivery has it."),
                    .init(
                        "chance", .number,
                        "Only so large a part of deliveries has it, from 0 to 1, drawn from the seed."),
                ]),
        Record(
            "change", "A change of a body.", exactlyOneOf: ["set", "drop"],
            fields: [
                .init("path", .text(.path), "Where, as JSONPath.", required: true),
                .init("set", .any, "The new value."),
                .init("drop", .boolean, "True removes what the path selects."),
            ]),
    ]

    private static let statuses = Shape.union([
        .integer(100...599), .text(.plain), .list(.union([.integer(100...599), .text(.plain)]), minimum: 1),
    ])

    private static let answerFields: [Record.Field] = [
        .init("status", statuses, "The status of the last answer: 200, \"2xx\", or a list of them."),
        .init("within", .text(.duration), "The longest time the answer may take."),
        .init("headers", .list(.record("headerCheck")), "Conditions on headers of the last answer."),
        .init("body", .list(.record("bodyCheck")), "Conditions on the body of the last answer."),
    ]

    private static let expectRecords = [
        Record(
            "expect", "What is expected of a delivery.",
            fields: [
                .init(
                    "outcome", .choice(ExpectedOutcome.allCases.map(\.rawValue)),
                    "How the delivery ends: delivered, lost (refused by the receiver, which answers), or unreachable (a planned downtime: no connection); delivered unless given, or unless the answer has an expected status that refuses."
                ),
                .init(
                    "statuses", .list(.integer(0...599), minimum: 1),
                    "The statuses of all attempts; 0 stands for no answer."),
                .init("attempts", .count, "How many attempts there are."),
            ] + answerFields),
        Record("answerExpect", "What is expected of an answer.", fields: answerFields),
        Record(
            "commandExpect", "What is expected of a command.",
            fields: [
                .init("exit", .integer(0...255), "The exit code."),
                .init("within", .text(.duration), "The longest time it may take."),
                .init("output", .list(.record("bodyCheck")), "Conditions on its standard output."),
            ]),
        Record(
            "assertion", "A condition on all deliveries together.",
            exactlyOneOf: ["latency", "deliveriesOf", "atMostInFlight", "noAttemptAfterSuccess", "count"],
            fields: [
                .init(
                    "latency", .map(.text(.duration)), "Limits by percentile: p50, p90, p95, p99, p99.9, max."
                ),
                .init("deliveriesOf", .text(.name), "Every delivery of this event keeps \"expect\"."),
                .init("expect", .record("expect"), "What is expected of them."),
                .init("atMostInFlight", .integer(1...1_000_000), "Never more requests under way at once."),
                .init(
                    "noAttemptAfterSuccess", .boolean,
                    "No attempt begins after an accepted one of the same event."),
                .init("count", .map(.count), "How many: delivered, lost, late, attempts, deliveries."),
            ]),
        Record(
            "range", "A range of counts.",
            fields: [
                .init("min", .integer(0...Int.max), "The smallest count."),
                .init("max", .integer(0...Int.max), "The greatest count."),
            ]),
        Record(
            "headerCheck", "A condition on a header.",
            fields: [.init("name", .text(.name), "The header's name, whatever its case.", required: true)]
                + PredicateWord.fields),
        Record(
            "bodyCheck", "A condition on the body, or on the part of it that a path selects.",
            fields: [
                .init(
                    "path", .text(.path),
                    "The part, as JSONPath; unless given the whole body, as text or, for what text cannot be, as JSON."
                )
            ] + PredicateWord.fields),
    ]
}

extension Shape {
    /// A number of things, or a range of it.
    static let count = Shape.union([.integer(0...Int.max), .record("range")])
}
