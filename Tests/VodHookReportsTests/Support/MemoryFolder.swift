@testable import JSONText
import TestSupport
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

/// A folder of fixtures in memory.
struct MemoryFolder: FixtureSink {
    private(set) var files: [String: [UInt8]] = [:]
    /// The longest part that came at once, for tests of memory.
    private(set) var longestPart = 0

    mutating func write(_ bytes: [UInt8], to path: String) { files[path] = bytes }

    mutating func append(_ bytes: [UInt8], to path: String) {
        files[path, default: []] += bytes
        longestPart = max(longestPart, bytes.count)
    }

    func text(_ path: String) -> String { String(decoding: files[path] ?? [], as: UTF8.self) }

    func lines(_ path: String) -> [String] { text(path).split(separator: "\n").map(String.init) }

    func json(_ path: String) throws -> JSONValue { try JSONReader.value(of: files[path] ?? []) }

    /// At most `count` bytes of a file from `offset`, as a comparison reads them.
    func part(_ path: String, _ offset: Int, _ count: Int) -> [UInt8]? {
        files[path].map { Array($0.dropFirst(offset).prefix(count)) }
    }
}

/// Fixtures of scenarios written within tests.
enum FixtureBench {
    static let key = "SecretKey12345"
    static let url = "http://127.0.0.1:1/vod?env=dev"
    static let signedAt: Int64 = 1_768_470_000

    static func source(_ text: String, folder: String = "", key: String? = key) throws -> FixtureSource {
        let scenario = try ScenarioText.scenario(text)
        let planner = Planner(
            catalogue: BuiltIn.catalogue, seed: 1, start: scenario.start ?? Scenario.defaultStart)
        let target = RunTarget(url: url, signer: Signer(url: "https://signed.test/hook", key: key))
        return FixtureSource(scenario, planner: planner, target: target, signedAt: signedAt, folder: folder)
    }

    static func write(
        _ text: String, _ formats: [FixtureFormat] = FixtureFormat.allCases, count: Int = 1
    ) throws -> MemoryFolder {
        var folder = MemoryFolder()
        _ = try FixtureWriter([try source(text)], formats: formats, count: count).write(to: &folder)
        return folder
    }
}
