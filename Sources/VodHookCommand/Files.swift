import FoundationEssentials
import Glibc
import JSONText
import VodHookCatalogue
import VodHookPlan

/// Reads and writes files; what goes wrong becomes a sentence for the user.
enum Files {
    /// The name that stands for standard input.
    private static let input = "-"
    /// The most that is taken from a pipe or a device, which may have no end, in MiB.
    private static let pipeLimit = 64
    /// What pipes have given: they give it once, and a command may look at a file more than once.
    private static let piped = Guarded<[String: SourceText]>([:])

    /// The bytes of a file, or of a pipe; `-` is standard input.
    static func read(_ path: String) throws -> SourceText {
        do throws(FileProblem) {
            if let text = try open(path) { return text }
        } catch {
            throw Failure.invalidInput("\(path): \(error.reason)")
        }
        throw Failure.invalidInput("\(path.isEmpty ? "\"\"" : path): no such file or folder")
    }

    /// The bytes of a file, or of a pipe; nil when there is none.
    @Sendable static func open(_ path: String) throws(FileProblem) -> SourceText? {
        if path.isEmpty { return nil }
        if path == input || isSpecial(path) { return try drained(path) }
        do {
            return SourceText(name: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
        } catch {
            if !kind(path).exists, isMissing(error) { return nil }
            throw FileProblem(reason(error, path))
        }
    }

    /// The bytes of a pipe or a device until it ends.
    private static func drained(_ path: String) throws(FileProblem) -> SourceText {
        if let text = piped.withLock({ $0[path] }) { return text }
        let descriptor = path == input ? STDIN_FILENO : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(String(cString: strerror(errno))) }
        defer { if descriptor != STDIN_FILENO { Glibc.close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= pipeLimit << 20 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer.prefix(count)
            } else if count == 0 {
                let text = SourceText(name: path, bytes: bytes)
                piped.withLock { $0[path] = text }
                return text
            } else if errno == EAGAIN {
                // Whoever has opened the pipe does not want to wait for it; this program has to.
                var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno != EINTR {
                throw FileProblem(String(cString: strerror(errno)))
            }
        }
        throw FileProblem("there is more than \(pipeLimit) MiB to read")
    }

    /// Writes a file whole or not at all.
    static func write(_ text: String, to path: String) throws {
        do {
            // A device or a pipe is written to; a file is replaced as a whole.
            try Data(text.utf8).write(to: URL(filePath: path), options: isSpecial(path) ? [] : .atomic)
        } catch {
            throw Failure.cannotWork("cannot write \(path): \(reason(error, path))")
        }
    }

    /// Why a file at `path` could not be written, as far as that can be told before; nil when nothing is in the way.
    static func obstacle(to path: String) -> String? {
        if kind(path).isFolder { return "cannot write \(path): it is a folder" }
        if isSpecial(path) {
            return access(path, W_OK) == 0 ? nil : "cannot write \(path): \(String(cString: strerror(errno)))"
        }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let (exists, isFolder) = kind(folder)
        if !exists { return "cannot write \(path): no such file or folder" }
        if !isFolder { return "cannot write \(path): \(folder) is not a folder" }
        return access(folder, W_OK | X_OK) == 0
            ? nil : "cannot write \(path): \(String(cString: strerror(errno)))"
    }

    /// True for what is there and is neither a file nor a folder: `/dev/null`, a named pipe.
    private static func isSpecial(_ path: String) -> Bool {
        var information = stat()
        // The call only fills the structure.
        guard stat(path, &information) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(information.st_mode & S_IFMT)
    }

    /// Makes a folder if it is not there, with all above it.
    static func makeFolder(_ path: String) throws {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            if mkdir(made, 0o777) != 0, errno != EEXIST {
                throw Failure.cannotWork(
                    "cannot make the folder \(path): \(String(cString: strerror(errno)))")
            }
        }
        if !kind(path).isFolder { throw Failure.cannotWork("cannot write \(path): it is not a folder") }
    }

    /// Whether `path` exists, and whether it is a folder.
    static func kind(_ path: String) -> (exists: Bool, isFolder: Bool) {
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return (exists, isFolder)
    }

    /// The scenario files that `paths` name: files as they are, folders with all they hold, in order.
    ///
    /// Within a folder only JSON files with the key `steps`, or that cannot be read as JSON, count as scenarios.
    static func scenarios(_ paths: [String]) throws -> [SourceText] {
        try paths.flatMap { path -> [SourceText] in
            guard kind(path).isFolder else { return [try read(path)] }
            let names = try list(path).filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
            let found = try names.map { try read(path.hasSuffix("/") ? path + $0 : "\(path)/\($0)") }.filter {
                source in
                guard let root = JSONReader.read(source).value else { return true }
                return root["steps"] != nil
            }
            if found.isEmpty { throw Failure.invalidInput("\(path): no scenario file in this folder") }
            return found
        }
    }

    /// The files below a folder, relative to it, sorted.
    static func list(_ folder: String) throws -> [String] {
        do throws(FileProblem) {
            return try names(folder)
        } catch {
            throw Failure.invalidInput("\(folder): \(error.reason)")
        }
    }

    /// The files below a folder, relative to it, sorted; throws the reason alone.
    static func names(_ folder: String) throws(FileProblem) -> [String] {
        do {
            // The slash makes a link to a folder count as that folder.
            return try FileManager.default.subpathsOfDirectory(atPath: folder + "/").sorted()
        } catch {
            throw FileProblem(reason(error, folder))
        }
    }

    /// What a shell may offer for `prefix` where scenario files or folders of them are wanted.
    static func completions(_ prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder).sorted()
                .compactMap { name in
                    if name.hasPrefix(".") { return nil }
                    if kind(folder + name).isFolder { return "\(folder)\(name)/" }
                    return name.hasSuffix(".json") ? folder + name : nil
                }
        } catch {
            // A folder that cannot be read has nothing to offer.
            return []
        }
    }

    private static func isMissing(_ error: any Error) -> Bool {
        [.fileNoSuchFile, .fileReadNoSuchFile].contains((error as? CocoaError)?.code)
    }

    private static func reason(_ error: any Error, _ path: String) -> String {
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: "no such file or folder"
        case .fileReadNoPermission?, .fileWriteNoPermission?: "permission denied"
        case .fileWriteOutOfSpace?: "no space left"
        default: kind(path).isFolder ? "it is a folder" : "\(error)"
        }
    }
}
