import JSONText
import VodHookCatalogue

extension FileFormat {
    static let observeRecords = [
        Record(
            "observe", "Reads the receiver's state, which must be the same after every history.",
            exactlyOneOf: ["url", "command"],
            fields: [
                .init(
                    "url", .text(.plain), "The URL; ${target.origin} is scheme, host and port of the target."),
                .init("method", .text(.name), "The method; GET unless given."),
                .init("headers", .map(.text(.plain)), "Headers."),
                .init("timeout", .text(.duration), "How long one answer may take; 5s unless given."),
                .init(
                    "command", .list(.text(.plain), minimum: 1),
                    "A program and its arguments; its output is the state."),
                .init("volatile", .list(.text(.path)), "What may differ between two runs, as JSONPath."),
                .init(
                    "settle", .text(.duration),
                    "How long the receiver may work on after its last answer; until the state stands still unless given."
                ),
            ])
    ]
}
