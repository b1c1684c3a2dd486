extension VideoState {
    /// Where a video stands.
    package enum Status: String, Sendable {
        case uploading, uploaded, transcoding, ready, failed, deleted
    }

    /// The status, derived from the facts alone.
    ///
    /// A stored status that each event overwrites ends in the wrong place as soon as events overtake each
    /// other: a late FileUploadComplete would set a playable video back to `uploaded`.
    ///
    /// - `deleted` wins over everything, whenever the deletion arrives.
    /// - `ready` and `failed` come from the final event only. A single finished stream proves nothing: the
    ///   others may still be running.
    /// - Without the final event, the furthest step that any event proves counts.
    package var status: Status { plantedStatus ?? statusFromFacts }

    private var statusFromFacts: Status {
        if isDeleted { return .deleted }
        if let processed {
            if !processed.value { return .failed }
            return provider == .aliyun ? transcodeSucceeded : workflowSucceeded
        }
        if hadRenditions { return .transcoding }
        if sourceExists { return .uploaded }
        return uploadFailed ? .failed : .uploading
    }

    /// Alibaba reports success when one stream succeeded; believe it when such a stream is really there.
    private var transcodeSucceeded: Status {
        let present = presentRenditions
        if present.contains(where: { $0.succeeded == true }) { return .ready }
        if present.isEmpty { return hadRenditions ? .uploaded : .transcoding }
        return present.allSatisfy { $0.succeeded == false } ? .failed : .transcoding
    }

    /// A workflow may succeed without any rendition, for instance when it only takes snapshots.
    private var workflowSucceeded: Status {
        hadRenditions && presentRenditions.isEmpty ? .uploaded : .ready
    }
}
