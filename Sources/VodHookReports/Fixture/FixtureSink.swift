/// Where fixtures go: a folder, or a comparison with one.
///
/// Paths are relative and have no `..` in them.
package protocol FixtureSink {
    /// Takes a whole file.
    mutating func write(_ bytes: [UInt8], to path: String) throws
    /// Takes the next part of a file that is too long to be held in memory.
    mutating func append(_ bytes: [UInt8], to path: String) throws
}

/// A file that grows; hands its bytes on in large parts.
struct GrowingFile {
    static let partSize = 1 << 18

    let path: String
    var bytes: [UInt8] = []

    init(_ path: String) {
        self.path = path
        bytes.reserveCapacity(Self.partSize + 1 << 14)
    }

    mutating func add(_ text: String) { bytes += text.utf8 }

    /// Hands on what is there once it is much.
    mutating func flushIfLarge(to sink: inout some FixtureSink) throws {
        if bytes.count >= Self.partSize { try flush(to: &sink) }
    }

    /// Hands on what is there; makes an empty file when there never was anything.
    mutating func flush(to sink: inout some FixtureSink) throws {
        try sink.append(bytes, to: path)
        bytes.removeAll(keepingCapacity: true)
    }
}
