import Glibc
import VodHookReports

/// A folder on disk that fixtures are written to; existing files of the same name are replaced.
struct FixtureFolder: FixtureSink {
    private let folder: String
    /// Growing files by path, with their descriptors; few, because each format has one or two.
    private var growing: [String: Int32] = [:]
    private var folders: Set<String> = []

    /// Makes the folder if it is not there.
    init(_ folder: String) throws {
        self.folder = folder
        try Files.makeFolder(folder)
    }

    mutating func write(_ bytes: [UInt8], to path: String) throws {
        let file = try open(path)
        try put(bytes, file, path)
        try close(file, path)
    }

    mutating func append(_ bytes: [UInt8], to path: String) throws {
        let file = try growing[path] ?? open(path)
        growing[path] = file
        try put(bytes, file, path)
    }

    /// Closes the growing files.
    mutating func finish() throws {
        for (path, file) in growing { try close(file, path) }
        growing = [:]
    }

    private mutating func open(_ path: String) throws -> Int32 {
        if let slash = path.lastIndex(of: "/") {
            let inner = String(path[..<slash])
            if folders.insert(inner).inserted { try Files.makeFolder("\(folder)/\(inner)") }
        }
        let isScript = path.hasSuffix(".sh")
        let file = Glibc.open(
            "\(folder)/\(path)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, isScript ? 0o777 : 0o666)
        if file < 0 { throw failure(path) }
        return file
    }

    private func put(_ bytes: [UInt8], _ file: Int32, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            // The array lives for the call.
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            done += count
        }
    }

    private func close(_ file: Int32, _ path: String) throws {
        if Glibc.close(file) != 0 { throw failure(path) }
    }

    private func failure(_ path: String) -> Failure {
        Failure.cannotWork("cannot write \(folder)/\(path): \(String(cString: strerror(errno)))")
    }
}

/// Reads parts of the files of a folder, keeping the last one open.
final class FolderReader {
    private let folder: String
    private var last: (path: String, file: Int32)?

    init(_ folder: String) { self.folder = folder }

    deinit { if let last { _ = Glibc.close(last.file) } }

    /// At most `count` bytes of `path` from `offset`; nil when there is no such file.
    func read(_ path: String, _ offset: Int, _ count: Int) throws -> [UInt8]? {
        if last?.path != path {
            if let last { _ = Glibc.close(last.file) }
            last = nil
            let file = Glibc.open("\(folder)/\(path)", O_RDONLY | O_CLOEXEC)
            if file < 0 {
                if errno == ENOENT || errno == ENOTDIR { return nil }
                throw failure(path)
            }
            last = (path, file)
        }
        guard let file = last?.file else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            // The array lives for the call.
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress.map { $0 + done }, count - done, offset + done)
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw failure(path)
            }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }

    private func failure(_ path: String) -> Failure {
        Failure.invalidInput("\(folder)/\(path): \(String(cString: strerror(errno)))")
    }
}
