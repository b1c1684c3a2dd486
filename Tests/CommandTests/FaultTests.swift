import Foundation
import Testing

/// Each fault of `scenarios/faults`, seen from the receiver's side: it arrives, and nothing else is changed.
///
/// The same scenario without its faults gives the requests to compare with; seed and media are the same.
@Suite struct FaultTests {
    private static let folder = Folder.repository.appendingPathComponent("scenarios/faults")

    @Test func `every fault has a scenario, and every scenario a proof`() async throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        #expect(Set(names) == Set(FaultProof.all.keys))
        let page = String(
            decoding: try Data(
                contentsOf: Folder.repository.appendingPathComponent("docs/scenario-reference.md")),
            as: UTF8.self)
        let table = page.components(separatedBy: "\n## Faults\n").last ?? ""
        #expect(Set(table.matches(of: #/(?m)^\| `([a-z0-9-]+)` \|/#).map { String($0.1) }) == Set(names))
    }

    @Test(arguments: FaultProof.all.keys.sorted())
    func `exactly this fault arrives and nothing else changes`(_ name: String) async throws {
        try await Self.prove(name, tls: false)
    }

    @Test(arguments: [
        "duplicate-at-once", "delay", "overlap", "content-type", "chunked", "expect-continue", "slow-body",
        "slow-headers", "reset", "half-close", "own-connection", "method",
    ])
    func `faults of the wire are the same over TLS`(_ name: String) async throws {
        try await Self.prove(name, tls: true)
    }

    private static func prove(_ name: String, tls: Bool) async throws {
        let proof = try #require(FaultProof.all[name])
        let text = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        let pair = try await Folder.with { folder in
            let certificate = tls ? try await Certificate.make(in: folder) : nil
            let clean = try await recorded(text, faults: false, proof, folder, certificate)
            let faulty = try await recorded(text, faults: true, proof, folder, certificate)
            return FaultProof.Pair(clean: clean, faulty: faulty)
        }
        let complaints = proof.complaints(pair)
        #expect(complaints.isEmpty, "\(name): \(complaints) in \(pair.now)")
        // A proof is worth nothing if it holds without the fault, or with something else beside it.
        #expect(!proof.complaints(pair.withoutFault).isEmpty, "\(name) is proved without being sent")
        for (what, tampered) in pair.tampered {
            #expect(!proof.complaints(tampered).isEmpty, "\(name) is proved although there is \(what)")
        }
    }

    /// Runs a scenario against a recorder and tells what arrived; probes are taken out, they would arrive too.
    private static func recorded(
        _ scenario: Data, faults: Bool, _ proof: FaultProof, _ folder: Folder,
        _ certificate: (certificate: String, key: String)?
    ) async throws -> Recording {
        var object = try #require(try JSONSerialization.jsonObject(with: scenario) as? [String: Any])
        object["$schema"] = nil
        if !faults { object["faults"] = nil }
        object["steps"] = (object["steps"] as? [[String: Any]] ?? []).filter { $0["probe"] == nil }.map {
            step in
            var step = step
            if !faults { step["faults"] = nil }
            return step
        }
        try JSONSerialization.data(withJSONObject: object, options: .sortedKeys).write(
            to: folder.url.appendingPathComponent("scenario.json"))
        return try await Recorder.with(tls: certificate, answerWhen: proof.answerWhen) { recorder in
            let outcome = try await Program.run(
                ["run", "scenario.json", "--target", recorder.url, "--speed", "max", "--report", "json"]
                    + (certificate == nil ? [] : ["--insecure"]),
                in: folder, environment: ["VODHOOK_KEY": Recording.key])
            let deliveries = try JSON(outcome.stdout).deliveries
            var planned: [String: [Double]] = [:]
            for delivery in deliveries {
                planned[delivery["body"].string ?? "", default: []] += delivery["attempts"].list.compactMap {
                    $0["plannedAtMs"].number
                }
            }
            let attempts = deliveries.reduce(0) { $0 + $1["attempts"].list.count }
            return Recording(
                requests: try await recorder.requests(attempts), url: recorder.url, plannedMs: planned)
        }
    }
}
