import Crypto
import JSONText
import VodHookCatalogue

/// The HTTP API of the queues, version 2015-06-06: a request in, an answer out, no socket.
package struct QueueAPI: Sendable {
    /// Says when the connection of a request ends while the request waits.
    package protocol Connection: Sendable {
        /// Runs `body` when the client goes away; a later call replaces the one before, nil ends the watch.
        func onClose(_ body: (@Sendable () -> Void)?) async
    }

    /// The queues.
    package let service: QueueService
    /// The keys that requests may be signed with; without any, signatures are not looked at.
    let keys: [QueueKey]
    /// The most messages of a batch.
    static let batchLimit = 16

    package init(service: QueueService, keys: [QueueKey] = []) {
        self.service = service
        self.keys = keys
    }

    /// Answers a request; `requestID` names it, in the answer's header and in errors.
    package func answer(
        _ request: QueueRequest, requestID: String, connection: (any Connection)? = nil
    ) async -> QueueAnswer {
        do throws(QueueError) {
            if !keys.isEmpty, let fault = QueueSignature.fault(of: request, keys: keys, at: service.now) {
                var answer = Self.answer(fault, request, requestID)
                answer.note.verdict = .refused
                return answer
            }
            try Self.checkDigest(of: request)
            return try await route(request, connection)
        } catch {
            return Self.answer(error, request, requestID)
        }
    }

    /// The answer that reports an error.
    static func answer(_ error: QueueError, _ request: QueueRequest, _ requestID: String) -> QueueAnswer {
        var xml = XMLText()
        xml.element("Error", in: XMLText.errorNamespace) {
            $0.element("Code", error.code)
            $0.element("Message", error.message)
            $0.element("RequestId", requestID)
            $0.element("HostId", origin(of: request))
        }
        var answer = QueueAnswer(status: error.status, body: xml.bytes)
        answer.note = QueueNote(
            verdict: error.verdict, messages: error.about.map { [QueueNote.Message(id: $0)] } ?? [],
            reason: error.verdict == .empty ? nil : error.reason)
        return answer
    }

    static func origin(of request: QueueRequest) -> String {
        "http://\(request.header("Host") ?? "localhost")"
    }

    /// The digest must be that of the body: in the Base64 of its bytes as HTTP says, or of its hex as some SDKs send it.
    private static func checkDigest(of request: QueueRequest) throws(QueueError) {
        guard let sent = request.header("Content-MD5"), !sent.isEmpty, !request.body.isEmpty else { return }
        let digest = Array(Insecure.MD5.hash(data: request.body))
        let hex = Hex.encode(digest)
        let good = [Base64.encode(digest), Base64.encode(Array(hex.utf8)), hex]
        guard
            good.contains(where: { $0.hasSameBytes(as: sent) })
                || Base64.encode(Array(hex.uppercased().utf8)).hasSameBytes(as: sent)
        else { throw .invalidDigest }
    }

    private func route(
        _ request: QueueRequest, _ connection: (any Connection)?
    ) async throws(QueueError) -> QueueAnswer {
        let path = request.parts.path.split(separator: "/").map { PercentCoding.decoded($0) }
        let query = QueueQuery(request)
        guard path.first == "queues" else {
            guard path.isEmpty, query["accountmeta"] != nil else { throw .invalidURL }
            return try account(request)
        }
        switch (request.method, path.count) {
        case ("GET", 1): return try list(request)
        case (_, 2):
            let name = try Self.name(path[1])
            switch request.method {
            case "PUT" where query["metaoverride"]?.lowercased() == "true":
                return try setAttributes(of: name, request)
            case "PUT": return try create(name, request)
            case "GET": return try attributes(of: name)
            case "DELETE": return try drop(name)
            case _: throw .invalidURL
            }
        case (_, 3) where path[2] == "messages":
            let name = try Self.name(path[1])
            switch request.method {
            case "POST": return try send(to: name, request)
            case "GET" where query["peekonly"]?.lowercased() == "true": return try peek(into: name, query)
            case "GET": return try await receive(from: name, query, connection)
            case "PUT": return try changeVisibility(in: name, query)
            case "DELETE": return try delete(from: name, query, request)
            case _: throw .invalidURL
            }
        case _: throw .invalidURL
        }
    }

    private static func name(_ text: String) throws(QueueError) -> String {
        guard (1...120).contains(text.utf8.count) else { throw .queueNameLength }
        guard isName(text) else { throw .invalidQueueName }
        return text
    }

    /// True when a queue can have that name.
    package static func isName(_ text: String) -> Bool {
        let isAlphanumeric = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard (1...120).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isAlphanumeric(first) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
    }

    /// The body as XML with that root; nil when there is no body.
    static func document(_ request: QueueRequest, _ roots: Set<String>) throws(QueueError) -> XMLElement? {
        if request.body.isEmpty { return nil }
        let root: XMLElement
        do throws(XMLReader.Malformed) {
            root = try XMLReader.root(of: request.body)
        } catch {
            throw .malformedXML
        }
        guard roots.contains(root.name) else { throw .schema(root.name) }
        return root
    }
}

/// The items of a query; names in any case, as clients write them differently.
struct QueueQuery: Sendable {
    private let items: [String: String]

    init(_ request: QueueRequest) {
        items = Dictionary(request.query.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }

    subscript(name: String) -> String? { items[name] }

    /// A number within `range`; nil when the item is not there.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(QueueError) -> Int? {
        guard let text = items[name.lowercased()] else { return nil }
        guard let number = Int(text) else { throw .invalidQuery(name) }
        guard range.contains(number) else { throw .range(name, range, "") }
        return number
    }
}
