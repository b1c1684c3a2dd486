/// What a scrubber replaces; the words of `listen --keep`.
package enum SecretKind: String, Sendable, CaseIterable {
    /// Values of signature headers.
    case signatures
    /// `auth_key` and other secrets in the query of a URL, and the user information before its host.
    case urls
    /// Authorization and cookie headers, tokens, passwords, private keys, and the keys that the tool itself knows.
    case credentials
    /// Ids of access keys.
    case accessKeys = "access-keys"
    /// What the uploader passed through: Extend, UserData, CallbackArgs.
    case userData = "user-data"
    /// Numbers of accounts.
    case accountIDs = "account-ids"

    /// What no report of a run may show.
    ///
    /// Signatures, user data and account ids stay there: they belong to the scenario, and whoever looks for a
    /// mistake needs them.
    package static let unfitForReports: Set<SecretKind> = [.urls, .credentials, .accessKeys]
}
