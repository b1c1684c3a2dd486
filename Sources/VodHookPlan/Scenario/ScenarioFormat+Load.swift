package import VodHookCatalogue

extension FileFormat {
    static let loadRecords = [
        Record(
            "load", "How much load vodhook load offers, and what must hold. Flags override each value.",
            fields: [
                .init(
                    "rate", .text(.rate),
                    "A constant rate, or the one at which stages begin; 100/s unless another shape is given."),
                .init(
                    "stages", .list(.record("stage"), minimum: 1), "Rates in straight lines between points."),
                .init(
                    "concurrency", .integer(1...100_000),
                    "A closed loop: so many deliveries under way at any time."),
                .init("duration", .text(.duration), "How long load is offered; 30s unless given."),
                .init("warmUp", .text(.duration), "How long events are sent before they begin to count."),
                .init("count", .integer(1...Int.max), "At most so many deliveries."),
                .init(
                    "unit", .choice(LoadProfile.Unit.allCases.map(\.rawValue)),
                    "What rates count; events unless given."),
                .init("poisson", .boolean, "True when arrivals come by chance, with the rate as their mean."),
                .init("burst", .integer(1...1_000_000), "Uploads arrive in batches of so many at once."),
                .init(
                    "connections", .integer(1...4000), "The most connections open at once; 64 unless given."),
                .init("retries", .boolean, "False when each event gets one attempt."),
                .init(
                    "drain", .text(.duration),
                    "How long after the last event repetitions are still made; 30s unless given."),
                .init(
                    "thresholds", .list(.text(.threshold)),
                    "What must hold: \"p99 < 50ms\", \"lost == 0\", \"errors < 0.1%\", \"audit.absent == 0\"."
                ),
                .init(
                    "audit", .union([.boolean, .integer(1...LoadSpec.mostAudited)]),
                    "Whether the state of the uploads is asked for after the load; a number asks for so many of them."
                ),
            ]),
        Record(
            "stage", "A stretch of a load in which the rate goes in a straight line.",
            fields: [
                .init("duration", .text(.duration), "How long it lasts.", required: true),
                .init("rate", .text(.rate), "The rate at its end.", required: true),
            ]),
    ]
}

extension TextRule {
    /// Events over time.
    package static let rate = TextRule("rate", schemaPattern: "^[0-9.]+/[smh]$") { text in
        LoadProfile.rate(text) == nil
            ? "expected a rate such as \"500/s\" or \"30/m\", found \"\(text)\"" : nil
    }
    /// A condition on the result of a load.
    static let threshold = TextRule("threshold") { text in
        do throws(LoadError) {
            _ = try Threshold(text)
            return nil
        } catch {
            return error.description
        }
    }
}
