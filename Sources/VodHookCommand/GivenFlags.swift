import Foundation

/// Which flags a command line gives, by their long names; read from the words themselves, since a flag that has its
/// default may have been given all the same.
struct GivenFlags: Sendable {
    /// The subcommand, or nothing.
    let command: String
    /// The flags in the order of the line, each with its value if the word behind it is one.
    let flags: [(name: String, value: String?)]

    /// Those of this process.
    static let ofProcess = GivenFlags(Array(CommandLine.arguments.dropFirst()))

    private static let shortNames = ["q": "--quiet", "v": "--verbose"]

    /// Reads the words behind the name of the program.
    init(_ arguments: [String]) {
        command = arguments.first ?? ""
        var flags: [(name: String, value: String?)] = []
        // What stands behind "--" is no flag.
        let words = arguments.dropFirst().prefix { $0 != "--" }
        for (place, word) in zip(words.indices, words) where word.hasPrefix("-") {
            let next = words.indices.contains(place + 1) ? words[place + 1] : nil
            let value = next.flatMap { $0.hasPrefix("-") ? nil : $0 }
            if word.hasPrefix("--") {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                flags.append((String(parts[0]), parts.count == 2 ? String(parts[1]) : value))
            } else {
                flags += word.dropFirst().compactMap { Self.shortNames[String($0)] }.map { ($0, nil) }
            }
        }
        self.flags = flags
    }

    func has(_ name: String) -> Bool { flags.contains { $0.name == name } }

    /// The values of a flag that may be given several times.
    func values(of name: String) -> [String] { flags.filter { $0.name == name }.compactMap(\.value) }
}
