import JSONText

/// The vendors whose callbacks the receiver understands.
package enum CallbackProvider: String, Sendable, CaseIterable {
    /// Alibaba Cloud VOD: flat bodies.
    case aliyun
    /// Volcengine VOD: the facts sit in an envelope, under `Data`.
    case volcengine
    /// BytePlus VOD, Volcengine's sister product with the same bodies.
    case byteplus

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
    var knownEvents: Set<String> { self == .aliyun ? Self.aliyunEvents : Self.volcengineEvents }

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
