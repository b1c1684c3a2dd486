import FoundationEssentials
import JSONText
import VodHookCatalogue
import VodHookPlan

/// Where scenarios of what fails are written.
///
/// No name is given twice in one run of the program, and no file of another run is replaced by other content: what was
/// found before is a regression test now.
struct FindingFolder: Sendable {
    /// What is kept of a finding.
    enum Piece {
        case scenario(JSONValue)
        /// Text, for a finding that no scenario shows each time.
        case note(String)

        /// The whole file.
        var text: String {
            switch self {
            case .scenario(let scenario): JSONWriter.text(of: scenario, layout: .pretty) + "\n"
            case .note(let text): text
            }
        }

        /// How the file's name ends; only scenarios are found by `vodhook run FOLDER`.
        var ending: String {
            switch self {
            case .scenario: ".json"
            case .note: ".txt"
            }
        }
    }

    /// What became of the scenarios of one search.
    struct Saved: Sendable {
        /// Their paths; nil for those that are none, or could not be written.
        var files: [String?]
        /// Why one could not be written.
        var failure: Failure?
    }

    /// The longest name before the number; a file name has at most 255 bytes, and a letter up to four.
    private static let nameLimit = 60

    let path: String
    private let taken = Guarded<Set<String>>([])

    init(path: String) { self.path = path }

    /// Writes the scenarios of one search, named after `name`, or else after the scenario file `file`.
    func save(_ scenarios: [JSONValue?], name: String, file: String) -> Saved {
        save(scenarios.map { $0.map { .scenario($0) } }, name: name, file: file)
    }

    /// Writes what is kept of one search, named after `name`, or else after the scenario file `file`.
    func save(_ pieces: [Piece?], name: String, file: String) -> Saved {
        var saved = Saved(files: pieces.map { _ in nil })
        guard pieces.contains(where: { $0 != nil }) else { return saved }
        let base = path.hasSuffix("/") ? path : path + "/"
        let slug = [name, Self.stem(file)].map(Self.slug).first { !$0.isEmpty } ?? "finding"
        do {
            try Files.makeFolder(path)
            for (place, piece) in pieces.enumerated() {
                guard let piece else { continue }
                let file = base + (try freeName(slug, from: place + 1, for: piece, below: base))
                try Files.write(piece.text, to: file)
                saved.files[place] = file
            }
        } catch {
            saved.failure = error as? Failure ?? .cannotWork("cannot write \(path): \(error)")
        }
        return saved
    }

    /// `slug-N.json` or `slug-N.txt` with the first number from `number` on that this run has not given yet and under which nothing
    /// but `piece` is kept below `base`.
    private func freeName(
        _ slug: String, from number: Int, for piece: Piece, below base: String
    ) throws -> String {
        var number = number
        while true {
            let name = "\(slug)-\(number)\(piece.ending)"
            let isOurs = taken.withLock { $0.insert(name).inserted }
            if isOurs {
                guard Files.kind(base + name).exists else { return name }
                if try Files.read(base + name).bytes.elementsEqual(piece.text.utf8) { return name }
            }
            number += 1
        }
    }

    private static func stem(_ file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? ""
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }

    /// The name in small letters of any script, digits and hyphens.
    ///
    /// A long one loses its middle: the row of a matrix stands at its end.
    private static func slug(_ name: String) -> String {
        var words: [String.UnicodeScalarView] = [String.UnicodeScalarView()]
        for scalar in name.lowercased().unicodeScalars {
            if isInWord(scalar) {
                words[words.count - 1].append(scalar)
            } else if words.last?.isEmpty == false {
                words.append(String.UnicodeScalarView())
            }
        }
        let slug = words.filter { !$0.isEmpty }.map { String($0) }.joined(separator: "-").unicodeScalars
        if slug.count <= nameLimit { return String(slug) }
        let half = (nameLimit - 1) / 2
        return String(slug.prefix(half)) + "-" + String(slug.suffix(half))
    }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .nonspacingMark, .spacingMark, .decimalNumber: true
        default: false
        }
    }

    /// The folder of the scenario's own catalogue from everywhere; the saved file lies in another folder.
    static func catalogFolder(_ scenario: Scenario) -> String? {
        guard let folder = scenario.catalogFolder else { return nil }
        return folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
    }
}
