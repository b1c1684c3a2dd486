import Foundation
import Glibc
@testable import VodHookCatalogue

/// A program under way, killed when its time is up, so that no test hangs.
///
/// Foundation's Process is not used: on Linux a program started at the same moment inherits the socket by which it
/// learns of the end, and then waits for the wrong one.
final class Child: Sendable {
    /// Why a program could not be started.
    struct StartError: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var isReaped = false
        /// The writing end of its standard input; nil when closed.
        var input: Int32?
    }

    /// Counts the programs; the count is of no use, but thread sanitizer takes an empty value for the lock beside it.
    private static let starting = Guarded(0)

    private let identifier: pid_t
    private let state: Guarded<State>
    let output: Drain
    let errors: Drain

    /// What a program gets of the environment besides what a test gives it; sanitizers are told there what to leave.
    private static let inherited: Set<String> = ["PATH", "HOME", "TSAN_OPTIONS", "ASAN_OPTIONS"]

    /// Starts `program`, a path or a name to be found on the PATH; the environment is `inherited` and what is given.
    init(
        _ program: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:],
        seconds: Double = 600
    ) throws {
        let own = ProcessInfo.processInfo.environment.filter { Self.inherited.contains($0.key) }
        let variables = own.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        let place = (folder ?? FileManager.default.temporaryDirectory).path
        // The lock keeps a program started meanwhile from inheriting the ends of these pipes.
        let (started, input, output, errors) = try Self.starting.withLock { count in
            count += 1
            let (input, output, errors) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
            let theirs = [input.read, output.write, errors.write]
            let started = Self.spawn(["/usr/bin/env", "-C", place, program] + arguments, variables, theirs)
            for descriptor in theirs { close(descriptor) }
            return (started, input.write, output.read, errors.read)
        }
        identifier = started.identifier
        state = Guarded(State(input: input))
        self.output = Drain(output)
        self.errors = Drain(errors)
        if started.code != 0 {
            throw StartError(
                description: "cannot start \(program): \(String(cString: strerror(started.code)))")
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in self?.signal(SIGKILL) }
    }

    deinit { closeInput() }

    /// A pipe that no other program inherits.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else {
            throw StartError(description: "no pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ words: [String], _ variables: [String], _ descriptors: [Int32]
    ) -> (identifier: pid_t, code: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(place))
        }
        // Signals that the tests ignore or block must not be so in the program.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        var environment = variables.map { strdup($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, words[0], &actions, &attributes, &arguments, &environment)
        return (identifier, code)
    }

    /// Sends a signal, unless the program has ended.
    func signal(_ number: Int32) {
        state.withLock { state in
            if !state.isReaped, identifier > 0 { kill(identifier, number) }
        }
    }

    /// Closes its standard input.
    func closeInput() {
        state.withLock { state in
            if let input = state.input { close(input) }
            state.input = nil
        }
    }

    /// What it wrote, and its exit code, or minus the number of the signal that ended it.
    ///
    /// To be called once.
    func end() async -> Outcome {
        let stdout = await output.whole()
        let stderr = await errors.whole()
        let exit: Int32 = await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var status: Int32 = 0
                // Waits without taking the end yet, so that the identifier is not given to another program meanwhile.
                var info = siginfo_t()
                while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
                state.withLock { state in
                    waitpid(identifier, &status, 0)
                    state.isReaped = true
                }
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : -signal)
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
