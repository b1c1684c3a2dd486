import JSONText
import VodHookCatalogue
import VodHookPlan

/// The catalogues of scenarios that name a folder of their own, each read once.
final class OwnCatalogues: Sendable {
    /// A catalogue, with what is wrong in its files.
    typealias Read = (catalogue: Catalogue, findings: [Finding])

    private let below: [String]
    private let above: [String]
    private let known = Guarded<[String: Read]>([:])

    /// The folders of the project, which a scenario's own replaces, and those of flags, which replace both.
    init(below: [String], above: [String]) {
        self.below = below
        self.above = above
    }

    /// The catalogue with `folder`.
    @Sendable func adding(_ folder: String) throws(FileProblem) -> Read? {
        if let read = known.withLock({ $0[folder] }) { return read }
        var files: [SourceText] = []
        for folder in below + [folder] + above { files += try Self.files(folder) }
        let read = CatalogueLoader.load(adding: files)
        known.withLock { $0[folder] = read }
        return read
    }

    /// The catalogue with `folder` when it has been read.
    func catalogue(_ folder: String) -> Catalogue? { known.withLock { $0[folder]?.catalogue } }

    /// The names of the providers that a folder describes.
    static func providers(_ folder: String) throws -> [String] {
        do throws(FileProblem) {
            return try files(folder).compactMap { file in
                JSONReader.read(file, strictness: .grammarOnly).value?["provider"]?.string
            }
        } catch {
            throw Failure.invalidInput("\(folder): \(error.reason)")
        }
    }

    /// The files of a folder with providers.
    static func files(_ folder: String) throws(FileProblem) -> [SourceText] {
        var files: [SourceText] = []
        for name in try Files.names(folder) where name.hasSuffix(".json") {
            do throws(FileProblem) {
                if let file = try Files.open("\(folder)/\(name)") { files.append(file) }
            } catch {
                throw FileProblem("\(name): \(error.reason)")
            }
        }
        return files
    }
}
