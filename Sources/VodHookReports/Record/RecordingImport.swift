import JSONText
package import VodHookCatalogue
import VodHookPlan

/// Turns a recording into a scenario that delivers the same bodies in the same order at the same times.
package struct RecordingImport: Sendable {
    /// How a recording is read.
    package struct Options: Sendable {
        /// The scenario's name.
        package var name: String
        /// How many times faster than real time the recorded sender went.
        package var speed = 1.0
        /// True when the recorded answers become expectations.
        package var expectsAnswers = false
        /// The folders of providers of one's own by their names, as the scenario names them.
        package var catalogueFolders: [String: String] = [:]

        /// Options with a name.
        package init(name: String) { self.name = name }
    }

    /// The files by their paths, the scenario first.
    package private(set) var files: [(path: String, bytes: [UInt8])] = []
    /// What people should know: what was left out, and what the recording does not tell.
    package private(set) var notes: [String] = []
    /// How many deliveries there are.
    package let deliveryCount: Int
    /// How many requests they took.
    package let attemptCount: Int

    private let catalogue: Catalogue
    private let options: Options

    /// The name of the scenario file.
    package static let scenarioFile = "scenario.json"

    /// Imports `recording`.
    package init(_ recording: Recording, catalogue: Catalogue, options: Options) {
        self.catalogue = catalogue
        self.options = options
        let whole = recording.requests.filter { $0.isComplete && Self.isDelivery($0) }
        let deliveries = RecordedDelivery.deliveries(of: whole, catalogue: catalogue)
        deliveryCount = deliveries.count
        attemptCount = whole.count
        let torn = recording.requests.count { !$0.isComplete }
        if torn > 0 {
            notes.append("\(Shown.count(torn, "request")) recorded without the whole body: left out")
        }
        let other = recording.requests.count - torn - whole.count
        if other > 0 { notes.append("\(Shown.count(other, "request")) without a body are left out") }
        if !recording.removed.isEmpty {
            let kinds = SecretKind.allCases.filter(recording.removed.contains).map(\.rawValue)
            notes.append(
                "the recording is scrubbed (\(kinds.joined(separator: ", "))): bodies hold stand-ins where these were"
            )
        }
        build(deliveries)
    }

    /// A callback has a body; what reads state has none.
    private static func isDelivery(_ request: RecordedRequest) -> Bool {
        !["GET", "HEAD", "OPTIONS"].contains(request.method)
            && !(request.method == "DELETE" && request.body.isEmpty)
    }

    private mutating func build(_ deliveries: [RecordedDelivery]) {
        let requests = deliveries.compactMap(\.attempts.first)
        guard let first = requests.first else { return }
        var scenario = SendScenario(name: options.name)
        scenario.description =
            "Imported from a recording of \(Timestamp(milliseconds: first.receivedAt / 1000).isoSeconds)."
        scenario.headers = commonHeaders(of: requests)
        let usual =
            Self.mostFrequent(requests.compactMap(\.recognition.provider)) ?? catalogue.providers.first?.name
            ?? ""
        let unknown = requests.count { $0.recognition.provider.flatMap(catalogue.provider) == nil }
        if unknown > 0 {
            notes.append(
                "\(Shown.count(unknown, "delivery")) of no known provider: sent by the rules of \(usual)")
        }
        let isSigned = requests.contains { $0.recognition.signature != .missing }
        var names: [[UInt8]: String] = [:]
        var bodies: [(path: String, bytes: [UInt8])] = []
        var groupEnd = Int64.min
        var used: Set<String> = []
        for (place, delivery) in deliveries.enumerated() {
            guard let request = delivery.attempts.first else { continue }
            let provider = request.recognition.provider.flatMap(catalogue.provider)?.name ?? usual
            let event = Self.word(request.recognition.event ?? "unknown")
            let file =
                names[request.body] ?? "bodies/\(Self.number(place + 1, of: deliveries.count))-\(event).json"
            if names.updateValue(file, forKey: request.body) == nil { bodies.append((file, request.body)) }
            // The name of a known event may hold what no file name may.
            let known = request.recognition.event.flatMap { catalogue.provider(provider)?.event($0)?.name }
            var step = SendScenario.Step(send: "\(provider)/\(known ?? event)", bodyFile: file)
            step.media = media(of: request)
            step.path = request.target.hasPrefix("/") ? request.target : ""
            step.at = at(request, since: first)
            step.faults = faults(of: delivery, provider, isSigned: isSigned)
            used.insert(provider)
            if options.expectsAnswers { step.expect = expectation(of: delivery) }
            let span = delivery.span
            if span.lowerBound < groupEnd, !scenario.groups.isEmpty {
                scenario.groups[scenario.groups.count - 1].append(step)
            } else {
                scenario.groups.append([step])
            }
            groupEnd = max(groupEnd, span.upperBound)
        }
        nameCatalogue(of: used, in: &scenario)
        noteSignatures(deliveries)
        let cut = scenario.groups.joined().count { $0.at == DurationText.longest }
        if cut > 0 {
            notes.append(
                "\(Shown.count(cut, "delivery")) later than 10 years after the first: sent at that time")
        }
        files = [(Self.scenarioFile, Array(scenario.text.utf8))] + bodies
    }

    /// Whole milliseconds: finer than that a receiver's clock and the network are not repeated anyway.
    private func at(_ request: RecordedRequest, since first: RecordedRequest) -> Duration {
        let microseconds = Double(request.receivedAt - first.receivedAt) * options.speed
        return min(.milliseconds(Int64(nearest: microseconds / 1000)), DurationText.longest)
    }

    /// Names the folder of the provider that is not built in; a scenario has room for one.
    private mutating func nameCatalogue(of providers: Set<String>, in scenario: inout SendScenario) {
        let folders = providers.sorted().compactMap { options.catalogueFolders[$0] }
        scenario.catalogue = folders.first
        for folder in folders.dropFirst() where folder != folders.first {
            notes.append("the scenario needs the catalogue \(folder) too: run it with --catalog")
        }
    }

    /// Says of how many deliveries the signature did not match, and what was made of them.
    private mutating func noteSignatures(_ deliveries: [RecordedDelivery]) {
        let wrong = deliveries.filter { $0.attempts.first?.recognition.signature == .invalid }
        if wrong.isEmpty { return }
        let taken = wrong.count(where: \.isAcceptedByTarget)
        let made =
            taken == 0
            ? "sent with a signature that is wrong, too"
            : taken == wrong.count
                ? "the target took them, so they are sent with a right one"
                : "the target took \(taken), which are sent with a right one, the others with a wrong one"
        notes.append(
            "\(Shown.count(wrong.count, "delivery")) with a signature that matched no key of the recorder for its URL: \(made)"
        )
    }

    private func faults(of delivery: RecordedDelivery, _ provider: String, isSigned: Bool) -> [JSONValue] {
        guard let request = delivery.attempts.first else { return [] }
        var faults: [JSONValue] = []
        let rules = catalogue.provider(provider)?.rules
        // A target that took it has checked it with its own key and URL: there the signature is right.
        if !delivery.isAcceptedByTarget {
            switch request.recognition.signature {
            // Where nothing is signed the key is missing, not the signature.
            case .missing: if isSigned, rules?.http.signature != nil { faults.append("missing-signature") }
            case .invalid: faults.append(request.recognition.signatureFault ?? "wrong-key")
            case .valid, .unchecked: break
            }
        }
        if let rules, let type = request.headers.first("Content-Type"), type != rules.http.contentType {
            faults.append(["fault": "content-type", "value": .string(type)])
        }
        if let rules, request.method != rules.http.method {
            faults.append(["fault": "method", "value": .string(request.method)])
        }
        return faults
    }

    private func expectation(of delivery: RecordedDelivery) -> JSONValue {
        [
            "outcome": delivery.isDelivered ? "delivered" : "lost",
            "statuses": .array(delivery.attempts.map { .int($0.answer.status ?? 0) }),
        ]
    }

    /// Headers of all requests that neither HTTP, the sender's client nor the signature puts there.
    private func commonHeaders(of requests: [RecordedRequest]) -> [HTTPHeader] {
        guard let first = requests.first else { return [] }
        var ordinary: Set<String> = [
            "host", "content-length", "content-type", "user-agent", "accept", "accept-encoding", "connection",
            "transfer-encoding", "expect", "keep-alive", "te", "trailer", "upgrade", "forwarded", "via",
        ]
        for provider in catalogue.providers {
            ordinary.formUnion((provider.rules.http.signature?.headers ?? []).map { $0.name.lowercased() })
            ordinary.formUnion(provider.rules.http.headers.map { $0.name.lowercased() })
        }
        return first.headers.filter { header in
            let name = header.name.lowercased()
            return !ordinary.contains(name) && !name.hasPrefix("x-forwarded-")
                && SecretNames.kind(ofHeader: name) == nil
                && first.headers.count { $0.name.lowercased() == name } == 1
                && requests.allSatisfy { $0.headers.first(name)?.hasSameBytes(as: header.value) ?? false }
        }
    }

    // MARK: Names

    /// The id that the body is about.
    private func media(of request: RecordedRequest) -> String {
        let body: JSONValue
        do throws(JSONSyntaxError) {
            body = try JSONReader.value(of: request.body)
        } catch {
            return ""
        }
        let known = request.recognition.provider.flatMap(catalogue.provider).map { [$0] }
        let subjects = (known ?? catalogue.providers).lazy.compactMap { $0.envelope.subject(in: body) }
        return subjects.first.map(SafeText.line) ?? ""
    }

    /// `event` as a part of a file name and of a step.
    private static func word(_ event: String) -> String {
        let bytes = event.utf8.prefix(64).map { byte -> UInt8 in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain ? byte : 0x2D
        }
        return bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    private static func number(_ number: Int, of count: Int) -> String {
        let width = max(4, String(count).utf8.count)
        let digits = String(number)
        return String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private static func mostFrequent(_ words: [String]) -> String? {
        var counts: [String: Int] = [:]
        for word in words { counts[word, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
