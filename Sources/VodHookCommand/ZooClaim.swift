import ReferenceReceiver
import VodHookReports

/// One cell of the detection matrix: a bug, or none, and what a search makes of it.
struct ZooClaim: Sendable {
    let bug: PlantedBug?
    let search: DetectionMatrix.Search
    /// What finds it; without a bug, what must find nothing.
    let detection: DetectionMatrix.Detection

    /// The same searches against the correct receiver, which must find nothing.
    static func innocence(beside claims: [ZooClaim]) -> [ZooClaim] {
        var seen: Set<String> = []
        return claims.filter { seen.insert("\($0.search) \($0.detection.subject)").inserted }.map {
            ZooClaim(bug: nil, search: $0.search, detection: $0.detection)
        }
    }

    /// Why the claim does not hold, or nil.
    func complaint(_ session: ZooSession) async throws -> String? {
        var found = try await session.detection(bug, by: search, with: detection.subject)
        let what = "\(search.rawValue) \(detection.subject)"
        guard let bug else { return found == nil ? nil : "\(what) gives a finding with the correct receiver" }
        // Some bugs show only when two requests meet, which a busy machine may prevent once.
        if found != detection {
            found = try await session.detection(bug, by: search, with: detection.subject)
        }
        if found == detection { return nil }
        return "\(bug.rawValue): \(what) gives \(Self.words(found)), not \(Self.words(detection))"
    }

    private static func words(_ detection: DetectionMatrix.Detection?) -> String {
        guard let detection else { return "no finding" }
        return detection.how.isEmpty ? "a finding" : detection.how
    }
}
