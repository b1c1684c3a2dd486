import JSONText
import VodHookCatalogue

/// Turns the tree of a scenario file into a `Scenario` and checks its names: media, events, profiles, codes.
///
/// Wrongly shaped parts are skipped in silence here; `ShapeChecker` has reported them.
struct ScenarioDecoder {
    let source: SourceText
    let catalogue: Catalogue
    var findings: [Finding] = []
    var media: [MediaSpec] = []
    /// The names of the media that this file declares.
    var declaredMedia: [String] = []
    /// The names of those that the files declare which include this one.
    var outerMedia: Set<String> = []
    /// The names captured by the steps so far.
    var captured: Set<String> = []
    /// The events of the bodies that the steps so far send, which no catalogue need know.
    var sentEvents: [String] = []
    /// Opens an included file, its variables replaced; nil with findings when it cannot be read.
    let files: ScenarioFiles
    /// The files that are being read, this one last.
    private let stack: [String]

    init(source: SourceText, catalogue: Catalogue, files: ScenarioFiles, stack: [String]) {
        self.source = source
        self.catalogue = catalogue
        self.files = files
        self.stack = stack
    }

    /// The scenario; `known` are the media before it when its file is included.
    mutating func scenario(_ root: JSONNode, known: [MediaSpec] = []) -> Scenario {
        media = known
        var scenario = Scenario(name: root["name"]?.string ?? "", source: source, position: position(root))
        scenario.tags = root["tags"]?.elements.compactMap(\.string) ?? []
        scenario.seed = root["seed"]?.number?.int64.map { UInt64(bitPattern: $0) }
        if let start = root["startTime"], let text = start.string {
            scenario.start = text == "now" ? nil : Timestamp(iso: text)
            if text != "now", scenario.start == nil {
                report(
                    start, TextRule.instant.complaint(about: text) ?? "not a time", remedy: "or write \"now\""
                )
            }
        }
        scenario.target = target(root["target"])
        scenario.delivery.timeout = duration(root["delivery"]?["timeout"])
        scenario.delivery.retryAfter = root["delivery"]?["retryAfter"]?.elements.compactMap { duration($0) }
        scenario.receiverAnswers = root["receiver"]?["answers"]?.elements.map { answer($0) } ?? []
        scenario.expect = expectation(root["expect"])
        for member in root["media"]?.members ?? [] where member.key != "$comment" {
            let spec = mediaSpec(member, root)
            if let outer = known.first(where: { $0.name.hasSameBytes(as: spec.name) }) {
                check(spec, at: member, against: outer)
            } else {
                media.append(spec)
            }
            declaredMedia.append(spec.name)
        }
        scenario.faults = faults(root["faults"])
        scenario.setup = steps(root["setup"])
        scenario.steps = steps(root["steps"])
        scenario.teardown = steps(root["teardown"])
        scenario.assertions = assertions(root["assert"])
        scenario.observe = observations(root["observe"])
        scenario.load = loadSpec(root["load"])
        scenario.media = media
        return scenario
    }

    func position(_ node: JSONNode) -> SourcePosition { source.position(of: node.offset) }

    mutating func report(_ node: JSONNode, _ message: String, remedy: String? = nil) {
        findings.append(Finding(source, at: node.offset, message, remedy: remedy))
    }

    func duration(_ node: JSONNode?) -> Duration? { node?.string.flatMap(DurationText.parse) }

    /// Headers, with findings for what cannot stand in one; `isSent` when they go out with a body of ours.
    ///
    /// Variables have been replaced by then. The values of captures and media are looked at when they are sent.
    mutating func headers(_ node: JSONNode?, isSent: Bool) -> [HTTPHeader] {
        (node?.members ?? []).filter { $0.key != "$comment" }.map { member in
            if let complaint = HeaderRule.complaint(aboutName: member.key) {
                findings.append(
                    Finding(
                        source, at: member.keyOffset, complaint,
                        remedy: "a name has letters, digits and the characters !#$%&'*+-.^_`|~"))
            } else if isSent, HeaderRule.isFraming(member.key) {
                findings.append(
                    Finding(
                        source, at: member.keyOffset,
                        "\(member.key) is written by vodhook, which knows the body",
                        remedy: "take it out; the fault \"chunked\" sends a body in chunks"))
            }
            let value = member.value.string ?? ""
            if let complaint = HeaderRule.complaint(aboutValue: value) {
                report(member.value, "the value of header \(member.key) \(complaint)")
            }
            return HTTPHeader(member.key, value)
        }
    }

    /// A body as written in a file: a string as it is, anything else as compact JSON.
    func bytes(_ node: JSONNode?) -> [UInt8] {
        guard let node else { return [] }
        return node.string.map { Array($0.utf8) } ?? JSONWriter.bytes(of: node.value)
    }

