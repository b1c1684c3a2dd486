import Crypto
import JSONText
import VodHookCatalogue

/// One callback body, recognised: who sent it, what it is about and what it says.
package struct ReceivedEvent: Sendable {
    /// What an event is about.
    package struct Subject: Sendable, Equatable {
        /// The id under which the state is kept.
        package let id: String
        /// True for a video, false for an image, a material or another medium.
        package let isVideo: Bool
    }

    /// Why a body is not a callback, as a sentence for the answer and the log.
    package struct Malformed: Error, Equatable {
        /// The sentence.
        package let reason: String
    }

    /// The vendor.
    package let provider: CallbackProvider
    /// The `EventType`.
    package let type: String
    /// What it is about; nil when the body names nothing, as Alibaba's printed SnapshotComplete does.
    package internal(set) var subject: Subject?
    /// False for an `EventType` that the vendor does not document.
    package let isKnown: Bool

    let time: EventTime
    /// The members that hold the facts: the whole body at Alibaba, `Data` at Volcengine.
    var fields: EventFields
    /// Digest of all that the event says, see `digest(of:)`.
    let identity: [UInt8]

    /// Recognises `body`; throws when it is no JSON object with an `EventType`.
    ///
    /// `provider` is what the shape of the body tells, see `CallbackProvider`.
    init(_ body: JSONValue, provider: CallbackProvider) throws(Malformed) {
        if let own = provider.own {
            self = try own.event(body, of: provider)
            return
        }
        guard let object = body.object else { throw Malformed(reason: "the body is not a JSON object") }
        guard let type = object["EventType"]?.string, !type.isEmpty else {
            throw Malformed(reason: "the body has no EventType")
        }
        self.provider = provider
        self.type = type
        isKnown = provider.knownEvents.contains(type)
        time = EventTime(object["EventTime"]?.string)
        identity = Self.digest(of: body)
        if provider == .aliyun {
            fields = EventFields(object)
            subject = Self.aliyunSubject(fields)
        } else {
            fields = EventFields(object["Data"]?.object ?? JSONObject())
            subject = Self.volcengineSubject(fields)
        }
        if isKnown { try checkDecisiveFields() }
    }

    /// An event of a provider that is no vendor, read by its own rules.
    init(
        provider: CallbackProvider, type: String, subject: Subject?, isKnown: Bool, time: EventTime,
        fields: EventFields, body: JSONValue
    ) {
        self.provider = provider
        self.type = type
        self.subject = subject
        self.isKnown = isKnown
        self.time = time
        self.fields = fields
        identity = Self.digest(of: body)
    }

    /// Refuses an event whose result cannot be read: a guess would make a failure of a success, or the reverse.
    private func checkDecisiveFields() throws(Malformed) {
        for key in ["Status", "Code"] {
            guard let value = fields.object[key] else { continue }
            if value.string == nil { throw Malformed(reason: "\(key) is not a text") }
        }
        for key in [
            "StreamInfos", "SnapshotInfos", "TranscodeInfos", "AdaptBitrateTranscodeInfos", "Snapshots",
        ] {
            guard let value = fields.object[key], value != .null else { continue }
            guard let elements = value.array, elements.allSatisfy({ $0.object != nil }) else {
                throw Malformed(reason: "\(key) is not a list of objects")
            }
            for status in elements.compactMap({ $0["Status"] }) where status.string == nil {
                throw Malformed(reason: "a Status in \(key) is not a text")
            }
        }
        if let keys = Self.decisive[provider]?[type],
            !keys.contains(where: { fields.object[$0]?.string != nil })
        {
            throw Malformed(reason: "the body has no \(keys.joined(separator: " or "))")
        }
    }

    /// The fields without which an event tells nothing for sure; one of each list must be there.
    private static let decisive: [CallbackProvider: [String: [String]]] = [
        .aliyun: [
            "TranscodeComplete": ["Status"], "StreamTranscodeComplete": ["Status"],
            "DeleteMediaComplete": ["MediaType"], "MediaBaseChangeComplete": ["MediaType"],
        ],
        .volcengine: decisiveOfEnvelope, .byteplus: decisiveOfEnvelope,
    ]

    private static let decisiveOfEnvelope: [String: [String]] = Dictionary(
        uniqueKeysWithValues: [
            "WorkflowComplete", "FileUploadComplete", "FileUploadByUrlComplete", "MaterialUploadComplete",
            "VideoTrackComplete", "DeleteMediaComplete", "DeleteMaterialComplete", "DeleteTranscodesComplete",
        ].map { ($0, ["Code", "Status"]) })

    /// What it states about its subject.
    var facts: [ReceivedFact] {
        if let own = provider.own { return own.facts(of: self) }
        return provider == .aliyun ? AliyunFacts.stated(by: self) : VolcengineFacts.stated(by: self)
    }

    /// Reads and recognises a body of bytes, for callers that need no signature.
    package init(body: [UInt8], envelope: CallbackProvider = .volcengine) throws(Malformed) {
        let value = try Self.json(body)
        try self.init(value, provider: CallbackProvider.recognised(by: value, envelope: envelope))
    }

    /// Reads JSON; the content type of the request plays no part.
    static func json(_ body: [UInt8]) throws(Malformed) -> JSONValue {
        if body.isEmpty { throw Malformed(reason: "the body is empty") }
        do throws(JSONSyntaxError) {
            return try JSONReader.value(of: body)
        } catch {
            throw Malformed(reason: "the body is not JSON")
        }
    }

    /// The identity by which a repeated event is known: a digest of every member, in sorted order.
    ///
    /// Alibaba sends no event id at all. The obvious substitute, EventType + VideoId + EventTime, is wrong: two
    /// streams of one video often finish in the same second, and the second event would be dropped.
    /// Volcengine sends a RequestId, but it belongs to the request that started the work: several events can
    /// share it, even of the same type (one DeleteTranscodesComplete for each file). The digest holds
    /// RequestId, EventType and EventTime, so it is at least as sharp as any of them. A vendor's retry repeats
    /// the body and gives the same digest.
    private static func digest(of body: JSONValue) -> [UInt8] {
        Array(SHA256.hash(data: JSONWriter.bytes(of: sorted(body))))
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(sorted))
        case .object(let object):
            let members = object.members.map { JSONObject.Member(key: $0.key, value: sorted($0.value)) }
            return .object(JSONObject(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }))
        default: return value
        }
    }

    /// Not every event has a VideoId: what is about media in general says MediaId, pictures have ids of their own.
    ///
    /// A MediaId is mostly the id of a video, so both lead to the same state.
    private static func aliyunSubject(_ fields: EventFields) -> Subject? {
        if let id = fields.text("VideoId") { return Subject(id: id, isVideo: true) }
        if let id = fields.text("MediaId") {
            return Subject(id: id, isVideo: fields.text("MediaType") == "video")
        }
        return fields.text(anyOf: "ImageId", "AttachedMediaId").map { Subject(id: $0, isVideo: false) }
    }

    /// In DirectUrl mode `Vid` is there but empty, and only the RunId names the job.
    private static func volcengineSubject(_ fields: EventFields) -> Subject? {
        let vid = fields.text("Vid") ?? fields.object("Input")?.text("Vid")
        if let vid { return Subject(id: vid, isVideo: true) }
        if let mid = fields.text("Mid") { return Subject(id: mid, isVideo: false) }
        return fields.text("RunId").map { Subject(id: $0, isVideo: true) }
    }
}
