package import JSONText

/// The names of all facts that the simulation can state, so that a misspelt binding is a finding.
package enum FactVocabulary {
    /// What is wrong with a path, or nil when a simulation can produce it.
    static func complaint(about path: [String]) -> CatalogueMistake? {
        let (group, names): (String, [String])
        switch path.first {
        case "media": (group, names) = ("media", Array(path.dropFirst()))
        case "event": (group, names) = ("event", Array(path.dropFirst()))
        case "item":
            guard let first = path.dropFirst().first, !itemNames.contains(first) else { return nil }
            return CatalogueMistake(
                "no element of a list has a fact \"\(first)\"",
                remedy: Suggestion.didYouMean(first, among: itemNames.sorted()))
        default: return nil
        }
        var node = group == "media" ? mediaTree : eventTree
        for name in names {
            guard let next = node.children[name] else {
                return CatalogueMistake(
                    "\(group) has no fact \"\(names.joined(separator: "."))\"",
                    remedy: Suggestion.didYouMean(name, among: node.children.keys.sorted())
                        ?? "the facts here are: \(node.children.keys.sorted().joined(separator: ", "))")
            }
            node = next
        }
        return nil
    }

    private struct Tree: Sendable {
        var children: [String: Tree] = [:]

        mutating func add(_ fact: Fact, items: inout Set<String>) {
            switch fact {
            case .group(let facts):
                // Any group can become the item of an object or an array.
                items.formUnion(facts.byName.keys)
                for (name, inner) in facts.byName {
                    children[name, default: Tree()].add(inner, items: &items)
                }
            case .list(let elements):
                for element in elements { add(element, items: &items) }
            default: break
            }
        }
    }

    private static let eventTree = Tree(children: ["time": Tree(), "requestId": Tree(), "number": Tree()])
    private static let mediaTree = vocabulary.media
    private static let itemNames = vocabulary.items

    /// Simulates media that between them have everything, once as a success and once as a failure.
    private static let vocabulary: (media: Tree, items: Set<String>) = {
        var tree = Tree()
        var items: Set<String> = []
        for fails in [false, true] {
            for place in 0..<4 { tree.add(facts(fails: fails, failingPart: place), items: &items) }
        }
        for kind in ["asr", "ocr", "adAudit", "erase", "enhance"] {
            tree.add(facts(fails: false, failingPart: 0, kind: kind), items: &items)
        }
        return (tree, items)
    }()

    private static func facts(fails: Bool, failingPart: Int, kind: String = "transcode") -> Fact {
        let kinds = ["still", "animation", "sheet", "samples"]
        let provider = Provider(
            name: "vocabulary", title: "", sources: [], base: nil,
            rules: DeliveryRules(
                timeout: .zero, retries: RetrySchedule(gaps: []),
                http: HTTPRules(contentType: "", signature: nil)),
            ruleSources: [], settings: [:], ids: [:], references: [:], errors: [],
            definitions: [Definition(name: "A", height: 360, kbps: 400)],
            snapshotTypes: kinds.map {
                SnapshotType(name: $0, kind: $0, format: "jpg", count: 1, height: 360)
            },
            events: [])
        var spec = MediaSpec(name: "m", provider: "vocabulary")
        spec.extend = "x"
        var rendition = RenditionSpec(definition: "A")
        rendition.watermarks = 1
        spec.renditions = [rendition]
        spec.adaptive = [AdaptiveSpec(format: "HLS", definitions: ["A"])]
        spec.snapshots = kinds.map(SnapshotSpec.init(type:))
        spec.dynamicImage = DynamicImageSpec()
        spec.operations = operations(fail: fails && failingPart == 3, kind: kind)
        if failingPart == 2 { spec.upload.url = "https://example.test/a.mp4" }
        if fails, failingPart == 0 { spec.source.failure = FailureSpec() }
        if fails, failingPart == 1 {
            spec.renditions?[0].failure = FailureSpec()
            for place in kinds.indices { spec.snapshots?[place].failure = FailureSpec() }
            spec.dynamicImage?.failure = FailureSpec()
            spec.workflowFailure = FailureSpec()
        }
        if fails, failingPart == 2 { spec.upload.failure = FailureSpec() }
        let simulation = Simulation(seed: 1, start: Timestamp(milliseconds: 0))
        return .group(simulation.facts(of: spec, provider: provider))
    }

    /// Settings under which every operation states all it can.
    private static func operations(fail: Bool, kind: String) -> [String: JSONValue] {
        if fail {
            return Dictionary(
                OperationFormat.names.map { ($0, ["fail": true]) }, uniquingKeysWith: { first, _ in first })
        }
        let changed: JSONValue = ["old": "a", "new": "b"]
        return [
            "snapshotRequest": [:], "audit": ["reason": "a"], "moderation": ["suggestion": "block"],
            "editing": ["outputs": 2], "execution": ["kind": .string(kind)], "sync": ["asVideo": true],
            "change": [
                "title": changed, "description": changed, "coverUrl": changed, "tags": changed,
                "category": changed,
            ],
            "storageClass": ["scope": "renditions", "trigger": "rule"], "deletion": ["scope": "renditions"],
        ]
    }
}

extension CatalogueLoader {
    /// The catalogue that is compiled into the binary, followed by `files` that add or replace providers.
    package static func load(adding files: [SourceText] = []) -> (catalogue: Catalogue, findings: [Finding]) {
        load(adding: files, factComplaint: FactVocabulary.complaint)
    }
}
