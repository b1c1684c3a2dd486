import ReferenceReceiver
import VodHookKit

/// One cell of the detection matrix: a bug, or none, and what a search makes of it.
struct ZooClaim: Sendable {
    let bug: PlantedBug?
    let search: DetectionMatrix.Search
    /// What finds it; without a bug what may not find anything.
    let detection: DetectionMatrix.Detection

    /// What `claims` run to find bugs may find nothing in the receiver without one.
    static func innocence(beside claims: [ZooClaim]) -> [ZooClaim] {
        var seen: Set<String> = []
        return claims.filter { seen.insert("\($0.search) \($0.detection.subject)").inserted }.map {
            ZooClaim(bug: nil, search: $0.search, detection: $0.detection)
        }
    }

    /// Why it is not so, or nil when it is.
    func complaint(_ session: ZooSession) async throws -> String? {
        let found = try await session.detection(bug, by: search, with: detection.subject)
        let what = "\(search.rawValue) \(detection.subject)"
        guard let bug else { return found == nil ? nil : "\(what) finds fault with the right receiver" }
        if found == detection { return nil }
        return "\(bug.rawValue): \(what) gives \(Self.words(found)), not \(Self.words(detection))"
    }

    private static func words(_ detection: DetectionMatrix.Detection?) -> String {
        guard let detection else { return "no finding" }
        return detection.how.isEmpty ? "a finding" : detection.how
    }
}
