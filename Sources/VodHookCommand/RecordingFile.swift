import FoundationEssentials
import Glibc
import VodHookCatalogue
import VodHookReports

/// The file of a recording, grown by one write for each request, so that nothing is lost but what is being written.
final class RecordingFile: Sendable {
    /// Why a request could not be recorded.
    struct WriteError: Error {
        let reason: String
    }

    private struct State {
        let descriptor: Int32
        var count = 0
        var hasFailed = false
    }

    private let path: String
    private let recogniser: Recogniser
    private let scrubber: Scrubber
    private let state: Guarded<State>

    /// Opens `folder`, made if it is not there, and begins a session at the end of its file.
    init(_ folder: String, recogniser: Recogniser, scrubber: Scrubber) throws {
        let path = "\(folder)/\(RecordingLine.fileName)"
        try Files.makeFolder(folder)
        // What is recorded may hold secrets in spite of all scrubbing: it is for its owner alone.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure.cannotWork("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        self.path = path
        self.recogniser = recogniser
        self.scrubber = scrubber
        state = Guarded(State(descriptor: descriptor))
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        var header = RecordingLine.header(
            startedAt: now, toolVersion: VodHook.version, removed: scrubber.removed)
        // A recorder that was killed may have left half a line, which must not swallow this one.
        if Self.lastByte(descriptor) ?? 0x0A != 0x0A { header.insert(0x0A, at: 0) }
        do throws(WriteError) {
            try Self.write(header, to: descriptor)
        } catch {
            throw Failure.cannotWork("cannot write \(path): \(error.reason)")
        }
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    /// How many requests have been recorded in this session.
    var count: Int { state.withLock { $0.count } }

    /// Adds a request; throws when it could not be written whole, and says so once on standard error.
    func add(_ request: RecordedRequest, signedURL: String) throws {
        var request = request
        request.recognition = recogniser.recognise(request, url: signedURL)
        let line = RecordingLine.line(request.scrubbed(by: scrubber))
        let problem: (error: WriteError, isFirst: Bool)? = state.withLock { state in
            do throws(WriteError) {
                try Self.write(line, to: state.descriptor)
                state.count += 1
                return nil
            } catch {
                defer { state.hasFailed = true }
                return (error, !state.hasFailed)
            }
        }
        guard let problem else { return }
        if problem.isFirst {
            Output.standardError.write(
                "cannot write \(path): \(problem.error.reason); requests are answered with 503\n")
        }
        throw problem.error
    }

    private static func lastByte(_ descriptor: Int32) -> UInt8? {
        let size = lseek(descriptor, 0, SEEK_END)
        var byte: UInt8 = 0
        // The byte lives for the call.
        return size > 0 && pread(descriptor, &byte, 1, size - 1) == 1 ? byte : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(WriteError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // The buffer lives for the call; one call is enough unless the disk is full.
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                throw WriteError(reason: String(cString: strerror(errno)))
            }
            rest = rest.dropFirst(written)
        }
    }
}
