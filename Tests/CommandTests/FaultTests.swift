import Crypto
import Foundation
import Testing

/// Each fault of `scenarios/faults`, seen from the receiver's side: it arrives, and nothing else is changed.
///
/// The same scenario without its faults gives the requests to compare with; seed and media are the same.
@Suite struct FaultTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("scenarios/faults")

    /// What arrived with the fault, what arrives without it, and the first of each.
    struct Pair {
        let clean: [RawRequest]
        let faulty: [RawRequest]
        var was: RawRequest { clean[0] }
        var now: RawRequest { faulty[0] }
        let url: String

        /// The headers but for those that change from second to second, and the port in Host.
        func sameHeaders(without names: String...) -> Bool {
            func list(_ request: RawRequest) -> [String] {
                request.headers.filter { header in
                    !(names + ["Host", "X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"]).contains {
                        $0.lowercased() == header.name.lowercased()
                    }
                }.map { "\($0.name): \($0.value)" }
            }
            return list(was) == list(now)
        }

        /// True when the signature of a request is right for its URL, timestamp and bytes.
        func isSigned(
            _ request: RawRequest, body: [UInt8]? = nil, url: String? = nil, key: String = "Key12345"
        ) -> Bool {
            let isVolcengine = request.header("Content-Type") == "application/octet-stream"
            let time = request.header("X-VOD-TIMESTAMP") ?? ""
            var text = "\(url ?? self.url)|\(time)|\(key)"
            if isVolcengine { text += "|\(Data(body ?? request.body).base64EncodedString())" }
            let digest = Insecure.MD5.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
            return request.header("X-VOD-SIGNATURE") == digest
        }

        var age: Int { Int(Date().timeIntervalSince1970) - (Int(now.header("X-VOD-TIMESTAMP") ?? "") ?? 0) }
    }

    /// What must be true of a fault, under the name of its scenario file.
    static let proofs: [String: @Sendable (Pair) -> Bool] = [
        "duplicate": {
            $0.faulty.count == 2 && $0.faulty[0].body == $0.faulty[1].body && $0.was.body == $0.now.body
        },
        "duplicate-at-once": {
            $0.faulty.count == 2 && $0.faulty.allSatisfy { [body = $0.was.body] in $0.body == body }
        },
        "reorder": { pair in
            pair.faulty.map(\.body) != pair.clean.map(\.body)
                && Set(pair.faulty.map(\.body)) == Set(pair.clean.map(\.body))
        },
        "delay": { $0.was.body == $0.now.body && $0.sameHeaders() },
        "drop": { $0.faulty.map(\.body) == Array($0.clean.map(\.body).dropFirst()) },
        "overlap": { pair in
            // The second one was sent and answered while the first was open: another connection, and an earlier end.
            Set(pair.faulty.map(\.body)) == Set(pair.clean.map(\.body))
                && pair.faulty.map(\.body) != pair.clean.map(\.body)
                && Set(pair.faulty.map(\.connection)).count == 2
        },
        "wrong-key": { !$0.isSigned($0.now) && $0.isSigned($0.now, key: "not-Key12345") && $0.sameBody },
        "previous-key": { $0.isSigned($0.now, key: "OldKey12345") && $0.sameBody },
        "missing-signature": {
            $0.now.header("X-VOD-SIGNATURE") == nil && $0.now.header("X-VOD-TIMESTAMP") == nil && $0.sameBody
        },
        "missing-timestamp": {
            $0.now.header("X-VOD-TIMESTAMP") == nil && $0.now.header("X-VOD-SIGNATURE") != nil && $0.sameBody
        },
        "stale-signature": { $0.isSigned($0.now) && (3590...3660).contains($0.age) && $0.sameBody },
        "future-signature": { $0.isSigned($0.now) && (-3610 ... -3540).contains($0.age) && $0.sameBody },
        "milliseconds-timestamp": {
            $0.isSigned($0.now) && $0.now.header("X-VOD-TIMESTAMP")?.count == 13 && $0.sameBody
        },
        "text-timestamp": {
            $0.isSigned($0.now) && $0.now.header("X-VOD-TIMESTAMP").flatMap { Int($0) } == nil && $0.sameBody
        },
        "upper-case-signature": { pair in
            let digest = pair.now.header("X-VOD-SIGNATURE") ?? ""
            return digest.count == 32 && digest == digest.uppercased() && digest != digest.lowercased()
                && pair.sameBody
        },
        "other-scheme": {
            !$0.isSigned($0.now) && $0.now.header("X-VOD-SIGNATURE")?.count == 32 && $0.sameBody
        },
        "other-url": {
            !$0.isSigned($0.now) && $0.isSigned($0.now, url: "https://other.example.test/callback")
                && $0.sameBody
        },
        "changed-body": { pair in
            let differing = zip(pair.was.body, pair.now.body).count { $0 != $1 }
            let last = pair.faulty[pair.faulty.count - 1]
            let before = pair.clean[pair.clean.count - 1]
            return differing == 1 && pair.was.body.count == pair.now.body.count
                && pair.isSigned(last, body: before.body)
        },
        "truncated": {
            $0.now.body == Array($0.was.body.prefix($0.was.body.count / 2)) && $0.isSigned($0.now)
        },
        "not-json": { $0.now.json == nil && !$0.now.body.isEmpty && $0.isSigned($0.now) },
        "empty-body": { $0.now.body.isEmpty && $0.now.header("Content-Length") == "0" },
        "wrong-type": {
            $0.streams($0.now)?.allSatisfy { $0["Size"] is String } == true
                && $0.streams($0.was)?.allSatisfy { $0["Size"] is Int } == true
        },
        "unknown-field": {
            Set(($0.now.json ?? [:]).keys).subtracting(($0.was.json ?? [:]).keys) == ["VodhookUnknownField"]
        },
        "unknown-value": { $0.streams($0.now)?.first?["Definition"] as? String == "VodhookUnknownValue" },
        "null-value": { $0.streams($0.now)?.first?["FileUrl"] is NSNull },
        "huge-body": {
            $0.now.body.count == 1_048_576 && $0.now.json?["EventType"] as? String == "TranscodeComplete"
        },
        "byte-order-mark": { $0.now.body == [0xEF, 0xBB, 0xBF] + $0.was.body },
        "other-charset": { pair in
            String(bytes: pair.now.body.dropFirst(2), encoding: .utf16LittleEndian)
                == String(decoding: pair.was.body, as: UTF8.self)
                && pair.now.body.starts(with: [0xFF, 0xFE])
        },
        "pretty-printed": { pair in
            let isEqual =
                NSDictionary(dictionary: pair.now.json ?? [:])
                == NSDictionary(dictionary: pair.was.json ?? [:])
            return isEqual && pair.now.body.contains(0x0A) && pair.isSigned(pair.now)
        },
        "duplicate-key": { pair in
            let text = String(decoding: pair.now.body, as: UTF8.self)
            return text.components(separatedBy: "\"EventTime\":").count == 3
                && text.hasSuffix(String(decoding: pair.was.body.dropFirst(), as: UTF8.self))
        },
        "content-type": {
            $0.now.header("Content-Type") == "text/plain; charset=utf-8"
                && $0.sameHeaders(without: "Content-Type") && $0.sameBody
        },
        "chunked": { pair in
            pair.now.unchunked == pair.was.body && pair.now.header("Content-Length") == nil
                && pair.now.header("Transfer-Encoding") == "chunked"
                && pair.now.body.starts(with: "10\r\n".utf8)
                && pair.sameHeaders(without: "Content-Length", "Transfer-Encoding")
        },
        "expect-continue": {
            $0.now.header("Expect") == "100-continue" && $0.sameHeaders(without: "Expect") && $0.sameBody
        },
        "slow-body": { $0.now.reads > 5 && $0.now.seconds > 0.1 && $0.sameHeaders() && $0.sameBody },
        "slow-headers": { $0.now.reads > 5 && $0.now.seconds > 0.1 && $0.sameHeaders() && $0.sameBody },
        "reset": {
            $0.now.end == "reset" && $0.now.body == Array($0.was.body.prefix(100)) && $0.sameHeaders()
        },
        "half-close": { $0.sameHeaders() && $0.sameBody },
        "own-connection": { $0.sameBody },
        "method": {
            $0.now.line == $0.was.line.replacingOccurrences(of: "POST", with: "PUT") && $0.sameHeaders()
                && $0.sameBody
        },
    ]

    @Test func `every fault has a scenario, and every scenario a proof`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        #expect(Set(names) == Set(Self.proofs.keys))
    }

    @Test(arguments: proofs.keys.sorted())
    func `exactly this fault arrives and nothing else changes`(_ name: String) async throws {
        let text = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).json"))
        let pair = try await Self.pair(text, name)
        #expect(
            Self.proofs[name]?(pair) == true,
            "\(name): \(pair.now.line) \(pair.now.headers) \(pair.now.body.count) bytes, \(pair.faulty.count) requests"
        )
    }

    @Test(arguments: ["chunked", "slow-body", "half-close", "overlap"])
    func `faults of the wire work over TLS`(_ name: String) async throws {
        let text = try Data(contentsOf: Self.folder.appendingPathComponent("\(name).json"))
        let pair = try await Self.pair(text, name, tls: true)
        #expect(Self.proofs[name]?(pair) == true, "\(name): \(pair.now.line) \(pair.now.headers)")
    }

    private static func pair(_ text: Data, _ name: String, tls: Bool = false) async throws -> Pair {
        try await Folder.with { folder in
            let certificate = tls ? try await Certificate.make(in: folder) : nil
            let clean = try await recorded(without(text), folder, certificate)
            let faulty = try await recorded(text, folder, certificate)
            return Pair(clean: clean.requests, faulty: faulty.requests, url: faulty.url)
        }
    }

    /// Runs a scenario against a recorder and tells what arrived; probes are taken out, they would arrive too.
    private static func recorded(
        _ scenario: Data, _ folder: Folder, _ certificate: (certificate: String, key: String)?
    ) async throws -> (requests: [RawRequest], url: String) {
        guard var object = try JSONSerialization.jsonObject(with: scenario) as? [String: Any] else {
            throw CancellationError()
        }
        object["$schema"] = nil
        object["steps"] = (object["steps"] as? [[String: Any]] ?? []).filter { $0["probe"] == nil }
        try JSONSerialization.data(withJSONObject: object, options: .sortedKeys).write(
            to: folder.url.appendingPathComponent("scenario.json"))
        return try await Recorder.with(tls: certificate) { recorder in
            let outcome = try await Program.run(
                [
                    "run", "scenario.json", "--target", recorder.url, "--speed", "max", "--insecure",
                    "--report", "json",
                ],
                in: folder, environment: ["VODHOOK_KEY": name(of: object)])
            let attempts = outcome.stdout.components(separatedBy: "\"number\": ").count - 1
            return (try await recorder.requests(attempts), recorder.url)
        }
    }

    /// The key that the proofs expect.
    private static func name(of object: [String: Any]) -> String { "Key12345" }

    /// The scenario without its faults.
    private static func without(_ text: Data) throws -> Data {
        guard var object = try JSONSerialization.jsonObject(with: text) as? [String: Any] else { return text }
        object["steps"] = (object["steps"] as? [[String: Any]] ?? []).map { step in
            var step = step
            step["faults"] = nil
            return step
        }
        return try JSONSerialization.data(withJSONObject: object)
    }
}

extension FaultTests.Pair {
    var sameBody: Bool { was.body == now.body }

    func streams(_ request: RawRequest) -> [[String: Any]]? {
        request.json?["StreamInfos"] as? [[String: Any]]
    }
}
