import Foundation
@testable import VodHookCatalogue
@testable import VodHookPlan

/// A TCP server that keeps the bytes of each request and answers what a script says, right or wrong.
///
/// One thread accepts, one thread per connection reads, so that a script may block. A request is read as far
/// as its `Content-Length` says.
final class ScriptedServer: Sendable {
    /// What the server does after a request, in order.
    enum Step: Sendable {
        /// Sends these bytes as they are.
        case send(String)
        /// Sends that many bytes `x`.
        case fill(Int)
        /// Waits until so many requests have come in all.
        case waitForRequests(Int)
        /// Reads until the client closes.
        case waitForClose
        /// Closes the connection in good order.
        case close
        /// Closes the connection with a reset.
        case reset
    }

    /// A request as it came.
    struct Received: Sendable {
        /// All bytes, head and body.
        var bytes: [UInt8]
        /// The number of the connection, from 0.
        var connection: Int
        /// The number of the request in all, from 0.
        var index: Int

        /// The bytes as text.
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private struct State {
        var requests: [Received] = []
        var connections: [Int32] = []
        var closedConnections = 0
        var isStopped = false
        var waiters: [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

        mutating func takeMet() -> [CheckedContinuation<Void, Never>] {
            let all = waiters
            waiters = []
            var met: [CheckedContinuation<Void, Never>] = []
            for waiter in all {
                if isStopped || waiter.isMet(self) {
                    met.append(waiter.continuation)
                } else {
                    waiters.append(waiter)
                }
            }
            return met
        }
    }

    /// The port, chosen by the system.
    let port: UInt16
    private let host: String
    private let listener: Int32
    private let state = Guarded(State())
    private let changed = NSCondition()
    private let script: @Sendable (Received) -> [Step]

    /// Listens on the loopback address.
    init(ipv6: Bool = false, _ script: @escaping @Sendable (Received) -> [Step]) throws {
        self.script = script
        host = ipv6 ? "[::1]" : "127.0.0.1"
        listener = socket(ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0, let port = ScriptedServer.bindLoopback(listener, ipv6: ipv6),
            listen(listener, 1024) == 0
        else {
            let code = POSIXErrorCode(rawValue: errno) ?? .EIO
            Glibc.close(listener)
            throw POSIXError(code)
        }
        self.port = port
        ScriptedServer.start { [self] in acceptConnections() }
    }

    /// Runs a server for the time of `body`.
    static func run<Value>(
        ipv6: Bool = false, _ script: @escaping @Sendable (Received) -> [Step],
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let server = try ScriptedServer(ipv6: ipv6, script)
        defer { server.stop() }
        return try await body(server)
    }

    /// A URL that leads here.
    func url(_ path: String = "/") -> String {
        "http://\(host):\(port)\(path)"
    }

    /// What has come so far.
    var requests: [Received] { state.withLock { $0.requests } }

    /// How many connections have been accepted so far.
    var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Returns when so many requests have come.
    func waitForRequests(_ count: Int) async {
        await wait { $0.requests.count >= count }
    }

    /// Returns when so many connections have been closed on this side.
    func waitForClosedConnections(_ count: Int) async {
        await wait { $0.closedConnections >= count }
    }

    /// Breaks all connections and ends the threads.
    func stop() {
        // Within the lock, so that no connection is closed, and its number given away, in between.
        state.withLock { state in
            if state.isStopped { return }
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for connection in state.connections where connection >= 0 {
                shutdown(connection, Int32(SHUT_RDWR))
            }
        }
        announceChange()
    }

    // MARK: Threads

    private static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 1 << 19
        thread.start()
    }

    /// Binds a socket to a free port of the loopback address and returns the port.
    static func bindLoopback(_ listener: Int32, ipv6: Bool) -> UInt16? {
        if ipv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_addr = in6addr_loopback
            return bindAndAsk(listener, &address) { $0.sin6_port }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return bindAndAsk(listener, &address) { $0.sin_port }
    }

    private static func bindAndAsk<Address>(
        _ listener: Int32, _ address: inout Address, _ port: (Address) -> in_port_t
    ) -> UInt16? {
        var length = socklen_t(MemoryLayout<Address>.size)
        // The address is ours and lives for the calls, and the length is its size.
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, start, length) == 0 && getsockname(listener, start, &length) == 0
        }
        return isBound ? UInt16(bigEndian: port(address)) : nil
    }

    private func acceptConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                break
            }
            let (number, isStopped) = state.withLock { state in
                state.connections.append(connection)
                return (state.connections.count - 1, state.isStopped)
            }
            if isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
            ScriptedServer.start { [self] in serve(connection, number) }
        }
        Glibc.close(listener)
    }

    private func serve(_ connection: Int32, _ number: Int) {
        var buffer: [UInt8] = []
        serving: while let bytes = readRequest(connection, &buffer) {
            let received = state.withLock { state in
                let received = Received(bytes: bytes, connection: number, index: state.requests.count)
                state.requests.append(received)
                return received
            }
            announceChange()
            for step in script(received) {
                guard perform(step, connection, &buffer) else { break serving }
            }
        }
        // Forgotten before it is closed: `stop` must not touch a number that may be somebody else's by then.
        state.withLock { $0.connections[number] = -1 }
        Glibc.close(connection)
        state.withLock { $0.closedConnections += 1 }
        announceChange()
    }

    /// Does a step; false when the connection is at its end.
    private func perform(_ step: Step, _ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
        switch step {
        case .send(let text):
            return send(Array(text.utf8), connection)
        case .fill(let count):
            return send([UInt8](repeating: UInt8(ascii: "x"), count: count), connection)
        case .waitForRequests(let count):
            changed.lock()
            while state.withLock({ !$0.isStopped && $0.requests.count < count }) { changed.wait() }
            changed.unlock()
            return true
        case .waitForClose:
            while readMore(connection, &buffer) {}
            return false
        case .close:
            return false
        case .reset:
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    // MARK: Bytes

    private func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            // The pointer lives for the call, and the count is what lies behind it.
            let count = bytes.withUnsafeBytes { all in
                Glibc.send(
                    connection, all.baseAddress.map { $0 + sent }, all.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    private func readMore(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(connection, &piece, piece.count, 0)
        if count > 0 { buffer += piece[..<count] }
        return count > 0
    }

    private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> [UInt8]? {
        let headEnd = Array("\r\n\r\n".utf8)
        while true {
            if let end = buffer.firstRange(of: headEnd)?.upperBound {
                let whole = end + Self.contentLength(buffer[..<end])
                while buffer.count < whole {
                    guard readMore(connection, &buffer) else { return nil }
                }
                defer { buffer.removeFirst(whole) }
                return Array(buffer[..<whole])
            }
            guard readMore(connection, &buffer) else { return nil }
        }
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        let lines = String(decoding: head, as: UTF8.self).lowercased().split(whereSeparator: \.isNewline)
        let line = lines.first { $0.hasPrefix("content-length:") }
        return line.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
    }

    // MARK: Waiting

    private func wait(_ isMet: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiters.append((isMet, continuation)) }
            announceChange()
        }
    }

    private func announceChange() {
        for waiter in state.withLock({ $0.takeMet() }) { waiter.resume() }
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }
}
