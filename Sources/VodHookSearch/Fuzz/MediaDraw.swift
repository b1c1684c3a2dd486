import JSONText
import VodHookCatalogue
import VodHookPlan

/// Draws media of all kinds, as scenario files write them.
struct MediaDraw {
    private let provider: Provider
    private let event: EventSpec
    private let number: Int
    private var chance: SeededGenerator

    init(provider: Provider, event: EventSpec, seed: UInt64, number: Int) {
        self.provider = provider
        self.event = event
        self.number = number
        chance = SeededGenerator(seed: seed).branch("media", provider.name, event.name, String(number))
    }

    /// A media that has all that the event can tell.
    static func full(for event: EventSpec, of provider: Provider) -> JSONValue {
        var kinds: Set<String> = []
        let types = provider.snapshotTypes.filter { kinds.insert($0.kind).inserted }
        var media = JSONObject()
        media.append("extend", "order-42")
        // Large enough for several streams, so that their order can be another.
        media.append("source", ["width": 1920, "height": 1080])
        media.append("snapshots", .array(types.map { ["type": .string($0.name)] }))
        media.append("dynamicImage", [:])
        return .object(withURL(media, for: event))
    }

    /// The media with the address that it was pulled from, if the event is about that.
    static func withURL(_ media: JSONObject, for event: EventSpec) -> JSONObject {
        guard needsURL(event) else { return media }
        var media = media
        var upload = media["upload"]?.object ?? JSONObject()
        upload.append("url", .string(url))
        media["upload"] = .object(upload)
        return media
    }

    private static let url = "https://media.example.test/originals/holiday.mp4"

    private static func needsURL(_ event: EventSpec) -> Bool {
        event.needs?.path == ["media", "upload", "byUrl"]
    }

    /// The media: first those at the edges, then any.
    mutating func media() -> JSONValue {
        let edges = MediaEdges.all(for: event, of: provider)
        if number < edges.count { return edges[number] }
        var media = JSONObject()
        if maybe(0.4) {
            media.append("title", text(["A title", "视频 \"标题\"", "e\u{301}", "", "<script>", "100 %"]))
        }
        if maybe(0.4) { media.append("extend", text(["order-42", "{\"test\":\"数据\"}", "", "a=1&b=2"])) }
        media.append("source", .object(source()))
        if maybe(0.7) { media.append("renditions", .array(renditions())) }
        if provider.shows(["media", "adaptive"]), maybe(0.3) {
            media.append("adaptive", .array([adaptive()]))
        }
        if maybe(0.6) { media.append("snapshots", .array(snapshots())) }
        if maybe(0.4) {
            var image = JSONObject()
            fail(&image, "image", 0.3)
            media.append("dynamicImage", .object(image))
        }
        return .object(Self.withURL(media, for: event))
    }

    // MARK: Parts

    private mutating func maybe(_ probability: Double) -> Bool { chance.bool(chance: probability) }

    private mutating func text(_ texts: [String]) -> JSONValue {
        .string(Interpolation.escaped(chance.element(of: texts) ?? ""))
    }

    private mutating func fail(_ object: inout JSONObject, _ part: String, _ probability: Double) {
        guard maybe(probability) else { return }
        let codes = provider.errors.filter { $0.parts.contains(part) }.map(\.code)
        let code = maybe(0.5) ? chance.element(of: codes) : nil
        object.append("fail", code.map { .string($0) } ?? true)
    }

    private mutating func source() -> JSONObject {
        var source = JSONObject()
        if maybe(0.5) {
            source.append("duration", .string(DurationText.text(.milliseconds(chance.int(in: 1...600_000)))))
        }
        if maybe(0.3) {
            source.append("width", .int(chance.int(in: 64...4096)))
            source.append("height", .int(chance.int(in: 64...2304)))
        }
        if maybe(0.3), let fps = chance.element(of: [15, 23.976, 29.97, 50, 60]),
            let number = JSONNumber(shortest: fps)
        {
            source.append("fps", .number(number))
        }
        if maybe(0.3) { source.append("bitrateKbps", .int(chance.int(in: 20...60_000))) }
        if maybe(0.2) { source.append("format", text(["mov", "m3u8", "flv"])) }
        if maybe(0.15) {
            source.append("video", false)
        } else if maybe(0.1) {
            source.append("audio", false)
        }
        fail(&source, "source", 0.1)
        return source
    }

    private mutating func renditions() -> [JSONValue] {
        (0..<chance.int(in: 0...5)).map { _ in
            var rendition = JSONObject()
            rendition.append("definition", .string(chance.element(of: provider.definitions)?.name ?? "FD"))
            if maybe(0.5) { rendition.append("format", text(["mp4", "m3u8"])) }
            if maybe(0.3) { rendition.append("encrypted", true) }
            if maybe(0.2) { rendition.append("bitrateKbps", .int(chance.int(in: 32...9_000))) }
            if maybe(0.4) { rendition.append("watermarks", .int(chance.int(in: 0...2))) }
            fail(&rendition, "rendition", 0.3)
            return .object(rendition)
        }
    }

    private mutating func adaptive() -> JSONValue {
        let names = provider.definitions.filter { $0.height != 0 }.prefix(chance.int(in: 1...3)).map(\.name)
        var package = JSONObject()
        package.append("format", maybe(0.5) ? "HLS" : "DASH")
        package.append("definitions", .array(names.map { .string($0) }))
        if maybe(0.3) { package.append("encrypted", true) }
        if maybe(0.5) { package.append("audioStream", false) }
        return .object(package)
    }

    private mutating func snapshots() -> [JSONValue] {
        (0..<chance.int(in: 0...4)).map { _ in
            var snapshot = JSONObject()
            snapshot.append("type", .string(chance.element(of: provider.snapshotTypes)?.name ?? ""))
            if maybe(0.5) { snapshot.append("count", .int(chance.int(in: 1...30))) }
            fail(&snapshot, "snapshot", 0.25)
            return .object(snapshot)
        }
    }

    // MARK: Smaller

    /// The same media with one thing less, the largest steps first.
    static func smaller(_ media: JSONValue) -> [JSONValue] {
        guard case .object(let object) = media else { return [] }
        var all: [JSONValue] = []
        for member in object.members {
            var less = object
            less[member.key] = nil
            all.append(.object(less))
        }
        for member in object.members {
            for value in simpler(member.value) {
                var less = object
                less[member.key] = value
                all.append(.object(less))
            }
        }
        return all
    }

    private static func simpler(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements):
            return elements.indices.map { place in
                var less = elements
                less.remove(at: place)
                return .array(less)
            }
                + elements.indices.flatMap { place in
                    simpler(elements[place]).map { simple in
                        var less = elements
                        less[place] = simple
                        return .array(less)
                    }
                }
        case .object(let object):
            return object.members.map { member in
                var less = object
                less[member.key] = nil
                return .object(less)
            }
                + object.members.flatMap { member in
                    // Any failure is simpler than one with a code.
                    (member.key == "fail" && member.value.string != nil ? [true] : simpler(member.value)).map
                    {
                        var less = object
                        less[member.key] = $0
                        return .object(less)
                    }
                }
        default: return []
        }
    }
}
