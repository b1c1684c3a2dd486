/// A certificate for the address 127.0.0.1, made for one test.
enum Certificate {
    /// Makes a certificate and its key in `folder`; returns their paths.
    static func make(in folder: Folder) async throws -> (certificate: String, key: String) {
        let (certificate, key) = (folder.path("certificate.pem"), folder.path("key.pem"))
        let openssl = try Child(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", key,
                "-out", certificate, "-days", "2", "-subj", "/CN=vodhook test", "-addext",
                "subjectAltName=IP:127.0.0.1",
            ])
        let made = await openssl.end()
        guard made.exit == 0 else { throw Program.Missing(description: "openssl: \(made.stderr)") }
        return (certificate, key)
    }
}
