import Foundation

/// An HTTPS server in a process of its own, with a certificate made for it.
///
/// A POST is answered with its body, and to the path `/raw` with all bytes of the request as they came. A GET is
/// answered with the bytes of the next connection that was reset, behind the word `reset`. A POST to `/cut` or `/ended`
/// is answered without a length, and the connection then ends without or with a `close_notify`.
/// The certificate is valid for the address 127.0.0.1 and not for the name `localhost`.
struct TLSServer: Sendable {
    /// The port, chosen by the system.
    let port: Int
    /// The PEM file of the certificate.
    let certificateFile: String

    /// A URL that leads here.
    func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }

    private static let program = """
        import http.server, io, os, queue, ssl, sys, threading

        ended = queue.Queue()

        class Recorder(io.RawIOBase):
            def __init__(self, connection):
                self.connection, self.seen = connection, b""
            def readable(self):
                return True
            def readinto(self, buffer):
                piece = self.connection.recv(len(buffer))
                buffer[:len(piece)] = piece
                self.seen += piece
                return len(piece)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def setup(self):
                super().setup()
                self.recorder = Recorder(self.connection)
                self.rfile = io.BufferedReader(self.recorder)
            def answer(self, body):
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def read_body(self):
                if "Content-Length" in self.headers:
                    return self.rfile.read(int(self.headers["Content-Length"]))
                while True:
                    size = int(self.rfile.readline() or b"0", 16)
                    if len(self.rfile.read(size + 2)) < size + 2 or size == 0:
                        return b""
            def do_POST(self):
                body = self.read_body()
                if self.path in ("/cut", "/ended"):
                    self.wfile.write(b"HTTP/1.1 200 OK\\r\\n\\r\\nok")
                    self.close_connection = True
                    if self.path == "/ended":
                        self.connection.unwrap()
                    return
                try:
                    self.answer(self.recorder.seen if self.path == "/raw" else body)
                except OSError:
                    # Reading shows a reset as an end; the first write after it fails, which after an end it does not.
                    ended.put(b"reset " + self.recorder.seen)
                    raise
            def do_GET(self):
                self.answer(ended.get())
            def log_message(self, *arguments):
                pass

        http.server.ThreadingHTTPServer.handle_error = lambda *arguments: None
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Otherwise nothing could be answered to a client that closed its sending side without a word.
        context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    /// Something that the test needs and the machine does not have.
    struct Missing: Error {
        let what: String
    }

    /// Runs a server for the time of `body`; it ends when its standard input closes, so it never stays behind.
    static func run(_ body: (TLSServer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch {
                print("cannot remove \(folder): \(error)")
            }
        }
        let certificate = folder.appendingPathComponent("certificate.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        let openssl = try Child([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=vodhook test",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ])
        await openssl.end()
        guard FileManager.default.fileExists(atPath: certificate) else { throw Missing(what: "openssl") }
        let python = try Child(["python3", "-c", program, certificate, key])
        guard let port = Int(await python.firstLine()) else {
            await python.end()
            throw Missing(what: "python3")
        }
        do {
            try await body(TLSServer(port: port, certificateFile: certificate))
        } catch {
            await python.end()
            throw error
        }
        await python.end()
    }
}

/// A program under way with its standard input and output; its waiting is done on threads of its own.
private struct Child {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// The first line of the output, empty when it ends without one.
    func firstLine() async -> String {
        await read { $0.contains("\n") }.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
    }

    /// Closes the input and waits for the end of the output and of the program.
    func end() async {
        input.fileHandleForWriting.closeFile()
        _ = await read { _ in false }
        await withCheckedContinuation { continuation in
            let process = process
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }

    private func read(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        let handle = output.fileHandleForReading
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                while !isEnough(text) {
                    let piece = handle.availableData
                    if piece.isEmpty { break }
                    text += String(decoding: piece, as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
    }
}
