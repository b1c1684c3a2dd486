import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookPlan

/// Where deliveries go, and how they are signed.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The URL of your endpoint. Without it run, explore, fuzz and load use the embedded receiver.",
            valueName: "url"))
    var target: String?

    @Option(
        name: .customLong("signed-url"),
        help: ArgumentHelp("Sign for this URL, deliver to the target.", valueName: "url"))
    var signedURL: String?

    @Option(
        help: ArgumentHelp(
            "The shared key; better given as VODHOOK_KEY in the environment.", valueName: "key"))
    var key: String?

    /// What the flags say, with the key of the environment unless a flag gives another.
    var spec: TargetSpec {
        var spec = TargetSpec()
        spec.url = target
        spec.signedURL = signedURL
        spec.key =
            key ?? ProcessInfo.processInfo.environment["VODHOOK_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        return spec
    }

    /// The same with how connections are made.
    func spec(_ connection: ConnectionOptions) -> TargetSpec {
        var spec = spec
        spec.caCertificateFile = connection.caCertificate
        spec.insecure = connection.insecure
        spec.http2 = connection.http2
        spec.proxy = connection.proxy
        return spec
    }

    func validate() throws {
        for (flag, url) in [("--target", target), ("--signed-url", signedURL)] {
            guard let url, let lack = URLText.lack(in: url) else { continue }
            throw ValidationError("\(flag) \(url): give a URL that \(lack)")
        }
        if key?.isEmpty == true {
            throw ValidationError("--key is empty: leave it out to send without a signature")
        }
    }
}

/// How connections to the target are made, for commands that send.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .customLong("cacert"),
        help: ArgumentHelp("Trust the certificates in this file.", valueName: "file"),
        completion: .file())
    var caCertificate: String?

    @Flag(help: "Do not check the target's certificate.")
    var insecure = false

    @Flag(name: .customLong("http2"), help: "Use HTTP/2.")
    var http2 = false

    @Flag(help: "Use the proxy that the environment names.")
    var proxy = false
}
