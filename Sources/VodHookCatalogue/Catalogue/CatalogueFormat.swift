extension FileFormat {
    /// The format of a provider file: `provider.json` in a catalogue folder.
    package static let provider = FileFormat(
        title: "vodhook provider", root: "provider",
        records: [
            Record(
                "provider", "A vendor product with its own events, signature and delivery rules.",
                fields: [
                    .init("provider", .text(.name), "The name in scenarios and flags.", required: true),
                    .init("title", .text(.plain), "The name for people.", required: true),
                    .init(
                        "sources", .list(.record("source"), minimum: 1), "Where the facts come from.",
                        required: true),
                    .init("extends", .text(.name), "A provider whose ids, errors and events it shares."),
                    .init("events", .list(.text(.name)), "Which events of the extended provider it has."),
                    .init(
                        "envelope", .record("envelope"),
                        "Where bodies hold what every callback has; found from the events unless given."),
                    .init("delivery", .record("delivery"), "How callbacks are delivered."),
                    .init("settings", .map(.text(.plain)), "Values that fields share."),
                    .init("ids", .map(.record("id")), "How ids are written."),
                    .init("references", .map(.text(.plain)), "Names for ${media.NAME} in scenarios."),
                    .init("errors", .list(.record("error")), "Documented error codes."),
                    .init("definitions", .list(.record("definition")), "Rendition names."),
                    .init("snapshots", .list(.record("snapshot")), "Snapshot types."),
                ]),
            Record(
                "delivery", "Delivery rules.",
                fields: [
                    .init(
                        "sources", .list(.record("source"), minimum: 1), "Where the rules come from.",
                        required: true),
                    .init(
                        "channels", .list(.choice(DeliveryChannel.allCases.map(\.rawValue)), minimum: 1),
                        "The ways to deliver, the usual one first; http alone unless given."),
                    .init("method", .text(.name), "The HTTP method; POST unless given."),
                    .init("contentType", .text(.name), "The Content-Type.", required: true),
                    .init("headers", .map(.text(.plain)), "Further headers."),
                    .init("timeout", .text(.duration), "How long an answer may take.", required: true),
                    .init(
                        "successStatus", .list(.integer(100...599), minimum: 1),
                        "Answers that count as success.", required: true),
                    .init(
                        "retryAfter", .list(.text(.duration)), "The gaps between attempts.", required: true),
                    .init("retryEvery", .text(.duration), "The gap between all later attempts."),
                    .init("retryFor", .text(.duration), "The sum of gaps that is never exceeded."),
                    .init("signature", .record("signature"), "How attempts are signed."),
                ]),
            Record(
                "signature", "A signature scheme.",
                fields: [
                    .init(
                        "digest", .choice(SignatureScheme.Digest.allCases.map(\.rawValue)), "The function.",
                        required: true),
                    .init(
                        "encoding", .choice(SignatureScheme.Encoding.allCases.map(\.rawValue)),
                        "How the digest is written; hex unless given."),
                    .init(
                        "text", .text(.plain),
                        "The signed text with {url}, {timestamp}, {key}, {id}, {body}, {bodyBase64}.",
                        required: true),
                    .init(
                        "headers", .map(.text(.plain)), "Headers with {timestamp}, {id}, {signature}.",
                        required: true),
                    .init(
                        "otherText", .text(.plain),
                        "The text that a receiver of another vendor would sign under the same headers."),
                ]),
            envelope, hostile,
            Record(
                "id", "How an id is written.",
                fields: [
                    .init("prefix", .text(.plain), "What stands before the random part."),
                    .init(
                        "alphabet", .choice(IdentityFormat.Alphabet.allCases.map(\.rawValue)),
                        "The characters of the random part.", required: true),
                    .init("length", .integer(1...128), "The length of the random part.", required: true),
                ]),
            Record(
                "error", "An error code.",
                fields: [
                    .init("code", .text(.name), "The code as the vendor writes it.", required: true),
                    .init("message", .text(.plain), "The message that comes with it.", required: true),
                    .init(
                        "parts", .list(.text(.name)), "The parts of a media that can fail with it.",
                        required: true),
                    .init("assumed", .text(.plain), "Why it is a guess."),
                ]),
            Record(
                "definition", "A rendition name.",
                fields: [
                    .init("name", .text(.name), "The vendor's name.", required: true),
                    .init("height", .integer(0...8640), "The shorter side in pixels; 0 means sound only."),
                    .init("kbps", .integer(1...200_000), "The target bit rate.", required: true),
                    .init("assumed", .text(.plain), "Why it is a guess."),
                ]),
            Record(
                "snapshot", "A kind of snapshot job.",
                fields: [
                    .init("name", .text(.name), "The vendor's name.", required: true),
                    .init(
                        "kind", .choice(["still", "animation", "sheet", "samples"]), "What it makes.",
                        required: true),
                    .init("format", .text(.name), "The file format.", required: true),
                    .init("count", .integer(1...10_000), "How many pictures.", required: true),
                    .init("height", .integer(1...8640), "The shorter side in pixels.", required: true),
                ]),
            source,
        ])

    /// The format of an event file: one per event in a catalogue folder.
    package static let event = FileFormat(
        title: "vodhook event", root: "event",
        records: [
            Record(
                "event", "One event of one provider.",
                fields: [
                    .init("provider", .text(.name), "The provider it belongs to.", required: true),
                    .init("event", .text(.name), "The name that its bodies carry.", required: true),
                    .init("title", .text(.plain), "One sentence for people.", required: true),
                    .init(
                        "sources", .list(.record("source"), minimum: 1), "Where the facts come from.",
                        required: true),
                    .init(
                        "subscription", .text(.name),
                        "The name under which it is subscribed, when it is another."),
                    .init(
                        "profiles", .list(.record("profile"), minimum: 1),
                        "Documented variants, the default first.", required: true),
                    .init("each", .text(.plain), "A list of facts; the event comes once for each element."),
                    .init("needs", .text(.plain), "The fact without which a media does not have this event."),
                    .init("failure", .text(.name), "The part of a media that --fail breaks."),
                    .init("time", .text(.plain), "The fact that is the event's time.", required: true),
                    .init("lifecycle", .record("lifecycle"), "When a real upload sends it."),
                    .init(
                        "fields", .list(.record("field"), minimum: 1), "The body, key by key.", required: true
                    ),
                    .init("order", .map(.list(.text(.name))), "Another key order for some profiles."),
                ]),
            Record(
                "profile", "A documented variant of the body.",
                fields: [
                    .init("name", .text(.name), "The name in scenarios and flags.", required: true),
                    .init("date", .text(.name), "The date of the page or the capture that it follows."),
                    .init("about", .text(.plain), "One sentence for people.", required: true),
                ]),
            Record(
                "lifecycle", "When a real upload sends the event.",
                fields: [
                    .init(
                        "delay", .list(.text(.duration), minimum: 2),
                        "The shortest and longest time from event to first attempt.", required: true),
                    .init("when", condition, "A condition on facts."),
                ]),
            Record(
                "field", "One field of a body.",
                fields: fieldKeys + [
                    .init("name", .text(.name), "The key.", required: true),
                    .init(
                        "only", .list(.text(.name), minimum: 1),
                        "The profiles that have the field; all unless given."),
                    .init("profiles", .map(.record("override")), "What is different in some profiles."),
                ]),
            Record("override", "What is different about a field in one profile.", fields: fieldKeys),
            Record(
                "case", "The fields of an object for some values of a fact.",
                fields: [
                    .init("is", .list(.text(.plain), minimum: 1), "The values; all others unless given."),
                    .init("fields", .list(.record("field")), "The fields.", required: true),
                    .init("order", .map(.list(.text(.name))), "Another key order for some profiles."),
                ]),
            source,
        ])

    private static let condition = Shape.union([
        .text(.plain), .map(.union([.text(.plain), .list(.text(.plain))])),
    ])

    private static let source = Record(
        "source", "Where a fact comes from.",
        fields: [
            .init("title", .text(.name), "The page or file.", required: true),
            .init("url", .text(.url), "Its address."),
            .init("seen", .text(.name), "The date it carries or was read on.", required: true),
            .init("assumed", .text(.plain), "Why the fact is a guess."),
        ])

    private static let fieldKeys: [Record.Field] = [
        .init("type", .choice(FieldSpec.FieldType.allCases.map(\.rawValue)), "How the value is written."),
        .init("about", .text(.plain), "One sentence for people."),
        .init("required", .boolean, "True when the vendor's page says that it is always there."),
        .init("value", .any, "Always this value."),
        .init("from", .text(.plain), "The fact it shows, with filters."),
        .init("text", .text(.plain), "Text with facts in braces."),
        .init("words", .map(.any), "The vendor's words for the values of the fact."),
        .init("each", .text(.plain), "The list of facts that an array shows, or an object with a key."),
        .init("key", .text(.plain), "The fact that is an element's key when an object shows a list."),
        .init("item", .text(.plain), "The text or fact of one element of an array of plain values."),
        .init("join", .text(.plain), "What stands between the items when a string shows a list."),
        .init(
            "itemType", .choice(["string", "integer", "number", "float"]),
            "The type of such an element; string unless given."),
        .init("fields", .list(.record("field")), "The fields of an object, or of an array's elements."),
        .init("by", .text(.plain), "The fact that chooses among cases."),
        .init("cases", .list(.record("case"), minimum: 1), "The fields of an object, depending on a fact."),
        .init(
            "with", .text(.plain),
            "The fact that becomes the item of an object; the object is absent without it."),
        .init("when", condition, "A condition for the field's presence."),
        .init("absent", .any, "What is written when the fact is absent; the field is left out unless given."),
        .init("values", .list(.any), "The documented values."),
        .init("minimum", .number, "The smallest number allowed."),
        .init("nullable", .boolean, "True when null may stand for absence."),
        .init("assumed", .text(.plain), "Why the field is a guess."),
        .init("order", .map(.list(.text(.name))), "Another key order of its fields for some profiles."),
    ]
}
