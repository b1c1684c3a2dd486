package import VodHookCatalogue

/// Where the deliveries of one scenario go, decided once: a flag wins over the scenario, and the scenario over the
/// project file, key by key.
package struct ResolvedTarget: Sendable {
    /// What holds; its URL is nil for the embedded receiver.
    package let spec: TargetSpec
    /// The signed URL of the flags and the one of the files; each may hold a password, also when it is not used.
    package let signedURLs: [String]

    /// The target of `scenario`; `flags` are what the command line and the environment say.
    package init(flags: TargetSpec, scenario: TargetSpec, project: TargetSpec) {
        let files = scenario.over(project)
        spec = flags.over(files)
        signedURLs = [flags.signedURL, files.signedURL].compactMap(\.self)
    }

    /// True when the deliveries go to the embedded receiver.
    package var isEmbedded: Bool { spec.url == nil }

    /// The way to deliver.
    package var channel: DeliveryChannel { spec.channel ?? .http }
}

extension TargetSpec {
    /// This target, with what it does not say taken from `outer`.
    ///
    /// Headers are taken as a whole; what is true in one of the two is true.
    func over(_ outer: TargetSpec) -> TargetSpec {
        var merged = self
        merged.channel = channel ?? outer.channel
        merged.url = url ?? outer.url
        merged.signedURL = signedURL ?? outer.signedURL
        merged.key = key ?? outer.key
        merged.previousKey = previousKey ?? outer.previousKey
        merged.contentType = contentType ?? outer.contentType
        if headers.isEmpty { merged.headers = outer.headers }
        merged.caCertificateFile = caCertificateFile ?? outer.caCertificateFile
        merged.insecure = insecure || outer.insecure
        merged.http2 = http2 || outer.http2
        merged.proxy = proxy || outer.proxy
        return merged
    }
}
