import Glibc
import NIOCore

/// Why a server could not begin to listen.
package struct ServerStartError: Error, Equatable, CustomStringConvertible {
    /// What stood in the way.
    package enum Kind: Sendable, Equatable {
        /// Another program listens there.
        case portTaken
        /// The port needs rights that the program does not have.
        case notPermitted
        /// The host is not an address of this machine.
        case noSuchAddress
        /// No address was found for the host, with the reason in the words of the system.
        case unknownHost(String)
        /// Anything else, in the words of the system.
        case other(String)
    }

    /// What stood in the way.
    package let kind: Kind
    /// The host that was asked for.
    package let host: String
    /// The port that was asked for.
    package let port: Int

    /// Serves until it is cancelled, which is no error; what the system says about the address is put into words.
    package static func wrap(_ host: String, _ port: Int, _ serve: () async throws -> Void) async throws {
        do {
            try await serve()
        } catch is CancellationError {
            return
        } catch let error as IOError {
            let kind: Kind =
                switch error.errnoCode {
                case EADDRINUSE: .portTaken
                case EACCES, EPERM: .notPermitted
                case EADDRNOTAVAIL: .noSuchAddress
                default: .other("\(error)")
                }
            throw ServerStartError(kind: kind, host: host, port: port)
        } catch let error as SocketAddressError.UnknownHost {
            throw ServerStartError(kind: .unknownHost(error.errorDescription), host: host, port: port)
        } catch is SocketAddressError {
            throw ServerStartError(kind: .noSuchAddress, host: host, port: port)
        }
    }

    /// The sentence for the user.
    package var description: String {
        switch kind {
        case .portTaken: "port \(port) on \(host) is taken; choose another one, or 0 for any free port"
        case .notPermitted: "port \(port) on \(host) needs more rights; choose one above 1023"
        case .noSuchAddress: "\(host) is not an address of this machine; choose 127.0.0.1 or 0.0.0.0"
        case .unknownHost(let reason): "cannot listen on \(host): \(reason); choose 127.0.0.1 or 0.0.0.0"
        case .other(let reason): "cannot listen on \(host) port \(port): \(reason)"
        }
    }
}
