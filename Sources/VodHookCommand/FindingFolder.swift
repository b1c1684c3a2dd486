import FoundationEssentials
import VodHookKit

/// Where scenarios of what fails are written.
struct FindingFolder: Sendable {
    let path: String

    /// Writes the scenarios of one search and returns their paths; nil for those that are none.
    func save(_ scenarios: [JSONValue?], name: String, fallback: String) throws -> [String?] {
        guard scenarios.contains(where: { $0 != nil }) else { return scenarios.map { _ in nil } }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure.cannotWork("cannot make the folder \(path): \(error)")
        }
        let base = path.hasSuffix("/") ? path : path + "/"
        return try scenarios.enumerated().map { place, scenario in
            guard let scenario else { return nil }
            let file = "\(base)\(Self.slug(name, fallback))-\(place + 1).json"
            try Files.write(JSONWriter.text(of: scenario, layout: .pretty) + "\n", to: file)
            return file
        }
    }

    /// The name in small letters, digits and hyphens.
    private static func slug(_ name: String, _ fallback: String) -> String {
        var slug = ""
        for byte in name.lowercased().utf8 {
            let isPlain = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            if isPlain {
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !slug.hasSuffix("-"), !slug.isEmpty {
                slug += "-"
            }
        }
        let trimmed = slug.hasSuffix("-") ? String(slug.dropLast()) : slug
        return trimmed.isEmpty ? fallback : String(trimmed.prefix(60))
    }

    /// The folder of the scenario's own catalogue from everywhere; the saved file lies in another folder.
    static func catalogFolder(_ scenario: Scenario) -> String? {
        guard let folder = JSONReader.read(scenario.source).value?["catalog"]?.string else { return nil }
        if folder.hasPrefix("/") { return folder }
        let parts = scenario.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let base = parts.joined(separator: "/")
        let relative = base.isEmpty ? folder : "\(base)/\(folder)"
        return relative.hasPrefix("/") ? relative : "\(FileManager.default.currentDirectoryPath)/\(relative)"
    }
}
