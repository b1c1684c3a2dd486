package import JSONText
package import VodHookCatalogue
import VodHookPlan

/// A run that was saved as a JSON report, as far as it can be sent again.
package struct SavedRun: Sendable {
    /// One saved delivery.
    package struct Delivery: Sendable {
        /// Its id in the report.
        package let id: String
        /// Provider and event, with a slash between them.
        package let name: String
        /// The name of its media.
        package let media: String
        /// The statuses and failures of its attempts, in words.
        package let story: String
        /// True when it was interrupted or one of its checks failed.
        package let hasFailed: Bool
        /// True when the report holds stand-ins in place of secrets of the body.
        package let isScrubbed: Bool
        /// The names of the headers of its attempts, in lower case.
        let headerNames: Set<String>
        /// Path and query that it named; empty for those of the target.
        let path: String
        let body: [UInt8]
        let faults: [JSONValue]
        let expect: JSONValue?
        /// The changes of its scenario to the provider's delivery rules.
        let deliveryChanges: JSONValue?

        /// True when an attempt carried a signature as its provider makes it.
        package func isSigned(_ catalogue: Catalogue) -> Bool {
            let provider = name.split(separator: "/").first.flatMap { catalogue.provider(String($0)) }
            return provider?.rules.http.signature?.headers.contains {
                headerNames.contains($0.name.lowercased())
            }
                ?? false
        }
    }

    /// One saved scenario.
    package struct Part: Sendable {
        /// The scenario's name.
        package let name: String
        /// Where its deliveries went; nil for the embedded receiver.
        package let target: String?
        /// Its deliveries.
        package let deliveries: [Delivery]
    }

    /// The scenarios.
    package let parts: [Part]

    /// Reads a report; nil with findings when it is none.
    package static func read(_ source: SourceText) -> (run: SavedRun?, findings: [Finding]) {
        let (root, findings) = JSONReader.read(source, strictness: .grammarOnly)
        guard let root else { return (nil, findings) }
        guard root["schemaVersion"] != nil, let scenarios = root["scenarios"] else {
            let isScenario = root["steps"] != nil
            let remedy =
                isScenario
                ? "this is a scenario: vodhook run \(source.name) sends it"
                : "vodhook run ... --report json=FILE makes one"
            return (nil, [Finding(source, at: root.offset, "not a saved run", remedy: remedy)])
        }
        return (SavedRun(parts: scenarios.elements.map { part($0.value) }), [])
    }

    private static func part(_ value: JSONValue) -> Part {
        let failed = Set(
            (value["checks"]?.array ?? []).filter { $0["verdict"]?.string != "pass" }
                .compactMap { $0["delivery"]?.string })
        let isEmbedded = value["targetIsEmbedded"]?.bool ?? false
        return Part(
            name: value["name"]?.string ?? "", target: isEmbedded ? nil : value["target"]?.string,
            deliveries: (value["deliveries"]?.array ?? []).map { delivery($0, failed) })
    }

    private static func delivery(_ value: JSONValue, _ failed: Set<String>) -> Delivery {
        let id = value["id"]?.string ?? ""
        let bytes = value["bodyBase64"]?.string.flatMap(Base64.decode)
        let faults = (value["faultDetails"] ?? value["faults"])?.array ?? []
        return Delivery(
            id: id, name: "\(value["provider"]?.string ?? "")/\(value["event"]?.string ?? "")",
            media: value["media"]?.string ?? "",
            story: (value["attempts"]?.array ?? []).map { attempt in
                attempt["error"]?.string ?? attempt["status"]?.number?.literal ?? "nothing"
            }.joined(separator: ", "),
            hasFailed: failed.contains(id) || value["outcome"]?.string == "interrupted",
            isScrubbed: value["bodyScrubbed"]?.bool ?? false,
            headerNames: Set(
                (value["attempts"]?.array ?? []).flatMap { $0["requestHeaders"]?.array ?? [] }
                    .compactMap { $0["name"]?.string?.lowercased() }),
            path: value["path"]?.string ?? "",
            body: bytes ?? Array((value["body"]?.string ?? "").utf8),
            faults: faults.filter(isKept),
            expect: value["expect"], deliveryChanges: value["delivery"])
    }

    /// Faults of order and body are in the saved order and bytes already.
    private static func isKept(_ fault: JSONValue) -> Bool {
        let word = (fault.string ?? fault["fault"]?.string).flatMap(FaultWord.named)
        return switch word?.kind(FaultParameters()) {
        case .signature, .wire: true
        case .order, .body, nil: false
        }
    }
}
