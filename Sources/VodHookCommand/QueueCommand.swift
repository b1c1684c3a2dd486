import ArgumentParser
import FoundationEssentials
import HTTPServing
import JSONText
import QueueServer
import VodHookCatalogue
import VodHookPlan
import VodHookReports

/// Runs a queue server on its own, for a consumer under development.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Run a message queue that SMQ (MNS) clients take for the real one.",
        discussion: """
            Speaks the HTTP API 2015-06-06 of Alibaba Cloud Simple Message Queue: point the endpoint of the SDK at it.

              vodhook queue --port 8081 --queue vod-callback
              vodhook queue --key LTAI5tExample:Secret1 --keep queue
              vodhook queue --emit scenarios/aliyun/success.json --body raw
            """)

    /// How a body stands in a message.
    enum Encoding: String, CaseIterable, ExpressibleByArgument {
        case base64, raw

        func message(_ body: [UInt8]) -> NewMessage {
            switch self {
            case .base64: NewMessage(body: Array(Base64.encode(body).utf8))
            case .raw: NewMessage(body: body)
            }
        }
    }

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8081

    @Option(
        help: ArgumentHelp(
            "A queue that is there from the beginning; repeatable. Unless given: \(QueueCommand.usualQueue).",
            valueName: "name"))
    var queue: [String] = []

    @Option(
        help: ArgumentHelp(
            "An access key to accept, its id and its secret; repeatable. VODHOOK_QUEUE_KEY in the environment is one more. Without any key signatures are not checked.",
            valueName: "id:secret"))
    var key: [String] = []

    @Option(
        help: ArgumentHelp(
            "Keep queues and messages in this folder; what was answered is there after a restart.",
            valueName: "folder"),
        completion: .directory)
    var keep: String?

    @Option(
        help: ArgumentHelp(
            "Put the events of this scenario into the first queue, in their order and at once; repeatable.",
            valueName: "scenario"),
        completion: .file(extensions: ["json"]))
    var emit: [String] = []

    @Option(help: "How --emit writes bodies: base64, as the SDKs decode unless asked not to, or raw.")
    var body: Encoding?

    @Flag(name: .shortAndLong, help: "Do not print a line for each request.")
    var quiet = false

    static let usualQueue = "vod-callback"

    func validate() throws {
        guard (0...65535).contains(port) else {
            throw ValidationError("--port takes a number from 0 to 65535")
        }
        for name in queue where !QueueAPI.isName(name) {
            throw ValidationError(
                "--queue \(name): a name has 1 to 120 letters, digits and hyphens, and no hyphen at its beginning"
            )
        }
        if body != nil, emit.isEmpty { throw ValidationError("--body is about --emit; leave it out") }
        _ = try keys(key)
    }

    private func keys(_ texts: [String]) throws -> [QueueKey] {
        try texts.map { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                // The text is not repeated: it may be a secret alone.
                throw ValidationError(
                    "--key takes the id and the secret of an access key with a colon between them")
            }
            return QueueKey(id: String(parts[0]), secret: String(parts[1]))
        }
    }

    func run() async throws {
        let project = try Inputs.project()
        let messages = try self.messages(project)
        let environment = ProcessInfo.processInfo.environment["VODHOOK_QUEUE_KEY"] ?? ""
        var configuration = QueueServerConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.keys = try keys(key + (environment.isEmpty ? [] : [environment]))
        if !quiet {
            let line = QueueLine(catalogue: try Inputs.catalogue(of: project))
            let scrubber = KnownSecrets.scrubber(keys: configuration.keys.map(\.secret))
            configuration.log = { Output.standardOutput.write(scrubber.text(line.text($0)) + "\n") }
        }
        let tally = QueueTally()
        let (service, found) = try service(tally)
        try prepare(service, messages)
        let final = configuration
        let note = final.keys.isEmpty ? ", signatures unchecked" : ""
        do {
            try await Interrupt.cancelling {
                try await QueueServer(service: service, configuration: final).run { address in
                    Output.standardError.write("queues at \(address.url)\(note)\(found)\n")
                }
            }
        } catch let error as ServerStartError {
            throw Failure.cannotWork(error.description)
        }
        let left = try service.perform { store, _ in store.count }
        Output.standardError.write(tally.text(left: left) + "\n")
    }

    /// The queues, and what was found of them in the folder.
    private func service(_ tally: QueueTally) throws -> (QueueService, found: String) {
        guard let keep else { return (QueueService(observer: tally.observe), "") }
        do throws(QueueJournalError) {
            let opened = try QueueJournal.open(keep, keepsEvents: true)
            if let note = opened.note { Output.standardError.write("note: \(note)\n") }
            let found = opened.store.count
            return (
                QueueService(observer: tally.observe, keeper: opened.journal, store: opened.store),
                ", \(Shown.count(found, "message")) found in \(keep)"
            )
        } catch {
            throw Failure.cannotWork(error.description)
        }
    }

    private func prepare(_ service: QueueService, _ messages: [NewMessage]) throws {
        let names = queue.isEmpty ? [Self.usualQueue] : queue
        let done = try service.perform { store, now in
            for name in names { _ = store.create(name, QueueAttributes(), at: now) }
            return names.first.flatMap { store.put(messages, into: $0, at: now) } != nil
        }
        if !done { throw Failure.cannotWork("nothing could be put into \(names[0])") }
    }

    /// What --emit puts.
    private func messages(_ project: ProjectFile) throws -> [NewMessage] {
        if emit.isEmpty { return [] }
        let inputs = try Inputs(
            paths: emit, options: try SeedOptions.parse([]), target: TargetSpec(), project: project)
        return try inputs.items.flatMap { item in
            try item.plan.deliveries.map { delivery in
                guard delivery.rules.channels.contains(.queue) else {
                    throw Failure.invalidInput(
                        "\(item.plan.file): \(delivery.provider) has no queue; --emit takes scenarios of providers that have one"
                    )
                }
                return (body ?? .base64).message(delivery.sentBody)
            }
        }
    }
}
