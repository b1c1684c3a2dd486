import JSONText

/// The providers whose callbacks the receiver understands: three vendors, and those of the user's own.
package struct CallbackProvider: Sendable, Hashable {
    /// Alibaba Cloud VOD: flat bodies.
    package static let aliyun = CallbackProvider(rawValue: "aliyun", own: nil)
    /// Volcengine VOD: the facts sit in an envelope, under `Data`.
    package static let volcengine = CallbackProvider(rawValue: "volcengine", own: nil)
    /// BytePlus VOD, Volcengine's sister product with the same bodies.
    package static let byteplus = CallbackProvider(rawValue: "byteplus", own: nil)
    /// The three vendors.
    package static let allCases: [CallbackProvider] = [.aliyun, .volcengine, .byteplus]

    /// The name in flags, files and the state.
    package let rawValue: String
    /// What is known of a provider of the user's own; nil for the vendors.
    let own: OwnProvider?

    private init(rawValue: String, own: OwnProvider?) {
        self.rawValue = rawValue
        self.own = own
    }

    /// The vendor called `rawValue`, or nil.
    package init?(rawValue: String) {
        guard let vendor = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = vendor
    }

    /// A provider of the user's own.
    init(_ own: OwnProvider) { self.init(rawValue: own.name, own: own) }

    package static func == (left: CallbackProvider, right: CallbackProvider) -> Bool {
        left.rawValue.hasSameBytes(as: right.rawValue)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Tells the vendor by the shape of a body.
    ///
    /// The event names do not help: `FileUploadComplete` and `DeleteMediaComplete` exist at both vendors. The
    /// content type does not help either: Volcengine sends `application/octet-stream` unless told otherwise.
    /// `Data` alone is not enough, because Alibaba's AI events have a `Data` member too; `Version` they lack.
    ///
    /// Volcengine and BytePlus cannot be told apart; `envelope` says which of the two is meant.
    static func recognised(by body: JSONValue, envelope: CallbackProvider) -> CallbackProvider {
        let isEnvelope =
            body["Data"]?.object != nil && body["Version"] != nil
            && (body["RequestId"] != nil || body["EventType"] != nil)
        return isEnvelope ? envelope : .aliyun
    }

    /// The events that this vendor documents; anything else is answered with 200 and ignored.
    var knownEvents: Set<String> {
        if let own { return own.events }
        return self == .aliyun ? Self.aliyunEvents : Self.volcengineEvents
    }

    private static let aliyunEvents: Set<String> = [
        "FileUploadComplete", "ImageUploadComplete", "UploadByURLComplete", "AttachedMediaUploadComplete",
        "VideoAnalysisComplete", "StreamTranscodeComplete", "TranscodeComplete", "SnapshotComplete",
        "DynamicImageComplete", "MediaBaseChangeComplete", "DeleteMediaComplete", "ProduceMediaComplete",
        "CreateAuditComplete", "AIMediaAuditComplete", "AIMediaDNAComplete", "AIVideoTagComplete",
        "AIVideoCensorComplete", "AddLiveRecordVideoComplete", "LiveRecordVideoComposeStart",
        "RestoreMediaComplete", "UpdateMediaStorageClassComplete", "SubmitMediaRefreshComplete",
        "WorkflowTaskComplete",
    ]

    private static let volcengineEvents: Set<String> = [
        "FileUploadComplete", "FileUploadByUrlComplete", "UploadGetMetaComplete", "MaterialUploadComplete",
        "DirectUrlObjectUploadComplete", "WorkflowComplete", "ExecutionComplete", "VideoTrackComplete",
        "DeleteMediaComplete", "DeleteMaterialComplete", "DeleteTranscodesComplete",
        "UpdateMediaStorageClassComplete", "SyncURIComplete",
    ]
}
