/// The bytes of one input file under the name that findings show, able to tell line and column of an offset.
public struct SourceText: Sendable {
    /// The file name as the user gave it.
    public let name: String
    /// The bytes as read.
    public let bytes: [UInt8]
    private let lineStarts: [Int]
    /// How many scalars begin before each block of bytes, so that a place in a long line is found at once.
    private let scalarsBeforeBlock: [Int]
    private static let blockSize = 1024

    /// A text of raw bytes.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        var blocks: [Int] = []
        var scalars = 0
        for (index, byte) in bytes.enumerated() {
            if index.isMultiple(of: Self.blockSize) { blocks.append(scalars) }
            if byte & 0xC0 != 0x80 { scalars += 1 }
            if byte == 0x0A { starts.append(index + 1) }
        }
        if bytes.count.isMultiple(of: Self.blockSize) { blocks.append(scalars) }
        lineStarts = starts
        scalarsBeforeBlock = blocks
    }

    /// A text from a string.
    public init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }

    /// Line and column, both from 1; columns count Unicode scalars.
    ///
    /// Offsets past the end give the end.
    public func position(of offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let scalars = scalars(before: offset) - scalars(before: lineStarts[low])
        return SourcePosition(file: name, line: low + 1, column: scalars + 1)
    }

    private func scalars(before offset: Int) -> Int {
        let block = offset / Self.blockSize
        return scalarsBeforeBlock[block]
            + bytes[(block * Self.blockSize)..<offset].count { $0 & 0xC0 != 0x80 }
    }

    /// The text of `line` (from 1) without its line break; invalid UTF-8 shows as replacement characters.
    public func line(_ line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// A place in an input file: line and column from 1.
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The file as the user named it.
    public let file: String
    /// The line, from 1; 0 for what stands in no file.
    public let line: Int
    /// The column in Unicode scalars, from 1.
    public let column: Int

    /// A place in `file`.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The place of what stands in no file; `name` says what it is.
    public static func nowhere(_ name: String) -> SourcePosition {
        SourcePosition(file: name, line: 0, column: 0)
    }

    /// False for what stands in no file.
    public var isInFile: Bool { line > 0 }

    /// `file:line:column`, which editors and terminals turn into a link; the name alone of what stands in no file.
    public var description: String { isInFile ? "\(file):\(line):\(column)" : file }

    /// Order by file, then line, then column.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
