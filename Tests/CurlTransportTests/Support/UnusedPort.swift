import Foundation

/// A port that is taken, so that nobody else gets it, and where nothing listens.
final class UnusedPort {
    /// The number, chosen by the system.
    let number: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard let port = ScriptedServer.bindLoopback(descriptor, ipv6: false) else {
            throw POSIXError(.EADDRINUSE)
        }
        number = port
    }

    deinit {
        close(descriptor)
    }

    /// Whether a server can listen on `::1`.
    static var hasIPv6: Bool {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return descriptor >= 0 && ScriptedServer.bindLoopback(descriptor, ipv6: true) != nil
    }
}
