import JSONText

/// A video's state as JSON.
///
/// Keys stand in a fixed order, unknown values are null, lists are sorted: two equal states are equal bytes.
/// Nothing in it depends on the order of arrival or on repeated events.
enum StateDocument {
    static func json(of state: VideoState) -> JSONValue {
        [
            "id": .string(state.id),
            "provider": .string(state.provider.rawValue),
            "kind": .string(state.isVideo ? "video" : "media"),
            "status": .string(state.status.rawValue),
            "source": source(state),
            "renditions": .array(state.presentRenditions.map(json)),
            "snapshots": .array(state.snapshots.sorted { $0.key < $1.key }.map { json(of: $0.value.value) }),
            "cover": json(state.cover?.value),
            "animatedImage": state.animatedImage.map { json(of: $0.value) } ?? .null,
            "extend": json(state.extend?.value),
            "errors": .array(sorted(state.errors).map(json)),
            "events": .int(state.eventCount),
        ]
    }

    private static func source(_ state: VideoState) -> JSONValue {
        var source = JSONObject()
        for field in SourceField.allCases {
            let isGone = field == .url && state.isSourceDeleted
            source.append(field.rawValue, isGone ? .null : state.source[field]?.value ?? .null)
        }
        return .object(source)
    }

    private static func json(of rendition: Rendition) -> JSONValue {
        [
            "definition": json(rendition.definition),
            "status": json(success: rendition.succeeded),
            "bitrateKbps": json(rendition.bitrateKbps),
            "width": json(rendition.width),
            "height": json(rendition.height),
            "sizeBytes": json(rendition.sizeBytes),
            "durationSeconds": json(rendition.durationSeconds),
            "url": json(rendition.url),
            "format": json(rendition.format),
            "encrypted": rendition.encrypted.map { .bool($0) } ?? .null,
            "errorCode": json(rendition.errorCode),
        ]
    }

    private static func json(of snapshots: SnapshotSet) -> JSONValue {
        [
            "type": json(snapshots.type),
            "count": json(snapshots.count),
            "urls": .array(snapshots.urls.map { .string($0) }),
        ]
    }

    private static func json(of image: AnimatedImage) -> JSONValue {
        [
            "status": json(success: image.succeeded),
            "url": json(image.url),
            "width": json(image.width),
            "height": json(image.height),
            "sizeBytes": json(image.sizeBytes),
            "fps": json(image.fps),
        ]
    }

    private static func json(of error: EventError) -> JSONValue {
        ["event": .string(error.event), "code": json(error.code), "message": json(error.message)]
    }

    private static func sorted(_ errors: Set<EventError>) -> [EventError] {
        func key(_ error: EventError) -> [ByteKey] {
            [ByteKey(error.event), ByteKey(error.code ?? ""), ByteKey(error.message ?? "")]
        }
        return errors.sorted { key($0).lexicographicallyPrecedes(key($1)) }
    }

    private static func json(success: Bool?) -> JSONValue {
        success.map { .string($0 ? "success" : "fail") } ?? .null
    }

    private static func json(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    private static func json(_ number: JSONNumber?) -> JSONValue { number.map { .number($0) } ?? .null }
}
