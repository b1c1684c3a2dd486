/// What `vodhook fixtures` can write; `allCases` is the one place that knows the formats.
package struct FixtureFormat: Sendable, RawRepresentable, CaseIterable, Equatable, CustomStringConvertible {
    /// The name that `--format` takes.
    package let rawValue: String
    /// The file that a user opens first, below the output folder.
    package let mainFile: String
    /// What the format takes beside its own files.
    let needs: Needs
    /// When its requests are signed.
    package let signing: Signing
    /// What writes its own files; told whether the bodies are written as files anyway.
    let exports: @Sendable (_ hasBodies: Bool) -> [any FixtureExport]

    /// When requests of a format are signed.
    package enum Signing: Sendable {
        /// It has no signatures.
        case never
        /// When the fixtures are written.
        case once
        /// When they are sent, with the key of the environment.
        case whenSent
    }

    /// What formats share.
    enum Needs: Sendable {
        /// Nothing but the requests.
        case requests
        /// The bodies as files of their own.
        case bodyFiles
        /// The file of JSON targets.
        case targets
        /// Bodies alone, and so no requests and no signatures.
        case bodiesAlone
    }

    init(
        _ name: String, _ mainFile: String, needs: Needs = .requests, signing: Signing = .once,
        exports: @escaping @Sendable (_ hasBodies: Bool) -> [any FixtureExport]
    ) {
        rawValue = name
        self.mainFile = mainFile
        self.needs = needs
        self.signing = signing
        self.exports = exports
    }

    /// The name.
    package var description: String { rawValue }

    /// The format of that name, or nil.
    package init?(rawValue: String) {
        guard let format = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = format
    }

    package static func == (left: FixtureFormat, right: FixtureFormat) -> Bool {
        left.rawValue == right.rawValue
    }

    /// All formats, in the order in which they are written and named to people.
    package static let allCases: [FixtureFormat] = [
        files, ndjson, http, curl, hurl, k6, locust, wrk, vegeta, postman, wiremock,
    ]

    /// One body per event, its headers beside it, and a manifest.
    package static let files: FixtureFormat = FixtureFormat("files", "manifest.json", needs: .bodyFiles) {
        _ in
        [HeaderExport(), ManifestExport()]
    }
    /// One file with a compact body a line; `FixtureWriter` writes it.
    package static let ndjson: FixtureFormat = FixtureFormat(
        "ndjson", "events.ndjson", needs: .bodiesAlone, signing: .never
    ) { _ in [] }
    /// Requests for the HTTP clients in editors.
    package static let http: FixtureFormat = FixtureFormat("http", "requests.http", needs: .bodyFiles) {
        _ in
        [TextFormats.http()]
    }
    /// A shell script that sends everything with curl.
    package static let curl: FixtureFormat = FixtureFormat(
        "curl", "requests.sh", needs: .bodyFiles, signing: .whenSent
    ) { _ in [ShellFormats.curl()] }
    /// A file for Hurl, and a shell script that runs it with signatures made now.
    package static let hurl: FixtureFormat = FixtureFormat(
        "hurl", "requests.hurl", needs: .bodyFiles, signing: .whenSent
    ) { _ in [HurlFormat.requests(), HurlFormat.script()] }
    /// A script with a constant arrival rate for k6.
    package static let k6: FixtureFormat = FixtureFormat("k6", "k6.js", needs: .targets, signing: .whenSent) {
        _ in
        [ScriptExport(path: k6.mainFile, text: LoadScripts.k6, none: "null")]
    }
    /// A locustfile.
    package static let locust: FixtureFormat = FixtureFormat(
        "locust", "locustfile.py", needs: .targets, signing: .whenSent
    ) { _ in [ScriptExport(path: locust.mainFile, text: LoadScripts.locust, none: "None")] }
    /// A Lua script for wrk.
    package static let wrk: FixtureFormat = FixtureFormat("wrk", "wrk.lua") { _ in [WrkExport()] }
    /// JSON targets for vegeta.
    package static let vegeta: FixtureFormat = FixtureFormat("vegeta", TargetExport.path, needs: .targets) {
        _ in []
    }
    /// A collection of Postman, version 2.1.
    package static let postman: FixtureFormat = FixtureFormat(
        "postman", "postman_collection.json", signing: .whenSent
    ) { [PostmanExport(hasBodies: $0)] }
    /// Stub mappings of WireMock for the receiver's answers.
    package static let wiremock: FixtureFormat = FixtureFormat(
        "wiremock", "mappings/receiver.json", signing: .never
    ) { _ in
        [WireMockExport()]
    }
}
