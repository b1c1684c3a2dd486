import Foundation

/// A program under way. It is killed when its time is up, so that no test hangs.
final class Child: Sendable {
    private let process = Process()
    private let input = Pipe()
    let output: Drain
    let errors: Drain

    /// Starts `program`, a path or a name to be found on the PATH; the environment holds PATH, HOME and what is given.
    init(
        _ program: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:],
        seconds: Double = 120
    ) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let own = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME"].contains($0.key) }
        process.environment = own.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        let (out, err) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = out
        process.standardError = err
        try process.run()
        output = Drain(out.fileHandleForReading)
        errors = Drain(err.fileHandleForReading)
        let process = process
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak process] in
            guard let process, process.isRunning else { return }
            kill(process.processIdentifier, SIGKILL)
        }
    }

    /// Sends a signal.
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Closes its standard input.
    func closeInput() { input.fileHandleForWriting.closeFile() }

    /// What it wrote, and its exit code: minus the number of the signal when one ended it.
    func end() async -> Outcome {
        let stdout = await output.whole()
        let stderr = await errors.whole()
        let exit: Int32 = await withCheckedContinuation { continuation in
            let process = process
            Thread.detachNewThread {
                process.waitUntilExit()
                let status = process.terminationStatus
                continuation.resume(returning: process.terminationReason == .exit ? status : -status)
            }
        }
        return Outcome(stdout: stdout, stderr: stderr, exit: exit)
    }
}

/// What a program left behind.
struct Outcome: Sendable {
    let stdout: String
    let stderr: String
    let exit: Int32
}
