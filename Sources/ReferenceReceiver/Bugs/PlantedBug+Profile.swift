extension PlantedBug {
    /// What people read about a bug.
    struct Profile: Sendable {
        let group: Group
        let about: String
        let source: String
    }

    /// Never the fallback: a test demands a row for every bug.
    var profile: Profile { Self.profiles[self] ?? Profile(group: .reading, about: "", source: "") }

    private typealias Rows = [PlantedBug: (about: String, source: String)]

    private static let profiles: [PlantedBug: Profile] = {
        let groups: [(Group, Rows)] = [
            (.signature, signatureRows), (.answer, answerRows), (.keeping, keepingRows), (.state, stateRows),
            (.reading, readingRows),
        ]
        var profiles: [PlantedBug: Profile] = [:]
        for (group, rows) in groups {
            for (bug, row) in rows {
                profiles[bug] = Profile(group: group, about: row.about, source: row.source)
            }
        }
        return profiles
    }()

    private static let signatureRows: Rows = [
        .signatureNotChecked: (
            "No signature is looked at; everybody can send events.",
            "A Java drama app whose comment claims HMAC-SHA1 while nothing is checked; also a course platform in PHP."
        ),
        .signatureWithoutBody: (
            "Volcengine callbacks are verified by Alibaba's formula, which leaves the body out.",
            "Verifiers copied from Alibaba receivers: both vendors use the same header names."
        ),
        .signatureOverRewrittenBody: (
            "The body is parsed and written again before its signature is computed.",
            "A Java gateway for Volcengine that takes the body as text and encodes it anew."
        ),
        .inventedHMAC: (
            "The signature is taken for an HMAC-SHA256 of the body, so every genuine callback is refused.",
            "A Python webhook for Alibaba and a PHP port for Volcengine, both with a made-up scheme."
        ),
        .urlFromHost: (
            "The signed URL is rebuilt from the Host header, which is another one behind a proxy.",
            "A PHP course platform, a FastAdmin plug-in, and a Rails app that met it behind a tunnel."
        ),
        .urlWithoutQuery: (
            "The signed URL is rebuilt without its query string.",
            "Receivers that sign host and path of the request; at least one real callback URL has a query."
        ),
        .oneKeyOnly: (
            "Only one key is accepted, so a rotation refuses callbacks for a while.",
            "Most public receivers; both vendors ask for the old and the new key to be accepted."
        ),
        .noFreshness: (
            "The timestamp's age is not looked at, so a captured callback can be replayed for ever.",
            "A PHP port for Volcengine without any look at the time."
        ),
        .futurePasses: (
            "Only timestamps that are too old are refused, those of the future pass.",
            "Volcengine's own Go example: now - timestamp > limit."
        ),
    ]

    private static let answerRows: Rows = [
        .errorsAnswered200: (
            "A bad signature or body is answered with 200 and an error in the body.",
            "A Java question-bank API, a Java short-video back end and a Laravel handler; the event is lost."
        ),
        .unknownEvent400: (
            "An EventType that is not known gets 400, so the vendor repeats it.",
            "Alibaba's own short-video demo server."
        ),
        .unknownEvent500: (
            "An EventType that is not known ends in an exception and 500.",
            "A Laravel queue consumer that throws for events without a handler."
        ),
        .slowEveryThird: (
            "Every third answer takes longer than the 5 s that Alibaba waits.",
            "Receivers that do their work, such as calling the query API, before they answer."
        ),
        .crashWithoutStreams: (
            "A TranscodeComplete whose StreamInfos are empty or absent kills the process.",
            "Receivers that take StreamInfos[0] unseen; here it ends the process, as an index out of range does."
        ),
    ]

    private static let keepingRows: Rows = [
        .answersBeforeKeeping: (
            "The answer goes out first; the event is kept when the next callback comes, or never.",
            "A PHP back end for live recordings that answers 200 before it works."
        ),
        .countsDuplicates: (
            "A repeated event is counted and its renditions are added once more.",
            "A FastAdmin plug-in that always inserts, and a Laravel platform that counts disk use twice."
        ),
        .coarseDeduplication: (
            "Events are told apart by EventTime, VideoId and EventType, so two streams of one second are one.",
            "A Java drama app."
        ),
        .deduplicationBeforeProcessing: (
            "The key against duplicates is stored first; when processing fails the repetition is dropped. "
                + "The first attempt of each final event fails here.",
            "A Java drama app."
        ),
        .lostUpdate: (
            "The state is read before the body and written after it, so overlapping callbacks undo each other.",
            "Receivers that load, change and save a record without a transaction."
        ),
        .directURLDropped: (
            "A callback whose Vid is empty is answered with 200 and dropped, as all of DirectUrl mode is.",
            "A Java gateway and a PHP port for Volcengine that know videos by their Vid only."
        ),
    ]

    private static let stateRows: Rows = [
        .readyOnFirstStream: (
            "One finished stream makes the video ready.",
            "Receivers that play as soon as StreamTranscodeComplete comes."
        ),
        .readyOnFailure: (
            "TranscodeComplete makes the video ready whatever its Status says.",
            "A Rails app; a PHP receiver that looks at neither EventType nor Status."
        ),
        .codeIgnored: (
            "The Code of a Volcengine event is not read, so a failed workflow makes the video ready.",
            "A Java gateway that looks for a Data.Status which does not exist."
        ),
        .firstStreamOnly: (
            "Only StreamInfos[0] of TranscodeComplete is read, no other stream.",
            "Alibaba's own short-video demo server, a FastAdmin plug-in and a Rails app."
        ),
        .lateUploadSetsBack: (
            "A FileUploadComplete that comes late sets a finished video back to uploaded.",
            "A Java question-bank API."
        ),
        .lastArrivalWins: (
            "Whatever arrives last overwrites status and values, however old it is.",
            "Receivers that update a row on each event; no vendor promises an order."
        ),
        .fileTypeCase: (
            "FileType is compared with video and audio, so renditions of type Video are skipped.",
            "Volcengine's printed examples: video with a Vid, Video in DirectUrl mode."
        ),
        .snapshotNumberPadding: (
            "The snapshot number is padded by putting 0000 in front, wrong from 10 on.",
            "Alibaba's own short-video demo server."
        ),
    ]

    private static let readingRows: Rows = [
        .bitrateMustBeNumber: (
            "A Bitrate that is text ends in an exception and 500.",
            "Receivers built from Alibaba's old parameter table, where it is a Float; real events have text."
        ),
        .bitrateMustBeText: (
            "A Bitrate that is a number ends in an exception and 500.",
            "Receivers built from Alibaba's current parameter table, fed with the old examples."
        ),
        .durationAsInteger: (
            "A Duration with a fraction ends in an exception and 500.",
            "A PHP learning platform that casts it to an integer, as strict parsers refuse to."
        ),
        .animatedImageAsObject: (
            "DynamicImageJobInfo has to be an object; the text that is really sent ends in 500.",
            "Typed receivers: it is documented as an array and printed as text that holds an object."
        ),
        .unknownFieldRefused: (
            "A member that is not documented gets 400.",
            "Strict JSON mappers: IsAudio was on the wire years before it was documented."
        ),
        .videoIDRequired: (
            "An event without a VideoId gets 400, although images and media have ids of other names.",
            "A Python webhook; a Java drama app that knows no MediaId."
        ),
        .jsonContentTypeOnly: (
            "The body is read only from application/json; Volcengine's default is octet-stream.",
            "The body parsers of Express, Spring, Rails, FastAPI and Laravel."
        ),
    ]
}
