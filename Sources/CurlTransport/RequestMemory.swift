internal import CCurl
import VodHookCatalogue

/// The memory of one request that libcurl reads while the transfer is under way.
///
/// libcurl copies neither the body nor the header list nor the error buffer. This object owns all three. It is
/// filled before the easy handle is added to the multi handle, left alone until it was removed, and used again
/// for the next request, so that a request in the steady state allocates nothing here.
final class RequestMemory {
    private static let keptBody = 1 << 16
    /// What libcurl would add on its own; each goes out only when the request has it.
    private static let suppressed: [(name: StaticString, line: StaticString)] = [
        ("accept", "Accept:"), ("content-type", "Content-Type:"), ("expect", "Expect:"),
    ]

    /// The bytes of the body, `bodyCount` of them; never nil, since nil means `read from a callback`.
    private(set) var body: UnsafeMutableRawPointer
    private(set) var bodyCount = 0
    private var bodyCapacity = 1024
    private var text: UnsafeMutablePointer<CChar>
    private var textCapacity = 1024
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity = 16
    /// Where libcurl writes its message; NUL-terminated, empty when there is none.
    let errorBuffer: UnsafeMutablePointer<CChar>

    init() {
        body = .allocate(byteCount: bodyCapacity, alignment: 16)
        text = .allocate(capacity: textCapacity)
        nodes = .allocate(capacity: nodeCapacity)
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    /// Frees everything; the easy handle must have been closed before.
    deinit {
        body.deallocate()
        text.deallocate()
        nodes.deallocate()
        errorBuffer.deallocate()
    }

    /// Takes a request's body and headers in and returns the list for libcurl.
    func fill(_ request: OutgoingRequest) -> UnsafeMutablePointer<curl_slist>? {
        take(body: request.body)
        return take(headers: request.headers)
    }

    /// libcurl's message about the failure, or nil when it left none.
    var errorMessage: String? {
        // libcurl ends the text with a NUL within the buffer.
        errorBuffer[0] == 0 ? nil : String(cString: errorBuffer)
    }

    /// Takes a body in; the headers stay as they are.
    func take(body bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { take(body: $0) }
    }

    /// Takes a body in, which is copied; the headers stay as they are.
    func take(body bytes: UnsafeBufferPointer<UInt8>) {
        errorBuffer[0] = 0
        // One big body must not stay in memory as often as there are pooled transfers.
        if bytes.count > bodyCapacity || (bodyCapacity > Self.keptBody && bytes.count <= Self.keptBody) {
            body.deallocate()
            bodyCapacity = max(bytes.count, 1024)
            body = .allocate(byteCount: bodyCapacity, alignment: 16)
        }
        bodyCount = bytes.count
        // The capacity was just made sufficient, and the two do not overlap.
        if let base = bytes.baseAddress { body.copyMemory(from: base, byteCount: bytes.count) }
    }

    /// Takes headers in and returns the list for libcurl, which is good until the next call; the body stays.
    func take(headers: [HTTPHeader]) -> UnsafeMutablePointer<curl_slist>? {
        var needed = 0
        for header in headers { needed += header.name.utf8.count + header.value.utf8.count + 3 }
        for entry in Self.suppressed { needed += entry.line.utf8CodeUnitCount + 1 }
        if needed > textCapacity {
            text.deallocate()
            textCapacity = needed
            text = .allocate(capacity: textCapacity)
        }
        let mostNodes = headers.count + Self.suppressed.count
        if mostNodes > nodeCapacity {
            nodes.deallocate()
            nodeCapacity = mostNodes
            nodes = .allocate(capacity: nodeCapacity)
        }
        var writer = HeaderWriter(text: text, nodes: nodes)
        for entry in Self.suppressed
        where !headers.contains(where: { RequestFraming.isCalled($0.name, entry.name) }) {
            writer.append(entry.line)
        }
        for header in headers { writer.append(header) }
        return writer.isEmpty ? nil : nodes
    }
}

@available(*, unavailable)
extension RequestMemory: Sendable {}

/// Writes header lines one behind the other and links their nodes.
///
/// The caller gives room for all lines with their NULs, and for a node per line.
private struct HeaderWriter {
    private var next: UnsafeMutablePointer<CChar>
    private let nodes: UnsafeMutablePointer<curl_slist>
    private var count = 0

    init(text: UnsafeMutablePointer<CChar>, nodes: UnsafeMutablePointer<curl_slist>) {
        next = text
        self.nodes = nodes
    }

    var isEmpty: Bool { count == 0 }

    mutating func append(_ line: StaticString) {
        let start = next
        // The bytes of a static string live for ever; the room was measured by the caller.
        write(UnsafeBufferPointer(start: line.utf8Start, count: line.utf8CodeUnitCount))
        endLine(start)
    }

    mutating func append(_ header: HTTPHeader) {
        let start = next
        write(header.name)
        // `Name: ` without a value would suppress the header, `Name;` sends it empty.
        if header.value.utf8.allSatisfy({ $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0d) }) {
            write(UInt8(ascii: ";"))
        } else {
            write(UInt8(ascii: ":"))
            write(UInt8(ascii: " "))
            write(header.value)
        }
        endLine(start)
    }

    private mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { write($0) }
    }

    private mutating func write(_ byte: UInt8) {
        next.initialize(to: CChar(bitPattern: byte))
        next += 1
    }

    private mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        // The room was measured by the caller, and source and target do not overlap.
        UnsafeMutableRawPointer(next).copyMemory(from: base, byteCount: bytes.count)
        next += bytes.count
    }

    private mutating func endLine(_ start: UnsafeMutablePointer<CChar>) {
        write(0)
        nodes[count] = curl_slist(data: start, next: nil)
        if count > 0 { nodes[count - 1].next = nodes + count }
        count += 1
    }
}
