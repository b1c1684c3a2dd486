import ArgumentParser
import CurlTransport
import FoundationEssentials
import JSONText
import ReferenceReceiver
import VodHookCatalogue
import VodHookPlan
import VodHookReports

/// What `listen` does with requests besides receiving them: record, pass on, answer by a script.
struct RecordOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep every request, and what was answered, in this folder; without secrets, see --keep.",
            valueName: "folder"))
    var record: String?

    @Option(
        help: ArgumentHelp(
            "What a recording keeps unchanged: \(SecretKind.allCases.map(\.rawValue).joined(separator: ", ")), or all. With commas, or repeated.",
            valueName: "list"))
    var keep: [String] = []

    @Option(
        help: ArgumentHelp(
            "Pass requests on to this URL and give its answer back. Without a path in it, path and query of the request are appended; with one, it takes their place, and only the query is appended.",
            valueName: "url"))
    var forward: String?

    @Flag(name: .customLong("insecure"), help: "Do not check the certificate of the --forward target.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "Answers in order: a status, close, or own (what it would answer without a script), then xN for how often, then :delay=6s, :keep (apply the event anyway), :body=TEXT (to the end). With commas, or repeated; the last one stays.",
            valueName: "script"))
    var respond: [String] = []

    @Option(
        name: .customLong("respond-per"),
        help: ArgumentHelp(
            "What goes through the script: each delivery, so that 500x2,200 fails the first two attempts of every event, or all requests together: delivery or request.",
            valueName: "what"))
    var respondPer = ScriptScope.delivery

    func validate() throws {
        if let forward, let lack = URLText.lack(in: forward) {
            throw ValidationError("--forward \(forward): give a URL that \(lack)")
        }
        _ = try keptKinds()
        _ = try script()
    }

    /// The kinds of secrets that stay.
    func keptKinds() throws -> Set<SecretKind> {
        let words = keep.flatMap { $0.split(separator: ",").map(String.init) }
        var kept: Set<SecretKind> = []
        for word in words {
            if word == "all" { return Set(SecretKind.allCases) }
            guard let kind = SecretKind(rawValue: word) else {
                let known = SecretKind.allCases.map(\.rawValue) + ["all"]
                throw ValidationError(
                    "--keep \(word): \(Suggestion.didYouMean(word, among: known) ?? "it takes \(known.joined(separator: ", "))")"
                )
            }
            kept.insert(kind)
        }
        return kept
    }

    private func script() throws -> [ScriptedAnswer] {
        if respond.isEmpty { return [] }
        do throws(AnswerScriptText.Mistake) {
            return try AnswerScriptText.parse(respond)
        } catch {
            throw ValidationError("--respond: \(error)")
        }
    }

    /// Sets up script, recorder and forwarding; returns the recording and the engine that forwards, if any.
    func apply(
        to configuration: inout ReceiverConfiguration, _ catalogue: Catalogue
    ) throws -> (RecordingFile?, CurlEngine?) {
        configuration.script = try script()
        configuration.scriptScope = respondPer
        var file: RecordingFile?
        if let record {
            let removed = Set(SecretKind.allCases).subtracting(try keptKinds())
            let known = KnownSecrets.all(keys: configuration.keys)
            let recording = try RecordingFile(
                record, recogniser: Recogniser(catalogue: catalogue, keys: configuration.keys),
                scrubber: Scrubber(
                    removing: removed, known: known, pepper: configuration.keys.joined(separator: " ")))
            configuration.recorder = { try recording.add($0, signedURL: $1) }
            file = recording
        }
        guard let forward, let target = URLText(forward) else { return (file, nil) }
        let engine: CurlEngine
        do {
            engine = try CurlEngine(configuration: CurlEngine.Configuration(insecure: insecure))
        } catch {
            throw Failure.cannotWork(error.description)
        }
        configuration.forward = { request in
            var request = request
            request.url = ForwardURL.url(of: request.url, to: target)
            // Longer than any vendor waits: the time limit is the sender's.
            request.timeout = .seconds(60)
            return await engine.send(request)
        }
        return (file, engine)
    }
}

extension ScriptScope: ExpressibleByArgument {}
