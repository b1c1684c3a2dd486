/// What `vodhook fixtures` can write.
package enum FixtureFormat: String, Sendable, CaseIterable {
    /// One body per event, its headers beside it, and a manifest.
    case files
    /// One file with a compact body a line.
    case ndjson
    /// Requests for the HTTP clients in editors.
    case http
    /// A shell script that sends everything with curl.
    case curl
    /// A file for Hurl.
    case hurl
    /// A script with a constant arrival rate for k6.
    case k6
    /// A locustfile.
    case locust
    /// A Lua script for wrk.
    case wrk
    /// JSON targets for vegeta.
    case vegeta
    /// A collection of Postman, version 2.1.
    case postman
    /// Stub mappings of WireMock for the receiver's answers.
    case wiremock

    /// True when the format refers to the bodies as files of their own.
    var needsBodies: Bool { [.files, .http, .curl, .hurl].contains(self) }
    /// True when the format reads the requests from the file of JSON targets.
    var needsTargets: Bool { [.k6, .locust, .vegeta].contains(self) }
    /// True when the format needs whole requests and not only bodies.
    var needsRequests: Bool { self != .ndjson }

    /// The file that a user opens first, below the output folder.
    package var mainFile: String {
        switch self {
        case .files: "manifest.json"
        case .ndjson: "events.ndjson"
        case .http: "requests.http"
        case .curl: "requests.sh"
        case .hurl: "requests.hurl"
        case .k6: "k6.js"
        case .locust: "locustfile.py"
        case .wrk: "wrk.lua"
        case .vegeta: TargetExport.path
        case .postman: "postman_collection.json"
        case .wiremock: "mappings/receiver.json"
        }
    }
}
