internal import Glibc
import VodHookCatalogue
import VodHookDelivery
import VodHookLoad

/// Writes requests into one buffer: heads are made once per second, bodies for each upload.
///
/// Used on the worker's thread only.
final class LoadRequestBuffer {
    /// A head that is the same for all uploads in one second.
    private struct SharedHead {
        let key: LoadHead
        /// The request of some upload; nil before the first one was made.
        var request: OutgoingRequest?
        /// The head as it stands on the wire.
        var bytes: [UInt8] = []
    }

    private let script: LoadScript
    private var bodies: LoadBodies
    private let target: RunTarget
    private let place: RequestTarget
    private let sharesHead: [Bool]
    /// The heads of the events that share theirs, each as it was last signed.
    private var heads: [SharedHead]
    /// Owned: made here, freed in `deinit`; holds one request at a time.
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var scratch: [UInt8] = []

    init(_ script: LoadScript, target: RunTarget, place: RequestTarget) {
        self.script = script
        bodies = LoadBodies(script)
        self.target = target
        self.place = place
        // A body in chunks is not the bytes that stand ready.
        let isWhole = !target.headers.contains { $0.name.lowercased() == "transfer-encoding" }
        sharesHead = script.events.map { $0.sharesItsHead && isWhole }
        heads = script.events.indices.map { SharedHead(key: LoadHead(event: $0, unixSeconds: .min)) }
        buffer = .allocate(capacity: 1 << 14)
    }

    deinit {
        buffer.deallocate()
    }

    /// The request of a send signed at `unixSeconds`; the bytes are good until the next call.
    func request(_ send: LoadSend, unixSeconds: Int64) -> UnsafeRawBufferPointer {
        let number = send.event
        if sharesHead[number], let bodyLength = bodies.length(number) {
            if heads[number].key.unixSeconds != unixSeconds { makeHead(number, unixSeconds) }
            let headLength = heads[number].bytes.count
            let count = headLength + bodyLength
            reserve(count)
            _ = buffer.update(fromContentsOf: heads[number].bytes)
            let rest = UnsafeMutableBufferPointer(rebasing: buffer[headLength..<count])
            bodies.with(number, upload: send.upload) { _ = rest.update(fromContentsOf: $0) }
            return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
        let request = whole(send, unixSeconds: unixSeconds)
        scratch.removeAll(keepingCapacity: true)
        RequestFraming.appendHead(
            of: request, to: place, bodyEnd: RequestFraming.bodyEnd(of: request), onto: &scratch)
        RequestFraming.appendBody(of: request, onto: &scratch)
        reserve(scratch.count)
        _ = buffer.update(fromContentsOf: scratch)
        return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<scratch.count]))
    }

    /// The request of a send with everything in it.
    private func whole(_ send: LoadSend, unixSeconds: Int64) -> OutgoingRequest {
        script.request(send.event, upload: send.upload, to: target, unixSeconds: unixSeconds)
    }

    /// Puts the body of a send into `memory`, and its head too unless it is the one that `memory` has already.
    ///
    /// Returns the request when its head was put in; its body counts for nothing then. The head of an event is made
    /// once per second where the scheme allows it.
    func fill(
        _ memory: RequestMemory, with send: LoadSend, unixSeconds: Int64, known: LoadHead?
    ) -> (head: LoadHead?, request: OutgoingRequest?) {
        let number = send.event
        guard sharesHead[number] else {
            let request = whole(send, unixSeconds: unixSeconds)
            memory.take(body: request.body)
            return (nil, request)
        }
        bodies.with(number, upload: send.upload) { memory.take(body: $0) }
        if heads[number].key.unixSeconds != unixSeconds { makeHead(number, unixSeconds) }
        let key = heads[number].key
        return (key, known == key ? nil : heads[number].request)
    }

    private func makeHead(_ number: Int, _ unixSeconds: Int64) {
        let request = script.request(number, upload: 0, to: target, unixSeconds: unixSeconds)
        var head = SharedHead(key: LoadHead(event: number, unixSeconds: unixSeconds), request: request)
        RequestFraming.appendHead(
            of: request, to: place, bodyEnd: RequestFraming.bodyEnd(of: request), onto: &head.bytes)
        heads[number] = head
    }

    private func reserve(_ count: Int) {
        if count <= buffer.count { return }
        buffer.deallocate()
        buffer = .allocate(capacity: count * 2)
    }
}

@available(*, unavailable)
extension LoadRequestBuffer: Sendable {}

/// What the head of a request depends on when it is the same for all uploads.
struct LoadHead: Equatable {
    let event: Int
    let unixSeconds: Int64
}
