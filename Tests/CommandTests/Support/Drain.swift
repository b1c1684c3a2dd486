import Foundation
@testable import VodHookCatalogue

/// Reads a pipe from the start on a thread of its own, so that a full pipe never holds up the program.
final class Drain: Sendable {
    private struct Waiter {
        let isEnough: @Sendable (String) -> Bool
        let continuation: CheckedContinuation<String, Never>
    }

    private struct State {
        var bytes: [UInt8] = []
        var isEnded = false
        var waiters: [Waiter] = []

        /// The waiters whose time has come.
        mutating func takeReady(_ text: String) -> [Waiter] {
            let ready = waiters.filter { isEnded || $0.isEnough(text) }
            waiters.removeAll { isEnded || $0.isEnough(text) }
            return ready
        }
    }

    private let state = Guarded(State())

    /// Reads `descriptor` to its end and closes it.
    init(_ descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                take(buffer.prefix(max(0, count)))
                if count <= 0 { break }
            }
            close(descriptor)
        }
    }

    private func take(_ piece: ArraySlice<UInt8>) {
        let (text, ready) = state.withLock { state in
            state.bytes += piece
            if piece.isEmpty { state.isEnded = true }
            let text = String(decoding: state.bytes, as: UTF8.self)
            return (text, state.takeReady(text))
        }
        for waiter in ready { waiter.continuation.resume(returning: text) }
    }

    /// What has come so far as soon as `isEnough` says so, or everything when the pipe ends before.
    func text(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        await withCheckedContinuation { continuation in
            let text: String? = state.withLock { state in
                let text = String(decoding: state.bytes, as: UTF8.self)
                if state.isEnded || isEnough(text) { return text }
                state.waiters.append(Waiter(isEnough: isEnough, continuation: continuation))
                return nil
            }
            if let text { continuation.resume(returning: text) }
        }
    }

    /// Everything, when the pipe has ended.
    func whole() async -> String { await text { _ in false } }
}
