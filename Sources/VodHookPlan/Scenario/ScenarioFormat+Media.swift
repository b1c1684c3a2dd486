import VodHookCatalogue

extension FileFormat {
    private static let failure = Shape.union([.boolean, .text(.name), .record("failure")])

    /// The records that describe media.
    static let mediaRecords =
        [
            Record(
                "media",
                "A video, or other media, in neutral words; what is left out follows from the source and the seed.",
                fields: [
                    .init("provider", .text(.name), "The provider that processes it."),
                    .init(
                        "profile", .text(.name),
                        "The profile of its events, such as \"2017\" or \"directurl\"."),
                    .init("title", .text(.plain), "The title that the uploader gave it."),
                    .init("extend", .text(.plain), "The uploader's own text (Extend, CallbackArgs)."),
                    .init("source", .record("source"), "The uploaded file."),
                    .init("upload", .record("upload"), "How the file reached the provider."),
                    .init("renditions", .list(.record("rendition")), "What it is transcoded to."),
                    .init("adaptive", .list(.record("adaptive")), "Adaptive bit rate packages."),
                    .init("snapshots", .list(.record("snapshot")), "Snapshot jobs."),
                    .init("dynamicImage", .record("dynamicImage"), "The animated image, if one is made."),
                    .init("workflow", .record("workflow"), "The workflow as a whole."),
                    .init("operations", .record("operations"), "Operations after the upload."),
                ]),
            Record(
                "source", "The uploaded file.",
                fields: [
                    .init("duration", .text(.duration), "The playing time."),
                    .init("width", .integer(2...16_384), "The picture's width in pixels."),
                    .init("height", .integer(2...16_384), "The picture's height in pixels."),
                    .init("fps", .number, "Frames per second."),
                    .init("bitrateKbps", .integer(1...1_000_000), "Kilobits per second."),
                    .init("format", .text(.name), "The file format, such as \"mp4\"."),
                    .init("fileName", .text(.name), "The name of the file."),
                    .init("video", .boolean, "False for a source with sound only."),
                    .init("audio", .boolean, "False for a source without sound."),
                    .init("fail", failure, "The file cannot be read: true, a code, or code and message."),
                ]),
            Record(
                "upload", "How the file reached the provider.",
                fields: [
                    .init("url", .text(.url), "The address it was pulled from."),
                    .init("fail", failure, "The upload fails."),
                    .init("completes", .boolean, "False when the upload never ends: no event follows."),
                ]),
            Record(
                "rendition", "One output of transcoding.",
                fields: [
                    .init(
                        "definition", .union([.text(.name), .integer(1...8640)]),
                        "The vendor's name, such as \"FD\", \"HD-MP4\", \"360p\", or a height.",
                        required: true),
                    .init("format", .text(.name), "The container, such as \"m3u8\"."),
                    .init("encrypted", .boolean, "True when the stream is encrypted."),
                    .init("bitrateKbps", .integer(1...1_000_000), "Kilobits per second."),
                    .init("fps", .number, "Frames per second."),
                    .init("watermarks", .integer(0...16), "How many watermarks it carries."),
                    .init("takes", .text(.duration), "How long transcoding takes."),
                    .init("fail", failure, "It fails: true, a code, or code and message."),
                ]),
            Record(
                "adaptive", "An adaptive bit rate package.",
                fields: [
                    .init("format", .choice(["HLS", "DASH"]), "The kind of package.", required: true),
                    .init(
                        "definitions", .list(.text(.name), minimum: 1),
                        "The definitions of its video streams.", required: true),
                    .init("encrypted", .boolean, "True when it is encrypted."),
                    .init("audioStream", .boolean, "False when sound is not a stream of its own."),
                ]),
            Record(
                "snapshot", "One snapshot job.",
                fields: [
                    .init(
                        "type", .text(.name), "The vendor's name, such as \"CoverSnapshot\" or \"Sprite\".",
                        required: true),
                    .init("count", .integer(1...10_000), "How many pictures."),
                    .init("takes", .text(.duration), "How long it takes."),
                    .init("fail", failure, "It fails: true, a code, or code and message."),
                ]),
            Record(
                "dynamicImage", "An animated image made from the video.",
                fields: [
                    .init("format", .text(.name), "The file format; \"gif\" unless given."),
                    .init("takes", .text(.duration), "How long it takes."),
                    .init("fail", failure, "It fails: true, a code, or code and message."),
                ]),
            Record(
                "workflow", "The workflow as a whole.",
                fields: [.init("fail", failure, "It fails although outputs may be there.")]),
            Record(
                "failure", "A failure with a code of its own.",
                fields: [
                    .init("code", .text(.name), "The code, documented or not.", required: true),
                    .init("message", .text(.plain), "The message."),
                ]),
        ] + OperationFormat.records
}
