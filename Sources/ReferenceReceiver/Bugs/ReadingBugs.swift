import JSONText
import VodHookCatalogue

/// Wrong ways to read a body.
enum ReadingBugs {
    /// Objects to events that the vendor does not document.
    static func unknownEvent(
        _ judgement: @escaping @Sendable (String) -> Judgement
    ) -> ReceiverParts.Recognise {
        { body, provider in
            recognising(body, provider) { event in
                event.isKnown ? nil : judgement("the event type \(event.type) is not known")
            }
        }
    }

    /// Takes the first of StreamInfos without looking whether there is one.
    @Sendable static func crashWithoutStreams(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { event in
            let hasStream = event.fields.object["StreamInfos"]?.array?.isEmpty == false
            return event.type != "TranscodeComplete" || hasStream ? nil : .crashed("index out of range")
        }
    }

    /// Knows videos by their Vid only; what has an empty one is about nothing.
    @Sendable static func withoutDirectURL(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        let judgement = ReceiverParts.recognised(body, provider)
        guard case .genuine(var event) = judgement, event.fields.object["Vid"]?.string?.isEmpty == true else {
            return judgement
        }
        event.subject = nil
        return .genuine(event)
    }

    @Sendable static func bitrateMustBeNumber(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { event in
            let isText = streams(event).contains { $0.object["Bitrate"]?.string != nil }
            return isText ? .failed("Bitrate: expected a number, found a string") : nil
        }
    }

    @Sendable static func bitrateMustBeText(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { event in
            let isNumber = streams(event).contains {
                if case .number = $0.object["Bitrate"] { true } else { false }
            }
            return isNumber ? .failed("Bitrate: expected a string, found a number") : nil
        }
    }

    /// Refuses every Duration with a fraction, wherever it stands; `154.0` is whole.
    @Sendable static func durationAsInteger(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { _ in
            hasFraction(body) ? .failed("Duration: expected an integer") : nil
        }
    }

    @Sendable static func animatedImageAsObject(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement
    {
        recognising(body, provider) { event in
            guard let job = event.fields.object["DynamicImageJobInfo"], job.object == nil else { return nil }
            return .failed("DynamicImageJobInfo: expected an object")
        }
    }

    @Sendable static func unknownFieldRefused(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { event in
            guard event.isKnown, let name = DocumentedFields.firstUnknown(in: body, provider) else {
                return nil
            }
            return .invalid("the member \(name) is not known")
        }
    }

    /// Alibaba only: Volcengine has no VideoId at all.
    @Sendable static func videoIDRequired(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        recognising(body, provider) { event in
            let isThere = provider != .aliyun || event.fields.text("VideoId") != nil
            return isThere ? nil : .invalid("VideoId is missing")
        }
    }

    /// What frameworks do: a body of another type is not handed on.
    @Sendable static func jsonContentTypeOnly(
        _ request: CallbackRequest
    ) throws(ReceivedEvent.Malformed) -> JSONValue {
        let type = request.headers.first("Content-Type")?.lowercased() ?? ""
        return try ReceivedEvent.json(type.hasPrefix("application/json") ? request.body : [])
    }

    /// The right recognition, unless `objection` has something against the event.
    private static func recognising(
        _ body: JSONValue, _ provider: CallbackProvider, _ objection: (ReceivedEvent) -> Judgement?
    ) -> Judgement {
        let judgement = ReceiverParts.recognised(body, provider)
        guard case .genuine(let event) = judgement else { return judgement }
        return objection(event) ?? judgement
    }

    private static func streams(_ event: ReceivedEvent) -> [EventFields] {
        event.type == "StreamTranscodeComplete" ? [event.fields] : event.fields.objects("StreamInfos")
    }

    private static func hasFraction(_ value: JSONValue) -> Bool {
        if let elements = value.array { return elements.contains(where: hasFraction) }
        guard let object = value.object else { return false }
        return object.members.contains { member in
            if member.key.hasSameBytes(as: "Duration"),
                let number = EventFields(object).number("Duration"), !number.isWhole
            {
                return true
            }
            return hasFraction(member.value)
        }
    }
}
