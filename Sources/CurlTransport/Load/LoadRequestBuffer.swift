internal import Glibc
import VodHookKit

/// Writes requests into one buffer: heads are made once per second, bodies for each upload.
///
/// Used on the worker's thread only.
final class LoadRequestBuffer {
    private let events: [LoadScript.Event]
    private let seed: UInt64
    private let target: RunTarget
    private let place: RequestTarget
    private let sharesHead: [Bool]
    private var heads: [[UInt8]]
    private var headSeconds: [Int64]
    /// Owned: made here, freed in `deinit`; holds one request at a time.
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var scratch: [UInt8] = []

    init(_ script: LoadScript, target: RunTarget, place: RequestTarget) {
        events = script.events
        seed = script.seed
        self.target = target
        self.place = place
        sharesHead = events.map(\.sharesItsHead)
        heads = Array(repeating: [], count: events.count)
        headSeconds = Array(repeating: .min, count: events.count)
        buffer = .allocate(capacity: 1 << 14)
    }

    deinit {
        buffer.deallocate()
    }

    /// The request of a send signed at `unixSeconds`; the bytes are good until the next call.
    func request(_ send: LoadSend, unixSeconds: Int64) -> UnsafeRawBufferPointer {
        let number = send.event
        if sharesHead[number] {
            if headSeconds[number] != unixSeconds { makeHead(number, unixSeconds) }
            let bodyLength = events[number].bodyLength
            let count = heads[number].count + bodyLength
            reserve(count)
            _ = buffer.update(fromContentsOf: heads[number])
            let rest = UnsafeMutableBufferPointer(rebasing: buffer[heads[number].count..<count])
            events[number].writeBody(upload: send.upload, seed: seed, into: rest)
            return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
        let request = events[number].request(
            upload: send.upload, seed: seed, to: target, unixSeconds: unixSeconds)
        scratch.removeAll(keepingCapacity: true)
        RequestFraming.appendHead(
            of: request, to: place, bodyEnd: RequestFraming.bodyEnd(of: request), onto: &scratch)
        scratch += request.body
        reserve(scratch.count)
        _ = buffer.update(fromContentsOf: scratch)
        return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<scratch.count]))
    }

    private func makeHead(_ number: Int, _ unixSeconds: Int64) {
        let request = events[number].request(upload: 0, seed: seed, to: target, unixSeconds: unixSeconds)
        var head: [UInt8] = []
        RequestFraming.appendHead(
            of: request, to: place, bodyEnd: RequestFraming.bodyEnd(of: request), onto: &head)
        heads[number] = head
        headSeconds[number] = unixSeconds
    }

    private func reserve(_ count: Int) {
        if count <= buffer.count { return }
        buffer.deallocate()
        buffer = .allocate(capacity: count * 2)
    }
}

@available(*, unavailable)
extension LoadRequestBuffer: Sendable {}
