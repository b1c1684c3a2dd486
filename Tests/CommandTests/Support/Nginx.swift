import Foundation

/// An nginx that answers 200 to everything, over plain HTTP and over TLS with HTTP/2.
///
/// It answers before it has read the body.
struct Nginx: Sendable {
    let httpPort: Int
    let httpsPort: Int
    /// The PEM file of its certificate, which is valid for the address 127.0.0.1.
    let certificate: String

    /// Runs nginx for the time of `body`, trying other ports when another program takes one first.
    static func with(_ folder: Folder, _ body: (Nginx) async throws -> Void) async throws {
        let (certificate, key) = try await Certificate.make(in: folder)
        var reason = ""
        for _ in 0..<5 {
            let ports = try freePorts(2)
            let nginx = Nginx(httpPort: ports[0], httpsPort: ports[1], certificate: certificate)
            try folder.write(nginx.configuration(key: key, folder: folder), to: "nginx.conf")
            let child = try start(folder)
            // Sockets are bound before the event method is announced.
            let log = await child.errors.text { $0.contains("using the \"") || $0.contains("[emerg]") }
            guard log.contains("using the \"") else {
                child.closeInput()
                reason = await child.end().stderr
                continue
            }
            // nginx has ended before its folder goes away, whatever comes of `body`.
            do {
                try await body(nginx)
            } catch {
                child.closeInput()
                _ = await child.end()
                throw error
            }
            child.closeInput()
            _ = await child.end()
            return
        }
        throw Program.Missing(description: "nginx does not start: \(reason)")
    }

    /// nginx under a shell that ends it when the standard input closes, so that it never stays behind.
    private static func start(_ folder: Folder) throws -> Child {
        let script = "PATH=$PATH:/usr/sbin; nginx -e stderr -p . -c nginx.conf & cat; kill $!; wait"
        return try Child("sh", ["-c", script], in: folder.url)
    }

    private func configuration(key: String, folder: Folder) -> String {
        """
        daemon off;
        master_process off;
        error_log stderr notice;
        pid \(folder.path("nginx.pid"));
        events {}
        http {
            access_log off;
            client_body_temp_path \(folder.path("body"));
            proxy_temp_path \(folder.path("proxy"));
            fastcgi_temp_path \(folder.path("fastcgi"));
            uwsgi_temp_path \(folder.path("uwsgi"));
            scgi_temp_path \(folder.path("scgi"));
            server {
                listen 127.0.0.1:\(httpPort);
                location / { return 200; }
            }
            server {
                listen 127.0.0.1:\(httpsPort) ssl http2;
                ssl_certificate \(certificate);
                ssl_certificate_key \(key);
                location / { return 200; }
            }
        }

        """
    }

    /// Ports that nobody had a moment ago: nginx cannot be asked to choose one.
    private static func freePorts(_ count: Int) throws -> [Int] {
        let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer { for socket in sockets { close(socket) } }
        return try sockets.map { socket in
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
                }
            }
            guard isBound else {
                throw Program.Missing(description: "no free port: \(String(cString: strerror(errno)))")
            }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}
