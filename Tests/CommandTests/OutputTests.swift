import Foundation
import Testing

/// Standard output that takes nothing, takes it slowly, or takes it never.
@Suite(.serialized) struct OutputTests {
    /// A report that is larger than a pipe.
    private static let large = #"""
        { "name": "Large", "provider": "aliyun", "media": { "m": {} },
          "steps": [ { "repeat": 100, "steps": [ { "emit": "TranscodeComplete" } ] } ] }
        """#

    /// Starts the program with a pipe as standard output and waits until nothing more fits into it.
    private static let filling = """
        import fcntl, json, os, signal, struct, subprocess, sys, termios, time
        mode, program = sys.argv[1], sys.argv[2:]
        reading, writing = os.pipe()
        if mode == "nonblocking":
            fcntl.fcntl(writing, fcntl.F_SETFL, fcntl.fcntl(writing, fcntl.F_GETFL) | os.O_NONBLOCK)
        child = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=writing)
        os.close(writing)
        end = time.monotonic() + 60
        def waiting():
            held = struct.unpack("i", fcntl.ioctl(reading, termios.FIONREAD, bytes(4)))[0]
            if held < 32768:
                return False
            for task in os.listdir(f"/proc/{child.pid}/task"):
                try:
                    with open(f"/proc/{child.pid}/task/{task}/stat") as file:
                        if file.read().rsplit(")", 1)[1].split()[0] != "S":
                            return False
                except OSError:
                    pass
            return True
        row = 0
        while row < 200 and time.monotonic() < end and child.poll() is None:
            row = row + 1 if waiting() else 0
        if mode == "interrupted":
            child.send_signal(signal.SIGINT)
            print(json.dumps({"exit": child.wait(timeout=30)}))
        else:
            with os.fdopen(reading, "rb") as file:
                text = file.read()
            print(json.dumps({"isAtRest": row >= 200, "exit": child.wait(), "text": text.decode()}))
        """

    @Test(arguments: [
        ["run", "x.json", "--report", "json"], ["run", "x.json"], ["emit", "aliyun/TranscodeComplete"],
    ])
    func `a report that nobody could store is exit code 3`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let script = "\"$0\" \"$@\" > /dev/full"
            let shell = try Child("bash", ["-c", script, Program.path()] + arguments, in: folder.url)
            let outcome = await shell.end()
            #expect(outcome.exit == 3)
            #expect(
                outcome.stderr == "vodhook: cannot write to standard output: No space left on device\n")
        }
    }

    @Test func `a full pipe that does not block is waited for at rest`() async throws {
        let arguments = ["emit", "aliyun/TranscodeComplete", "--count", "300"]
        try await Folder.with { folder in
            let plain = try await Program.run(arguments, in: folder)
            let outcome = try await Tool.run(
                "python3", ["-c", Self.filling, "nonblocking", Program.path()] + arguments, in: folder)
            let result = try JSON(outcome.stdout)
            #expect(result["isAtRest"] == .bool(true))
            #expect(result["exit"].number == 0)
            #expect(result["text"].string == plain.stdout)
        }
    }

    @Test func `an interrupt ends a program whose report waits for a reader`() async throws {
        try await Folder.with { folder in
            try folder.write(Self.large, to: "x.json")
            let arguments = ["run", "x.json", "--speed", "max", "--report", "json"]
            let outcome = try await Tool.run(
                "python3", ["-c", Self.filling, "interrupted", Program.path()] + arguments, in: folder)
            #expect(try JSON(outcome.stdout)["exit"].number == -2, "\(outcome.stderr)")
        }
    }
}
