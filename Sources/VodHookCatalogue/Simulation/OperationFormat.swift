/// What a scenario may say about operations on a media: the format of `MediaSpec.operations`.
package enum OperationFormat {
    /// The record `operations` with one key for each operation, a record for each, and what they share.
    package static let records: [Record] =
        [
            Record(
                "operations", "Operations on a media; each happens by default, and this says how.",
                fields: operations.map { .init($0.name, .record($0.record.name), $0.record.about) })
        ] + operations.map(\.record) + [
            Record(
                "operationFailure", "How an operation fails.",
                fields: [
                    .init("code", .text(.name), "The vendor's code; the first documented one unless given."),
                    .init("message", .text(.plain), "The message; the documented one unless given."),
                ]),
            Record(
                "changedValue", "The old and the new value of a changed field.",
                fields: [
                    .init(
                        "old", .union([.text(.plain), .number]), "The value before; absent when it was added."
                    ),
                    .init(
                        "new", .union([.text(.plain), .number]),
                        "The value after; absent when it was removed."),
                ]),
        ]

    /// The names of all operations.
    package static var names: [String] { operations.map(\.name) }

    private struct Entry {
        let name: String
        let record: Record

        init(_ name: String, _ about: String, _ fields: [Record.Field] = []) {
            self.name = name
            record = Record("\(name)Operation", about, fields: fields + [OperationFormat.fail])
        }
    }

    private static let fail = Record.Field(
        "fail", .union([.boolean, .text(.name), .record("operationFailure")]),
        "True, a code, or a code with a message when it fails.")
    private static let mediaType = Record.Field(
        "mediaType", .choice(["video", "image", "attachment"]), "What it happens to; video unless given.")
    private static let size = Record.Field("sizeBytes", .integer(0...Int.max), "The size of the file.")

    private static var operations: [Entry] { uploads + judgements + tasks + upkeep }

    private static let uploads = [
        Entry(
            "imageUpload", "A picture is uploaded.",
            [.init("format", .text(.name), "The file format; jpg unless given."), size]),
        Entry(
            "attachmentUpload", "An attachment such as a watermark is uploaded.",
            [.init("format", .text(.name), "The file format; png unless given."), size]),
        Entry(
            "materialUpload", "The source is uploaded as material for editing.",
            [.init("type", .choice(["source", "image"]), "The source itself unless given, or a picture.")]),
        Entry(
            "objectUpload", "An object that is not media is uploaded.",
            [
                .init("fileName", .text(.name), "The path of the object."),
                .init("contentType", .text(.name), "Its type; text/csv unless given."), size,
            ]),
        Entry("snapshotRequest", "The snapshots were asked for one by one; its presence says so."),
    ]

    private static let judgements = [
        Entry(
            "audit", "A person judges the video.",
            [
                .init("verdict", .choice(["normal", "blocked"]), "The judgement; normal unless given."),
                .init("auditor", .text(.plain), "Who judged."), .init("reason", .text(.plain), "Why."),
            ]),
        Entry(
            "moderation", "A machine judges the video.",
            [
                .init(
                    "suggestion", .choice(["pass", "review", "block"]), "The judgement; pass unless given."),
                .init("label", .choice(["normal", "porn", "terrorism"]), "What was found."),
            ]),
        Entry(
            "fingerprint", "The video is compared with all others.",
            [
                .init("matches", .integer(0...100), "How many others are alike; 1 unless given."),
                .init("similarity", .number, "How alike they are, from 0 to 1."),
            ]),
        Entry(
            "tagging", "A machine finds tags for the video.",
            [
                .init("keywords", .list(.text(.plain)), "The key words."),
                .init("people", .list(.text(.plain)), "The people seen."),
                .init("places", .list(.text(.plain)), "The places seen."),
            ]),
    ]

    private static let tasks = [
        Entry(
            "liveRecording", "The video was recorded from a live stream.",
            [
                .init("stream", .text(.name), "The name of the stream."),
                .init("domain", .text(.name), "The host it was streamed to."),
                .init("app", .text(.name), "The application it was streamed to."),
            ]),
        Entry("production", "The video was produced by an editing project."),
        Entry(
            "editing", "A video is edited into others.",
            [.init("outputs", .integer(1...100), "How many videos come out; 1 unless given.")]),
        Entry(
            "execution", "A processing task runs on the video.",
            [
                .init(
                    "kind", .choice(["transcode", "enhance", "erase", "asr", "ocr", "adAudit"]),
                    "What it does; transcode unless given."),
                .init("terminated", .boolean, "True when it was ended before it was done."),
                .init("texts", .list(.text(.plain)), "What speech recognition hears."),
            ]),
        Entry(
            "sync", "The file is copied to another bucket.",
            [
                .init("bucket", .text(.name), "The target bucket."),
                .init("key", .text(.name), "The target key."),
                .init("asVideo", .boolean, "True when the copy becomes a video of its own."),
                .init("space", .text(.name), "The space of that video."),
            ]),
    ]

    private static let upkeep = [
        Entry(
            "change", "What is known about a media changes.",
            [
                .init("mode", .choice(["create", "update", "delete"]), "What is done; update unless given."),
                mediaType,
                .init("title", .record("changedValue"), "The title."),
                .init("description", .record("changedValue"), "The description."),
                .init("coverUrl", .record("changedValue"), "The address of the cover."),
                .init("tags", .record("changedValue"), "The tags, separated by commas."),
                .init("category", .record("changedValue"), "The number of the category."),
            ]),
        Entry(
            "refresh", "The play addresses are refreshed or preloaded at the edge.",
            [.init("task", .choice(["refresh", "preload"]), "What is done; refresh unless given.")]),
        Entry(
            "storageClass", "The files move to another class of storage.",
            [
                .init(
                    "class", .choice(["standard", "infrequent", "archive", "coldArchive"]),
                    "The new class; infrequent unless given."),
                .init("scope", .choice(["all", "source", "renditions"]), "Which files; all unless given."),
                .init("trigger", .choice(["api", "rule"]), "What caused it; api unless given."),
            ]),
        Entry(
            "restore", "Archived files are made readable again.",
            [.init("days", .integer(1...3650), "For how many days; 1 unless given.")]),
        Entry(
            "deletion", "The media or its renditions are deleted.",
            [
                .init(
                    "scope", .choice(["all", "source", "renditions"]), "What is deleted; all unless given."),
                mediaType,
            ]),
        Entry(
            "renditionDeletion", "One rendition, or all of them, are deleted.",
            [
                .init("definition", .text(.name), "Which one; the first unless given."),
                .init("all", .boolean, "True when all are deleted at once."),
            ]),
        Entry("materialDeletion", "The material for editing is deleted."),
    ]
}
