import JSONText

/// Reads catalogue files: the built-in ones, and those of a user's own providers.
///
/// A file with the key `event` is an event; every other file is a provider. All findings of all files come
/// at once; files without mistakes are kept.
package struct CatalogueLoader {
    private var findings: [Finding] = []
    private var providers: [(node: JSONNode, source: SourceText)] = []
    private var events: [(node: JSONNode, source: SourceText)] = []

    private let factComplaint: FactComplaint

    /// The catalogue that is compiled into the binary, followed by `files` that add or replace providers.
    ///
    /// `factComplaint` knows the facts that events may be bound to.
    static func load(
        adding files: [SourceText], factComplaint: @escaping FactComplaint
    ) -> (catalogue: Catalogue, findings: [Finding]) {
        var loader = CatalogueLoader(factComplaint: factComplaint)
        for file in EmbeddedData.files where file.path.hasPrefix("catalogue/") {
            loader.read(SourceText(name: file.path, text: "\(file.text)"))
        }
        for file in files { loader.read(file) }
        let catalogue = loader.assemble()
        return (catalogue, loader.findings.inOrder)
    }

    private init(factComplaint: @escaping FactComplaint) { self.factComplaint = factComplaint }

    private mutating func read(_ source: SourceText) {
        let (node, mistakes) = JSONReader.read(source)
        findings += mistakes
        guard let node, !mistakes.containsError else { return }
        let isEvent = node["event"] != nil
        let mismatches = ShapeChecker.check(node, of: source, against: isEvent ? .event : .provider)
        findings += mismatches
        if mismatches.containsError { return }
        if isEvent { events.append((node, source)) } else { providers.append((node, source)) }
    }

    private mutating func assemble() -> Catalogue {
        var catalogue = Catalogue(providers: [])
        // A provider that extends another needs it first; the built-in ones come before the user's.
        let ordered =
            providers.filter { $0.node["extends"] == nil } + providers.filter { $0.node["extends"] != nil }
        for (node, source) in ordered {
            guard let provider = provider(node, source, in: catalogue) else { continue }
            catalogue.providers.removeAll { $0.name == provider.name }
            catalogue.providers.append(provider)
        }
        for (node, source) in events {
            let name = node["provider"]?.string ?? ""
            guard let place = catalogue.providers.firstIndex(where: { $0.name == name }) else {
                let remedy = Suggestion.didYouMean(name, among: catalogue.providers.map(\.name))
                report(source, node["provider"] ?? node, "unknown provider \"\(name)\"", remedy)
                continue
            }
            var decoder = EventDecoder(
                source: source, provider: catalogue.providers[place], factComplaint: factComplaint)
            if let event = decoder.event(node) {
                catalogue.providers[place].events.removeAll { $0.name == event.name }
                catalogue.providers[place].events.append(event)
            }
            findings += decoder.findings
        }
        for (node, source) in ordered where node["extends"] != nil { share(node, source, in: &catalogue) }
        for place in catalogue.providers.indices {
            catalogue.providers[place].events.sort { $0.name < $1.name }
            catalogue.providers[place].completeEnvelope()
        }
        catalogue.providers.sort { $0.name < $1.name }
        return catalogue
    }

    /// Gives a provider that extends another the events it names of it.
    private mutating func share(_ node: JSONNode, _ source: SourceText, in catalogue: inout Catalogue) {
        guard let name = node["provider"]?.string,
            let base = node["extends"]?.string.flatMap(catalogue.provider),
            let place = catalogue.providers.firstIndex(where: { $0.name == name })
        else { return }
        for element in node["events"]?.elements ?? [] {
            let wanted = element.string ?? ""
            guard let event = base.events.first(where: { $0.name == wanted }) else {
                report(
                    source, element, "\(base.name) has no event \"\(wanted)\"",
                    Suggestion.didYouMean(wanted, among: base.events.map(\.name)))
                continue
            }
            if catalogue.providers[place].event(wanted) == nil {
                catalogue.providers[place].events.append(event)
            }
        }
    }

    private mutating func report(
        _ source: SourceText, _ node: JSONNode, _ message: String, _ remedy: String? = nil
    ) {
        findings.append(Finding(source, at: node.offset, message, remedy: remedy))
    }

    private mutating func provider(_ node: JSONNode, _ source: SourceText, in catalogue: Catalogue)
        -> Provider?
    {
        var base: Provider?
        if let extended = node["extends"], let name = extended.string {
            base = catalogue.provider(name)
            guard base != nil else {
                report(
                    source, extended, "unknown provider \"\(name)\"",
                    Suggestion.didYouMean(name, among: catalogue.providers.map(\.name)))
                return nil
            }
        }
        if let delivery = node["delivery"] {
            checkRetries(delivery, source)
            checkHeaderNames(delivery["headers"], source)
            if let signature = delivery["signature"] { checkSignature(signature, source) }
        }
        guard let rules = node["delivery"].map(rules) ?? base?.rules else {
            report(
                source, node, "missing key \"delivery\"",
                "a provider that extends no other says how it delivers")
            return nil
        }
        var references = base?.references ?? [:]
        for member in node["references"]?.members ?? [] where member.key != "$comment" {
            do throws(CatalogueMistake) {
                references[member.key] = try FactTemplate(member.value.string ?? "")
            } catch {
                report(source, member.value, error.message, error.remedy)
            }
        }
        var ids = base?.ids ?? [:]
        for member in node["ids"]?.members ?? [] where member.key != "$comment" {
            ids[member.key] = id(member.value)
        }
        var settings = base?.settings ?? [:]
        for member in node["settings"]?.members ?? [] where member.key != "$comment" {
            settings[member.key] = member.value.string
        }
        return Provider(
            name: node["provider"]?.string ?? "", title: node["title"]?.string ?? "",
            sources: sources(node), base: base?.name,
            envelope: envelope(node["envelope"], source) ?? base?.envelope ?? Envelope(), rules: rules,
            ruleSources: node["delivery"].map { SourceNote.list($0["sources"]) } ?? base?.ruleSources ?? [],
            settings: settings, ids: ids,
            references: references, errors: node["errors"]?.elements.map(error) ?? base?.errors ?? [],
            definitions: node["definitions"]?.elements.map(definition) ?? base?.definitions ?? [],
            snapshotTypes: node["snapshots"]?.elements.map(snapshotType) ?? base?.snapshotTypes ?? [],
            events: [])
    }

    private mutating func envelope(_ node: JSONNode?, _ source: SourceText) -> Envelope? {
        guard let node else { return nil }
        var decoder = EnvelopeDecoder(source: source)
        let envelope = decoder.envelope(node)
        findings += decoder.findings
        return envelope
    }

    private func id(_ node: JSONNode) -> IdentityFormat {
        IdentityFormat(
            prefix: node["prefix"]?.string ?? "",
            alphabet: node["alphabet"]?.string.flatMap(IdentityFormat.Alphabet.init) ?? .hex,
            length: node.integer("length") ?? 32)
    }

    private func error(_ node: JSONNode) -> ErrorCode {
        ErrorCode(
            code: node["code"]?.string ?? "", message: node["message"]?.string ?? "",
            parts: node["parts"]?.elements.compactMap(\.string) ?? [])
    }

    private func definition(_ node: JSONNode) -> Definition {
        Definition(
            name: node["name"]?.string ?? "", height: node.integer("height"),
            kbps: node.integer("kbps") ?? 800)
    }

    private func snapshotType(_ node: JSONNode) -> SnapshotType {
        SnapshotType(
            name: node["name"]?.string ?? "", kind: node["kind"]?.string ?? "still",
            format: node["format"]?.string ?? "jpg", count: node.integer("count") ?? 1,
            height: node.integer("height") ?? 360)
    }

    /// Reports a schedule that has no end.
    private mutating func checkRetries(_ node: JSONNode, _ source: SourceText) {
        guard let every = node["retryEvery"] else { return }
        let retries = rules(node).retries
        if retries.thenEvery == .zero {
            report(
                source, every, "\"retryEvery\" is no time, so attempts would follow each other at once",
                "write how long the vendor waits, such as \"1h\"")
        } else if node["retryFor"] == nil {
            report(
                source, every, "\"retryEvery\" needs \"retryFor\", or attempts never end",
                "add \"retryFor\", the sum of gaps that is never exceeded, such as \"48h\"")
        } else if retries.extent.attempts >= RetrySchedule.attemptLimit {
            report(
                source, every, "these are \(RetrySchedule.attemptLimit) attempts of one delivery or more",
                "write a longer \"retryEvery\" or a shorter \"retryFor\"")
        }
    }

    /// Reports names in braces that nothing is put in for: they would be signed and sent as they stand.
    private mutating func checkSignature(_ node: JSONNode, _ source: SourceText) {
        checkHeaderNames(node["headers"], source)
        for text in [node["text"], node["otherText"]] {
            if let text { checkNames(text, source, SignatureScheme.textNames) }
        }
        for member in node["headers"]?.members ?? [] where member.key != "$comment" {
            checkNames(member.value, source, SignatureScheme.headerNames)
        }
    }

    private mutating func checkNames(_ node: JSONNode, _ source: SourceText, _ known: [String]) {
        for name in SignatureScheme.unknownNames(in: node.string ?? "", known: known) {
            report(
                source, node, "unknown name {\(name)}",
                Suggestion.didYouMean(name, among: known)
                    ?? "there are: \(known.map { "{\($0)}" }.joined(separator: ", "))")
        }
    }

    private mutating func checkHeaderNames(_ node: JSONNode?, _ source: SourceText) {
        for member in node?.members ?? [] where member.key != "$comment" && !Self.isToken(member.key) {
            findings.append(
                Finding(
                    source, at: member.keyOffset, "\"\(member.key)\" cannot be the name of a header",
                    remedy: "write letters, digits and hyphens"))
        }
    }

    /// True for a token of RFC 9110 section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || marks.contains(byte)
            }
    }

    private func rules(_ node: JSONNode) -> DeliveryRules {
        func duration(_ node: JSONNode?) -> Duration? { node?.string.flatMap(DurationText.parse) }
        let signature = node["signature"].map { signature in
            SignatureScheme(
                digest: signature["digest"]?.string.flatMap(SignatureScheme.Digest.init) ?? .md5,
                encoding: signature["encoding"]?.string.flatMap(SignatureScheme.Encoding.init) ?? .hex,
                text: signature["text"]?.string ?? "", headers: headers(signature["headers"]),
                otherText: signature["otherText"]?.string)
        }
        let channels = node["channels"]?.elements.compactMap { $0.string.flatMap(DeliveryChannel.init) }
        return DeliveryRules(
            channels: channels ?? [.http], timeout: duration(node["timeout"]) ?? .seconds(5),
            retries: RetrySchedule(
                gaps: node["retryAfter"]?.elements.compactMap { duration($0) } ?? [],
                thenEvery: duration(node["retryEvery"]), until: duration(node["retryFor"])),
            http: HTTPRules(
                method: node["method"]?.string ?? "POST", contentType: node["contentType"]?.string ?? "",
                headers: headers(node["headers"]),
                successStatuses: node["successStatus"]?.elements.compactMap { $0.number?.int64.map(Int.init) }
                    ?? [200],
                signature: signature))
    }

    private func headers(_ node: JSONNode?) -> [HTTPHeader] {
        (node?.members ?? []).filter { $0.key != "$comment" }.map {
            HTTPHeader($0.key, $0.value.string ?? "")
        }
    }

    private func sources(_ node: JSONNode) -> [SourceNote] { SourceNote.list(node["sources"]) }
}

extension SourceNote {
    static func list(_ node: JSONNode?) -> [SourceNote] {
        (node?.elements ?? []).map { source in
            SourceNote(
                title: source["title"]?.string ?? "", url: source["url"]?.string,
                seen: source["seen"]?.string ?? "", assumed: source["assumed"]?.string)
        }
    }
}

extension JSONNode {
    /// The whole number under `key`, or nil.
    package func integer(_ key: String) -> Int? { self[key]?.number?.int64.map(Int.init) }
}
