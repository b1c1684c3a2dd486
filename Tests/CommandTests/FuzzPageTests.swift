import Testing

/// The walk through `docs/fuzz.md`, done as it says: the receiver, the findings, the fix, the green run.
@Suite(.serialized) struct FuzzPageTests {
    @Test func `what the page tells happens`() async throws {
        let page = try PageWalk("fuzz.md")
        let receiver = try page.block("python")
        func command(_ url: String) -> [String] {
            let origin = String(url.dropLast("/callback".count))
            return [
                "fuzz", "aliyun/TranscodeComplete", "--profile", "current", "--target", url, "--observe",
                origin + "/videos/${media.videoId}",
            ]
        }
        try await Folder.with { folder in
            try await page.with(receiver) { url in
                let found = try await Program.run(command(url), in: folder, seconds: 600)
                #expect(found.exit == 1, "\(found.stdout)\(found.stderr)")
                let findings = try page.block("console", 1).split(separator: "\n").filter {
                    $0.hasPrefix("✗ ")
                }
                #expect(findings.count == 5)
                for finding in findings.dropFirst().dropLast() {
                    #expect(found.stdout.contains("\(finding)\n"), "\(found.stdout)")
                }
                let again = try await Program.run(["run", "vodhook-failures", "--target", url], in: folder)
                #expect(again.exit == 1)
                #expect(again.stdout.contains(" 0 passed, 10 failed"), "\(again.stdout)")
            }
            try await page.with(try page.applying(try page.block("diff"), to: receiver)) { url in
                let green = try await Program.run(["run", "vodhook-failures", "--target", url], in: folder)
                #expect(green.exit == 0, "\(green.stdout)\(green.stderr)")
                let none = try await Program.run(command(url), in: folder, seconds: 600)
                #expect(none.exit == 0, "\(none.stdout)\(none.stderr)")
                #expect(none.stdout.contains("✓ no finding"))
            }
        }
    }
}
