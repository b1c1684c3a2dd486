import JSONText
import Subprocess
import SystemPackage
import VodHookCatalogue
import VodHookDelivery

/// Runs the commands of probes as child processes, without a shell.
struct ProcessRunner: CommandRunner {
    /// The most output that is kept.
    private static let outputLimit = 1 << 20
    /// How much of the end of standard error is kept, and how many lines of it are shown.
    private static let errorLimit = 4096
    private static let errorLines = 3

    func run(_ words: [String], timeout: Duration) async -> CommandOutcome {
        let begin = ContinuousClock.now
        func outcome(_ code: Int?, _ output: [UInt8], _ failure: TransportFailure?) -> CommandOutcome {
            CommandOutcome(
                exitCode: code, output: output, failure: failure, duration: begin.duration(to: .now))
        }
        guard let program = words.first else {
            return outcome(nil, [], TransportFailure(.other, "there is no command"))
        }
        let isTimeUp = Guarded(false)
        /// Why there is no exit code: it was stopped from here, or `message` says it.
        func failed(_ message: String) -> CommandOutcome {
            if isTimeUp.withLock({ $0 }) {
                let limit = DurationText.text(timeout)
                return outcome(
                    nil, [], TransportFailure(.timeout, "\(program) has not ended within \(limit)"))
            }
            let kind: TransportFailure.Kind = Task.isCancelled ? .cancelled : .other
            return outcome(nil, [], TransportFailure(kind, message))
        }
        let work = Task { () -> CommandOutcome in
            do {
                let result = try await Subprocess.run(
                    program.contains("/") ? .path(.init(program)) : .name(program),
                    arguments: Arguments(Array(words.dropFirst())), platformOptions: Self.ownGroup,
                    input: .none, output: .sequence, error: .sequence
                ) { execution in
                    async let errors = Self.lastLines(of: execution.standardError)
                    return (try await Self.head(of: execution.standardOutput), try await errors)
                }
                switch result.terminationStatus {
                case .exited(let code):
                    var ended = outcome(Int(code), result.closureResult.0, nil)
                    ended.errorLines = result.closureResult.1
                    return ended
                case .signaled(let number): return failed("\(program) was ended by signal \(number)")
                }
            } catch {
                return failed("cannot run \(program): \(error)")
            }
        }
        let limit = Task {
            try await Task.sleep(for: timeout)
            isTimeUp.withLock { $0 = true }
            work.cancel()
        }
        defer { limit.cancel() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
    }

    /// A process group of its own, so that what the program has started ends with it when it is stopped from here.
    private static var ownGroup: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
        ]
        return options
    }

    /// The last lines of an output that are not empty.
    private static func lastLines(of output: SubprocessOutputSequence) async throws -> [String] {
        var tail: [UInt8] = []
        for try await buffer in output {
            buffer.withUnsafeBytes { tail.append(contentsOf: $0.suffix(errorLimit)) }
            if tail.count > errorLimit { tail.removeFirst(tail.count - errorLimit) }
        }
        let lines = tail.split { $0 == 0x0A || $0 == 0x0D }.map { String(decoding: $0, as: UTF8.self) }
        return Array(lines.suffix(errorLines))
    }

    /// The first bytes of an output, which is read to its end so that the program can write on.
    private static func head(of output: SubprocessOutputSequence) async throws -> [UInt8] {
        var head: [UInt8] = []
        for try await buffer in output {
            let room = outputLimit - head.count
            if room > 0 { buffer.withUnsafeBytes { head.append(contentsOf: $0.prefix(room)) } }
        }
        return head
    }
}
