extension FileFormat {
    /// The record of a provider file that says where bodies hold what every callback has.
    static let envelope = Record(
        "envelope", "Where bodies hold what every callback has, as paths such as `$.data.id`.",
        fields: [
            .init("event", .text(.path), "The name of the event.", required: true),
            .init("time", .text(.path), "The time of the event."),
            .init(
                "subjects", .list(.text(.path)),
                "The ids of what an event is about; the first that is there counts."),
            .init("payload", .text(.path), "The object with the facts, when they do not stand at the top."),
            .init("status", .list(.text(.path)), "What tells a success; the first that is there counts."),
            .init("success", .list(.any), "The values there that mean success."),
            .init("codes", .list(.text(.path)), "The codes of errors."),
            .init("marks", .list(.text(.path)), "What every body has and those of other providers lack."),
            .init(
                "essential", .list(.text(.name)),
                "Names of fields that no event can do without; event, time, first subject and payload unless given."
            ),
            .init(
                "expected", .list(.text(.name)),
                "Names of fields that a receiver may insist on although no page promises them."),
            .init("hostile", .record("hostile"), "Bodies of no sender that means well."),
        ])

    /// The record of bodies that fuzzing sends in place of an event.
    static let hostile = Record(
        "hostile", "What fuzzing sends to see whether a receiver stands it.",
        fields: [
            .init("bodies", .list(.text(.plain)), "Whole bodies.", required: true),
            .init("prototype", .any, "What a member `__proto__` holds.", required: true),
        ])
}
