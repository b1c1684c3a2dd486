import Foundation
@testable import VodHookCatalogue
@testable import VodHookPlan

/// A TCP server that keeps every byte of a connection as it comes, whatever it means, and how the connection ended.
///
/// One thread accepts and then serves each connection on a thread of its own by the same steps.
final class RawServer: Sendable {
    /// What the server does on a connection, in order; after the last one it closes.
    enum Step: Sendable {
        /// Reads until the bytes so far contain this text.
        case readThrough(String)
        /// Reads until so many bytes came behind the head of the request.
        case readBehindHead(Int)
        /// Reads until the client closes or resets.
        case readToEnd
        /// Sends this text.
        case send(String)
        /// Waits until `proceed` was called.
        case waitToProceed
    }

    /// How reading ended.
    enum End: Equatable, Sendable {
        case closed
        case failed(Int32)
    }

    /// What came on a connection.
    struct Connection: Sendable {
        /// All bytes.
        var bytes: [UInt8] = []
        /// How many bytes each read gave.
        var reads: [Int] = []
        /// When the first and the last byte came.
        var span: (first: ContinuousClock.Instant, last: ContinuousClock.Instant)?
        /// How reading ended; nil while it goes on.
        var end: End?
        /// True when the thread is through with it.
        var isOver = false

        /// The bytes as text.
        var text: String { String(decoding: bytes, as: UTF8.self) }
        /// The time between the first byte and the last.
        var duration: Duration { span.map { $0.first.duration(to: $0.last) } ?? .zero }
    }

    private struct State {
        var connections: [Connection] = []
        var sockets: [Int32] = []
        var mayProceed = false
        var isStopped = false
        var waiters: [(isMet: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    /// The port, chosen by the system.
    let port: UInt16
    private let listener: Int32
    private let steps: [Step]
    private let state = Guarded(State())
    private let changed = NSCondition()

    init(_ steps: [Step]) throws {
        self.steps = steps
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0, let port = ScriptedServer.bindLoopback(listener, ipv6: false),
            listen(listener, 64) == 0
        else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.port = port
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// Runs a server for the time of `body`.
    static func run<Value>(
        _ steps: [Step], _ body: (RawServer) async throws -> Value
    ) async throws -> Value {
        let server = try RawServer(steps)
        defer { server.stop() }
        return try await body(server)
    }

    /// A URL that leads here.
    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// What has come on connection `number`.
    func connection(_ number: Int = 0) -> Connection {
        state.withLock { number < $0.connections.count ? $0.connections[number] : Connection() }
    }

    /// What came on connection `number`, when the server is through with it.
    func finished(_ number: Int = 0) async -> Connection {
        await wait { $0.connections.count > number && $0.connections[number].isOver }
        return connection(number)
    }

    /// Returns when so many bytes came on connection `number`.
    func waitForBytes(_ count: Int, on number: Int = 0) async {
        await wait { $0.connections.count > number && $0.connections[number].bytes.count >= count }
    }

    /// Lets the connections go on that wait for it.
    func proceed() {
        state.withLock { $0.mayProceed = true }
        announceChange()
    }

    private func stop() {
        state.withLock { state in
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for socket in state.sockets where socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        announceChange()
    }

    // MARK: Threads

    private func acceptConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                break
            }
            let (number, isStopped) = state.withLock { state in
                state.sockets.append(connection)
                state.connections.append(Connection())
                return (state.sockets.count - 1, state.isStopped)
            }
            if isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
            Thread.detachNewThread { [self] in serve(connection, number) }
        }
        Glibc.close(listener)
    }

    private func serve(_ connection: Int32, _ number: Int) {
        for step in steps {
            guard perform(step, connection, number) else { break }
        }
        state.withLock { state in
            // Forgotten before it is closed: `stop` must not touch a number that may be somebody else's by then.
            state.sockets[number] = -1
            state.connections[number].isOver = true
        }
        Glibc.close(connection)
        announceChange()
    }

    private func perform(_ step: Step, _ connection: Int32, _ number: Int) -> Bool {
        switch step {
        case .readThrough(let text):
            return read(connection, number) { $0.firstRange(of: Array(text.utf8)) != nil }
        case .readBehindHead(let count):
            return read(connection, number) { bytes in
                bytes.firstRange(of: Array("\r\n\r\n".utf8)).map { bytes.count - $0.upperBound >= count }
                    ?? false
            }
        case .readToEnd:
            return read(connection, number) { _ in false }
        case .send(let text):
            let bytes = Array(text.utf8)
            return Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        case .waitToProceed:
            changed.lock()
            while state.withLock({ !$0.isStopped && !$0.mayProceed }) { changed.wait() }
            changed.unlock()
            return true
        }
    }

    /// Reads until it is enough or at the end; then the steps go on, since one can answer a closed sending side.
    private func read(_ connection: Int32, _ number: Int, until isEnough: ([UInt8]) -> Bool) -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while !state.withLock({ isEnough($0.connections[number].bytes) }) {
            let count = recv(connection, &piece, piece.count, 0)
            let code = errno
            if count < 0, code == EINTR { continue }
            let now = ContinuousClock.now
            state.withLock { state in
                if count > 0 {
                    state.connections[number].bytes += piece[..<count]
                    state.connections[number].reads.append(count)
                    state.connections[number].span = (state.connections[number].span?.first ?? now, now)
                } else {
                    state.connections[number].end = count == 0 ? .closed : .failed(code)
                }
            }
            announceChange()
            if count <= 0 { return true }
        }
        return true
    }

    // MARK: Waiting

    private func wait(_ isMet: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiters.append((isMet, continuation)) }
            announceChange()
        }
    }

    private func announceChange() {
        let met = state.withLock { state in
            let all = state.waiters
            state.waiters = []
            var met: [CheckedContinuation<Void, Never>] = []
            for waiter in all {
                if state.isStopped || waiter.isMet(state) {
                    met.append(waiter.continuation)
                } else {
                    state.waiters.append(waiter)
                }
            }
            return met
        }
        for continuation in met { continuation.resume() }
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }
}