    mutating func target(_ node: JSONNode?) -> TargetSpec {
        var target = TargetSpec()
        guard let node else { return target }
        if let url = node["url"], let text = url.string, text != "embedded" {
            target.url = text
            if !text.contains("${"), let complaint = TextRule.url.complaint(about: text) {
                report(url, complaint, remedy: "or write \"embedded\" for the embedded receiver")
            }
        }
        target.channel = node["channel"]?.string.flatMap(DeliveryChannel.init)
        target.signedURL = node["signedUrl"]?.string
        target.key = node["key"]?.string
        target.previousKey = node["previousKey"]?.string
        target.contentType = node["contentType"]?.string
        target.headers = headers(node["headers"], isSent: true)
        target.caCertificateFile = node["caCertificate"]?.string
        target.insecure = node["insecure"]?.bool ?? false
        target.http2 = node["http2"]?.bool ?? false
        return target
    }

    private mutating func answer(_ node: JSONNode) -> ScriptedAnswer {
        var answer = ScriptedAnswer(status: node.integer("status") ?? 200, times: 1)
        if let times = node["times"] { answer.times = times.number?.int64.map(Int.init) }
        answer.delay = duration(node["delay"]) ?? .zero
        answer.closes = node["close"]?.bool ?? false
        answer.keepsState = node["keepsState"]?.bool ?? false
        answer.headers = headers(node["headers"], isSent: false)
        answer.body = bytes(node["body"])
        return answer
    }

    // MARK: Steps

    private mutating func steps(_ node: JSONNode?) -> [Step] {
        (node?.elements ?? []).compactMap { step($0) }
    }

    private mutating func step(_ node: JSONNode) -> Step? {
        guard let kind = stepKind(node) else { return nil }
        for captures in [node["capture"], node["probe"]?["capture"]] {
            captured.formUnion(captures?.members.map(\.key) ?? [])
        }
        return Step(
            kind: kind, name: node["name"]?.string, at: duration(node["at"]), position: position(node))
    }

    private mutating func stepKind(_ node: JSONNode) -> Step.Kind? {
        if let emit = node["emit"] { return emitStep(node, emit).map { .emit($0) } }
        if let send = node["send"] { return sendStep(node, send).map { .send($0) } }
        if let wait = node["wait"] { return duration(wait).map { .wait($0) } }
        if let probe = node["probe"] { return probeSpec(probe).map { .probe($0) } }
        if let file = node["include"] { return included(file, node).map { .group($0) } }
        if node["command"] != nil { return .probe(commandSpec(node)) }
        if let branches = node["parallel"] { return .parallel(branches.elements.map { steps($0) }) }
        if let times = node.integer("repeat") { return .repetition(times: times, steps(node["steps"])) }
        return nil
    }

    /// The steps of another file; its media are added unless this file, or one that includes it, has media of the
    /// same name.
    private mutating func included(_ file: JSONNode, _ node: JSONNode) -> [Step]? {
        guard let name = file.string else { return nil }
        let path = ScenarioFiles.path(name, from: source.name)
        if stack.contains(path) {
            report(file, "\(name) includes itself: \((stack + [path]).joined(separator: " → "))")
            return nil
        }
        if stack.count > 16 {
            report(file, "files include each other deeper than 16 levels")
            return nil
        }
        let (text, problems) = ScenarioFiles.text(path, files.context.open, namedBy: file, of: source)
        findings += problems
        guard let text else { return nil }
        let (root, mistakes) = files.root(of: text, variables: node["vars"]?.members ?? [])
        findings += mistakes
        guard let root else { return nil }
        var inner = ScenarioDecoder(source: text, catalogue: catalogue, files: files, stack: stack + [path])
        inner.captured = captured
        inner.outerMedia = outerMedia.union(declaredMedia)
        inner.sentEvents = sentEvents
        let scenario = inner.scenario(root, known: media)
        findings += inner.findings
        captured = inner.captured
        sentEvents = inner.sentEvents
        media = inner.media
        return scenario.steps.map { $0.expecting(scenario.expect) }
    }

    private mutating func emitStep(_ node: JSONNode, _ emit: JSONNode) -> EmitStep? {
        guard let name = emit.string, let spec = subject(of: node, emit) else { return nil }
        var step = EmitStep(what: name == "lifecycle" ? .lifecycle : .event(name), media: spec.name)
        if let provider = catalogue.provider(spec.provider), name != "lifecycle" {
            if let event = provider.event(name) {
                step.what = .event(event.name)
                checkProfile(node["profile"], of: event, provider)
            } else {
                let known = provider.events.map(\.name) + ["lifecycle"]
                let remedy =
                    Suggestion.didYouMean(name, among: known)
                    ?? "\(provider.name) has: \(known.joined(separator: ", "))"
                report(emit, "unknown event \"\(name)\" of \(provider.name)", remedy: remedy)
            }
        }
        step.profile = node["profile"]?.string
        step.rendition = node["rendition"]?.string
        if let wanted = node["rendition"], let name = wanted.string, let renditions = spec.renditions,
            !renditions.contains(where: { $0.definition == name })
        {
            report(
                wanted, "\"\(spec.name)\" has no rendition \"\(name)\"",
                remedy: Suggestion.didYouMean(name, among: renditions.map(\.definition)))
        }
        step.changes = (node["change"]?.elements ?? []).compactMap { change($0) }
        step.faults = faults(node["faults"])
        step.captures = captures(node["capture"])
        step.jitter = duration(node["jitter"]) ?? .zero
        step.only = node.integer("only")
        step.meanwhile = steps(node["meanwhile"])
        step.expect = expectation(node["expect"])
        return step
    }

