import VodHookCatalogue

/// One format on its way into a sink: it begins, takes every request in order, and ends.
protocol FixtureExport {
    /// Writes what stands before the requests.
    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws
    /// Takes the next request.
    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws
    /// Writes what stands behind the requests.
    mutating func end(to sink: inout some FixtureSink) throws
}

extension FixtureExport {
    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {}
    mutating func end(to sink: inout some FixtureSink) throws {}
}

/// The bodies as files of their own.
struct BodyExport: FixtureExport {
    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        try sink.write(fixture.request.body, to: fixture.bodyPath)
    }
}

/// The headers as files beside the bodies, a line each.
struct HeaderExport: FixtureExport {
    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        var bytes: [UInt8] = []
        for header in fixture.request.headers { bytes += "\(header.name): \(header.value)\n".utf8 }
        try sink.write(bytes, to: "\(fixture.name).headers")
    }
}

/// A growing file that only has requests in it.
struct TextExport: FixtureExport {
    private var file: GrowingFile
    private let head: ([FixtureSource]) -> String
    private let text: (FixtureRequest) -> String
    private let tail: String

    /// `head` gives what stands before the requests, `text` the part of the file for each request.
    init(
        _ path: String, head: @escaping ([FixtureSource]) -> String = { _ in "" }, tail: String = "",
        text: @escaping (FixtureRequest) -> String
    ) {
        file = GrowingFile(path)
        self.head = head
        self.tail = tail
        self.text = text
    }

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        file.add(head(sources))
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        file.add(text(fixture))
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws {
        file.add(tail)
        try file.flush(to: &sink)
    }
}
