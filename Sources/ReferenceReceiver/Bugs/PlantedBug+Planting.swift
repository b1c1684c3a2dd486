extension ReceiverConfiguration {
    /// The bug to be planted; nil makes the receiver do everything right.
    package var bug: PlantedBug? {
        get { change as? PlantedBug }
        set { change = newValue }
    }
}

extension PlantedBug: PartsChange {
    /// Replaces the one piece of the receiver that this bug is about.
    func make(in parts: inout ReceiverParts, _ configuration: ReceiverConfiguration) {
        switch self {
        case .signatureNotChecked: parts.verify = SignatureBugs.none
        case .signatureWithoutBody: parts.verify = SignatureBugs.withoutBody(configuration)
        case .signatureOverRewrittenBody: parts.verify = SignatureBugs.rewrittenBody(configuration)
        case .inventedHMAC: parts.verify = SignatureBugs.inventedHMAC(configuration)
        case .urlFromHost: parts.verify = SignatureBugs.urlFromHost(configuration)
        case .urlWithoutQuery: parts.verify = SignatureBugs.urlWithoutQuery(configuration)
        case .oneKeyOnly: parts.verify = SignatureBugs.oneKey(configuration)
        case .noFreshness: parts.verify = SignatureBugs.noFreshness(configuration)
        case .futurePasses: parts.verify = SignatureBugs.futurePasses(configuration)
        case .errorsAnswered200: parts.settle = AnswerBugs.errorsAs200
        case .unknownEvent400: parts.recognise = ReadingBugs.unknownEvent(Judgement.invalid)
        case .unknownEvent500: parts.recognise = ReadingBugs.unknownEvent(Judgement.failed)
        case .slowEveryThird: AnswerBugs.plantSlowness(in: &parts, configuration.slowness)
        case .crashWithoutStreams:
            parts.recognise = ReadingBugs.crashWithoutStreams
            parts.crash = CrashSignal()
        case .answersBeforeKeeping: KeepingBugs.plantLateKeeping(in: &parts)
        case .countsDuplicates: parts.merge = KeepingBugs.countingDuplicates
        case .coarseDeduplication: parts.merge = KeepingBugs.coarseDeduplication
        case .deduplicationBeforeProcessing: parts.merge = KeepingBugs.deduplicationFirst
        case .lostUpdate: KeepingBugs.plantLostUpdate(in: &parts)
        case .directURLDropped: parts.recognise = ReadingBugs.withoutDirectURL
        case .readyOnFirstStream: parts.merge = StateBugs.readyOnFirstStream
        case .readyOnFailure: parts.merge = StateBugs.readyOnFailure
        case .codeIgnored: parts.merge = StateBugs.codeIgnored
        case .firstStreamOnly: parts.merge = StateBugs.firstStreamOnly
        case .lateUploadSetsBack: parts.merge = StateBugs.lateUploadSetsBack
        case .lastArrivalWins: parts.merge = StateBugs.lastArrivalWins
        case .fileTypeCase: parts.merge = StateBugs.fileTypeCase
        case .snapshotNumberPadding: parts.merge = StateBugs.snapshotNumberPadding
        case .bitrateMustBeNumber: parts.recognise = ReadingBugs.bitrateMustBeNumber
        case .bitrateMustBeText: parts.recognise = ReadingBugs.bitrateMustBeText
        case .durationAsInteger: parts.recognise = ReadingBugs.durationAsInteger
        case .animatedImageAsObject: parts.recognise = ReadingBugs.animatedImageAsObject
        case .unknownFieldRefused: parts.recognise = ReadingBugs.unknownFieldRefused
        case .videoIDRequired: parts.recognise = ReadingBugs.videoIDRequired
        case .jsonContentTypeOnly: parts.read = ReadingBugs.jsonContentTypeOnly
        }
    }
}
