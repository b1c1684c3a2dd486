import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// One scenario whose fixtures are written.
package struct FixtureSource: Sendable {
    package var scenario: Scenario
    /// Makes its plans.
    package var planner: Planner
    /// Where the requests go and how they are signed.
    package var target: RunTarget
    /// The Unix time in seconds that signatures carry which are made now.
    package var signedAt: Int64
    /// True when all signatures are of that time, also in formats that could sign when they are sent.
    package var isTimeFixed: Bool
    /// The folder of its files below the output folder; empty for none.
    package var folder: String

    /// How old a signature may be for most receivers.
    package static let usualWindow = Duration.seconds(300)

    /// True when its requests carry signatures.
    var isSigned: Bool { target.signer.key != nil }

    /// A scenario with its target.
    ///
    /// Formats that can sign when they are sent, unless `signedAt` is given; the others carry signatures of that time,
    /// or of the time at which the plan begins.
    package init(
        _ scenario: Scenario, planner: Planner, target: RunTarget, signedAt: Int64? = nil, folder: String = ""
    ) {
        self.scenario = scenario
        self.planner = planner
        self.target = target
        self.signedAt = signedAt ?? planner.start.unixSeconds
        isTimeFixed = signedAt != nil
        self.folder = folder
    }
}

/// One request as other tools get it: what `vodhook run` would send at the given time.
struct FixtureRequest {
    /// Counts the requests of all scenarios from 1.
    let number: Int
    /// The media of the scenario's series, from 1.
    let media: Int
    /// The path of its files without an ending: `0001-movie-FileUploadComplete`.
    let name: String
    /// When it is due, from the beginning of its scenario.
    let time: Duration
    let delivery: PlannedDelivery
    let request: OutgoingRequest
    /// The name of the scenario.
    let scenario: String
    /// How it is signed when it is sent; nil when it carries a signature that is made now, or none.
    let recipe: SigningRecipe?

    /// Its headers without those that are made when it is sent, which are the last.
    var fixedHeaders: [HTTPHeader] { request.headers.dropLast(recipe?.headers.count ?? 0) }

    /// The request without the headers that are made when it is sent.
    var unsignedRequest: OutgoingRequest {
        var unsigned = request
        unsigned.headers = fixedHeaders
        return unsigned
    }

    /// The path of the file that holds its body.
    var bodyPath: String { "\(name).json" }
    /// How people see it.
    var title: String { "\(Checker.subject(delivery)) at \(DurationText.text(time))" }

    /// The statuses with which an answer is as expected; for others the answer is a failed check.
    var goodStatuses: [StatusPattern] {
        delivery.expect.status?.value ?? delivery.rules.http.successStatuses.map { .code($0) }
    }
}

/// Names of files, the same on every machine.
enum FixtureName {
    /// `text` with everything but ASCII letters, digits, `-` and `_` made to `_`; never empty.
    static func part(_ text: String) -> String {
        let bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: byte
            default: 0x5F
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes.prefix(80), as: UTF8.self)
    }

    /// `number` with at least so many digits.
    static func number(_ number: Int, digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Folders for scenarios: the stems of their files, with a number where two are alike.
    package static func folders(_ files: [String]) -> [String] {
        guard files.count > 1 else { return files.map { _ in "" } }
        // Not every file system tells the cases of letters apart.
        var used: Set<String> = []
        return files.map { file in
            let last = file.split(separator: "/").last.map(String.init) ?? file
            let stem = part(last.hasSuffix(".json") ? String(last.dropLast(5)) : last)
            var name = stem
            var count = 1
            while !used.insert(name.lowercased()).inserted {
                count += 1
                name = "\(stem)-\(count)"
            }
            return name
        }
    }
}