    /// The media that a step is about; the only one when the step names none.
    private mutating func subject(of node: JSONNode, _ emit: JSONNode) -> MediaSpec? {
        guard let wanted = node["media"] else {
            let own = declaredMedia.isEmpty ? media : media.filter { declaredMedia.contains($0.name) }
            if own.count == 1 { return own[0] }
            if media.count > 1 {
                report(
                    emit, "this step does not say which media it is about",
                    remedy: "add \"media\": one of \(media.map(\.name).joined(separator: ", "))")
            }
            return nil
        }
        guard let name = wanted.string else { return nil }
        if let spec = media.first(where: { $0.name.hasSameBytes(as: name) }) { return spec }
        report(
            wanted, "unknown media \"\(name)\"", remedy: Suggestion.didYouMean(name, among: media.map(\.name))
        )
        return nil
    }

    mutating func checkProfile(_ node: JSONNode?, of event: EventSpec, _ provider: Provider) {
        guard let node, let name = node.string, event.profile(name) == nil else { return }
        let known = event.profiles.map(\.name)
        report(
            node, "\(event.name) of \(provider.name) has no profile \"\(name)\"",
            remedy: Suggestion.didYouMean(name, among: known) ?? "it has: \(known.joined(separator: ", "))")
    }

    private mutating func change(_ node: JSONNode) -> Change? {
        guard let path = path(node["path"]) else { return nil }
        if let set = node["set"] {
            return Change(path: path, action: .set(set.value), position: position(node))
        }
        guard let drop = node["drop"], let isDropped = drop.bool else { return nil }
        if !isDropped {
            report(drop, "\"drop\": false changes nothing", remedy: "write true, or leave the change out")
        }
        return Change(path: path, action: .drop, position: position(node))
    }

    func path(_ node: JSONNode?) -> JSONPath? {
        guard let text = node?.string else { return nil }
        // A path that cannot be read is a finding of the shape checker already.
        do { return try JSONPath(text) } catch { return nil }
    }

    private mutating func probeSpec(_ node: JSONNode) -> ProbeSpec? {
        guard let url = node["url"], var question = question(url, node) else { return nil }
        question.body = bytes(node["body"])
        let hasType = question.headers.contains { $0.name.lowercased() == "content-type" }
        if let body = node["body"], body.string == nil, !hasType {
            question.headers.append(HTTPHeader("Content-Type", "application/json"))
        }
        for node in [url] + (node["headers"]?.members.map(\.value) ?? []) {
            for reference in Interpolation.references(in: node.string ?? "") { check(reference, at: node) }
        }
        if let body = node["body"] {
            for reference in Interpolation.references(in: String(decoding: question.body, as: UTF8.self)) {
                check(reference, at: body)
            }
        }
        var probe = ProbeSpec(.request(question), at: position(url))
        probe.expect = expectation(node["expect"])
        checkNames(inExpected: node["expect"])
        return polled(probe, node)
    }

    /// What `node` asks of `url`, but for the body.
    mutating func question(_ url: JSONNode, _ node: JSONNode) -> HTTPQuestion? {
        guard let text = url.string else { return nil }
        if text.hasPrefix("/") {
            report(
                url, "\"\(text)\" is not a whole URL",
                remedy: "a path of the target is ${target.origin}\(text)")
        } else if !text.contains("${"), let complaint = TextRule.url.complaint(about: text) {
            report(url, complaint, remedy: "the origin of the target is ${target.origin}")
        }
        var question = HTTPQuestion(url: text)
        question.method = node["method"]?.string ?? "GET"
        question.headers = headers(node["headers"], isSent: true)
        question.timeout = duration(node["timeout"]) ?? question.timeout
        return question
    }

    private mutating func commandSpec(_ node: JSONNode) -> ProbeSpec {
        let words = node["command"]?.elements.compactMap(\.string) ?? []
        for element in node["command"]?.elements ?? [] {
            for reference in Interpolation.references(in: element.string ?? "") {
                check(reference, at: element)
            }
        }
        var probe = ProbeSpec(.command(words), at: position(node["command"] ?? node))
        probe.expect = commandExpectation(node["expect"] ?? node["command"])
        checkNames(inExpected: node["expect"])
        return polled(probe, node)
    }

    private mutating func polled(_ probe: ProbeSpec, _ node: JSONNode) -> ProbeSpec {
        var probe = probe
        probe.within = duration(node["within"])
        probe.every = duration(node["every"]) ?? probe.every
        probe.never = node["never"]?.bool ?? false
        if probe.never, probe.within == nil, let never = node.member("never") {
            findings.append(
                Finding(
                    source, at: never.keyOffset, "\"never\" needs \"within\"",
                    remedy: "say for how long it must not hold"))
        }
        probe.captures = captures(node["capture"])
        return probe
    }
}
