import FoundationEssentials
import JSONText
import VodHookReports

/// The secrets that the tool has been given: they are looked for wherever text leaves it.
enum KnownSecrets {
    /// `keys`, the user information of `urls`, and what the environment holds under a name that says secret.
    static func all(keys: [String?], urls: [String?] = []) -> [String] {
        let fromEnvironment = ProcessInfo.processInfo.environment.filter { name, _ in
            let words = name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            return words.contains {
                ["KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"].contains($0)
            }
        }
        .values
        let passwords = urls.compactMap { $0.flatMap(URLText.init)?.userInformation }.flatMap { text in
            [text] + text.split(separator: ":", maxSplits: 1).dropFirst().map(String.init)
        }
        // A path is the place of a secret, not the secret.
        return keys.compactMap { $0 } + passwords + fromEnvironment.filter { !$0.hasPrefix("/") }
    }

    /// What makes reports and messages fit to be shown.
    static func scrubber(
        keys: [String?] = [], urls: [String?] = [], fields: [String] = []
    ) -> Scrubber {
        Scrubber(
            removing: SecretKind.unfitForReports, known: all(keys: keys, urls: urls), fields: fields,
            pepper: keys.compactMap { $0 }.joined(separator: " "))
    }
}
