import VodHookCatalogue

extension FileFormat {
    static let sendRecord = Record(
        "send", "Delivers a body of your own, signed and repeated as the provider would.",
        exactlyOneOf: ["body", "bodyFile"],
        fields: [
            .init(
                "send", .text(.name),
                "The event as PROVIDER/EVENT; the provider says how it is delivered, the event is a name for reports.",
                required: true),
            .init("name", .text(.name), "A name for people."),
            .init("media", .text(.name), "What it is about, a name for reports."),
            .init(
                "path", .text(.name),
                "Path and query that it goes to, beginning with `/`; a target whose URL has a path of its own keeps that."
            ),
            .init("body", .any, "The body; a string is sent as it is, anything else as JSON."),
            .init(
                "bodyFile", .text(.name),
                "A file whose bytes are the body, relative to this one; they are sent as they are."),
            .init("faults", faults, "What goes wrong on the way."),
            .init("capture", .map(.record("capture")), "Values for ${capture.NAME} in later steps."),
            .init("at", .text(.duration), "The scenario time before which it does not begin."),
            .init("expect", .record("expect"), "What is expected of this delivery."),
        ])
}
