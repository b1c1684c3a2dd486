import JSONText
import VodHookCatalogue
import VodHookPlan

/// Media at the edges of what an event can be about: failures by code, sizes and times at their limits, odd texts.
struct MediaEdges {
    private let event: EventSpec
    private let provider: Provider

    /// The media, as scenario files write them, those most likely to break a receiver first; the same for each seed.
    static func all(for event: EventSpec, of provider: Provider) -> [JSONValue] {
        let edges = MediaEdges(event: event, provider: provider)
        let all = edges.parts + edges.outputs + edges.counts + edges.failures + edges.limits + edges.texts
        return all.map { .object(MediaDraw.withURL($0, for: event)) }
    }

    private var parts: [JSONObject] {
        [
            ["source": ["fail": true]], ["renditions": []], ["source": ["video": false]],
            ["source": ["audio": false]], ["source": ["duration": "1ms"]], ["snapshots": []], ["extend": ""],
            [:],
        ].compactMap { (media: JSONValue) in media.object }
    }

    /// Every output failed, one of two, and none at all, where the event is about outputs.
    private var outputs: [JSONObject] {
        guard ["rendition", "snapshot", "workflow", "execution"].contains(event.failure) else { return [] }
        let names = provider.definitions.prefix(2).map(\.name)
        let types = provider.snapshotTypes.prefix(2).map(\.name)
        return [(true, true), (false, true)].map { failing in
            media([
                "renditions": .array([
                    output("definition", names.first, failing.0), output("definition", names.last, failing.1),
                ]),
                "snapshots": .array([
                    output("type", types.first, failing.0), output("type", types.last, failing.1),
                ]),
            ])
        } + [media(["renditions": [], "snapshots": []])]
    }

    /// As many streams as there are definitions, and two of one definition, where the event is about outputs.
    private var counts: [JSONObject] {
        guard ["rendition", "workflow", "execution"].contains(event.failure) else { return [] }
        let names = provider.definitions.filter { $0.height != 0 }.map(\.name)
        let twice = names.prefix(1) + names.prefix(1)
        return [names[...], twice].map { names in
            media([
                "source": ["width": 3840, "height": 2160],
                "renditions": .array(names.map { output("definition", $0, false) }),
            ])
        }
    }

    private func output(_ key: String, _ name: String?, _ fails: Bool) -> JSONValue {
        var output = JSONObject()
        output.append(key, .string(name ?? ""))
        if fails { output.append("fail", true) }
        return .object(output)
    }

    // MARK: Failures

    /// One media for each documented code of the event.
    private var failures: [JSONObject] {
        guard let part = event.failure else { return [] }
        return provider.errors.filter { $0.parts.contains(part) }.map { failing(part, .string($0.code)) }
    }

    private func failing(_ part: String, _ code: JSONValue) -> JSONObject {
        func list(_ key: String, _ name: String?) -> JSONValue {
            [[key: .string(name ?? ""), "fail": code]]
        }
        return switch part {
        case "source", "upload", "workflow": media([part: ["fail": code]])
        case "image": media(["dynamicImage": ["fail": code]])
        case "rendition": media(["renditions": list("definition", provider.definitions.first?.name)])
        case "snapshot": media(["snapshots": list("type", provider.snapshotTypes.first?.name)])
        default: media(["operations": [part: ["fail": code]]])
        }
    }

    // MARK: Numbers

    /// Sizes around the ends of 32 bits, and the shortest, longest, smallest and thinnest of sources.
    private var limits: [JSONObject] {
        // Kilobits per second times milliseconds, by eight: 2147483647, 2147483648, 4294967296, 5000000000 bytes.
        let sizes = [(1225, 14_024_383), (8192, 2_097_152), (8192, 4_194_304), (8000, 5_000_000)]
        return sizes.map { sized(kbps: $0.0, .milliseconds($0.1)) } + [
            media(["source": ["duration": .string(DurationText.text(.milliseconds(40)))]]),
            media(["source": ["duration": .string(DurationText.text(.seconds(86_400)))]]),
            sized(kbps: 1, .seconds(10)), media(["source": ["width": 2, "height": 2]]),
        ]
    }

    private func sized(kbps: Int, _ duration: Duration) -> JSONObject {
        let definition = provider.definitions.first?.name ?? ""
        return media([
            "source": ["duration": .string(DurationText.text(duration)), "bitrateKbps": .int(kbps)],
            "renditions": [["definition": .string(definition), "bitrateKbps": .int(kbps)]],
        ])
    }

    // MARK: Texts

    /// What people write into titles, texts of their own and names of files.
    static let texts = [
        "视频 数据", "a%2Fb%20c", "a+b&c=d", #"say "yes" \o/"#,
        // Beyond U+FFFF, and a letter as two characters where one would do.
        "\u{1F3AC} \u{1D11E} \u{1F469}\u{200D}\u{1F4BB}", "Cafe\u{301}",
        // As long as a UUID, which columns of 32 or 35 characters cut.
        "0f8fad5b-d9cb-469f-a165-70867728950e",
    ]

    private var texts: [JSONObject] {
        Self.texts.map { text in
            let text = Interpolation.escaped(text)
            return media([
                "title": .string(text), "extend": .string(text),
                "source": ["fileName": .string("\(text).mp4")],
            ])
        }
    }

    private func media(_ value: JSONValue) -> JSONObject { value.object ?? JSONObject() }
}
