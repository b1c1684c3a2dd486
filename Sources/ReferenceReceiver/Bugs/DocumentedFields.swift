import JSONText

/// The members that the vendors' pages and examples name, for a receiver that is too strict about them.
enum DocumentedFields {
    /// The first member, at whatever depth, that is named nowhere; the texts of Alibaba hold blanks here and there.
    static func firstUnknown(in value: JSONValue, _ provider: CallbackProvider) -> String? {
        let names = provider == .aliyun ? aliyun : volcengine
        return firstUnknown(in: value, names)
    }

    private static func firstUnknown(in value: JSONValue, _ names: Set<String>) -> String? {
        for element in value.array ?? [] {
            if let name = firstUnknown(in: element, names) { return name }
        }
        for member in value.object?.members ?? [] {
            let name = String(decoding: member.key.utf8.filter { $0 != 0x20 }, as: UTF8.self)
            if !names.contains(name) { return member.key }
            if let name = firstUnknown(in: member.value, names) { return name }
        }
        return nil
    }

    private static func set(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static let aliyun = set(
        """
        AbnormalModules ActivityResults AppId AppName AttachedMediaId AuditStatus Auditor AverageScore
        Bitrate CateId Code Content Count CounterList CoverURL CoverUrl CreateTime CreationTime Data
        Definition DeleteType Description Detail DomainName Duplication Duration DynamicImageJobInfo
        Encrypt ErrorCode ErrorMessage EventTime EventType Extend FileSize FileType FileURL FileUrl
        FilterPolicy FinishTime Format Fps Height ImageId ImageResult Input IsAudio JobId JobIds Keyword
        Label Location MaxScore MediaContent MediaId MediaRefreshJobId MediaType Message ModifiedTime
        NewValue OldValue OperateMode Person PornResult PrimaryKey ProjectId Reason RecordEndTime
        RecordStartTime RestoreExpiration Result Scene Scope Score Similarity Size SnapshotCount
        SnapshotFormat SnapshotInfos SnapshotRegular SnapshotType SourceURL Start StartTime Status
        StorageClass StreamFileURL StreamInfos StreamName SubType SuccessPlayUrls Suggestion Tag Tags
        TaskId TaskIds TaskInput TaskType TerrorismResult TextResult Times Timestamp Title TopList
        TriggerBy Type Url UserId VideoDNA VideoId VideoResult WatermarkId Width WorkflowId
        """)

    private static let volcengine = set(
        """
        AdAudit AdaptBitrateTranscodeInfos Asr Attribute AudioStreamMeta Bitrate Brightness Bucket
        CallbackArgs CaptureNum CellHeight CellWidth Channels Class ClientToken Code Codec Colorfulness
        Confidence ContentType Contrast Control Cost Crc64 CreateTime Data Definition Dst Duration
        Encrypt End EndTime Enhance Erase ErrorCode ErrorMessage EventTime EventType Extra File FileId
        FileName FileNames FileType Format Fps Height HlsMediaSize ImgXLen ImgYLen Input Inspection
        Interval JobId LogoType M3U8 MPD Md5 MediaInfos MediaOption Message Meta Mid Noise ObjectID Ocr
        OffsetTime Offsets Operation OptionInfo Output Params PlayUrl PosterUri Priority Quality
        RepairResult ReqId RequestId RunId SampleRate Size Snapshots SourceAdjustResult SourceInfo
        SourceUrl SourceVid SpaceName Speaker Src Start StartTime Status StorageClass StoreUri StoreUris
        StrategyID SubAdaptBitrateStreamMetas SubVid TargetSpace TargetVid Task TaskId TemplateId
        TemplateIds TemplateType Templates Text Texts Texture Transcode TranscodeInfos Trigger Type URI
        Uri Utterances Version Vid VideoStreamMeta Visual VodUploadSource Width WorkflowInfo
        """)
}
