import Testing

/// The walk through `docs/explore.md`, done as it says: the receiver, the finding, the fix, the green run.
@Suite(.serialized) struct ExplorePageTests {
    @Test func `what the page tells happens`() async throws {
        let page = try PageWalk("explore.md")
        let receiver = try page.block("python")
        try await Folder.with { folder in
            try folder.write(try page.block("json"), to: "upload.json")
            try await page.with(receiver) { url in
                let plain = try await Program.run(["run", "upload.json", "--target", url], in: folder)
                #expect(plain.exit == 0, "\(plain.stdout)\(plain.stderr)")
                let found = try await Program.run(
                    ["explore", "upload.json", "--target", url], in: folder, seconds: 600)
                #expect(found.exit == 1, "\(found.stdout)\(found.stderr)")
                let findings = try page.block("console", 1).split(separator: "\n").filter {
                    $0.hasPrefix("✗ ")
                }
                #expect(findings.count == 4)
                for finding in findings.dropFirst().dropLast() {
                    #expect(found.stdout.contains("\(finding)\n"), "\(found.stdout)")
                }
                let saved = try JSON(try folder.read("vodhook-failures/an-upload-1.json"))
                #expect(saved["steps"] == (try JSON(try page.block("json", 1))))
                let again = try await Program.run(
                    ["run", "vodhook-failures/an-upload-1.json", "--target", url], in: folder)
                #expect(again.exit == 1, "\(again.stdout)\(again.stderr)")
            }
            try await page.with(try page.applying(try page.block("diff"), to: receiver)) { url in
                let green = try await Program.run(["run", "vodhook-failures", "--target", url], in: folder)
                #expect(green.exit == 0, "\(green.stdout)\(green.stderr)")
                let none = try await Program.run(
                    ["explore", "upload.json", "--target", url, "--histories", "200"], in: folder)
                #expect(none.exit == 0, "\(none.stdout)\(none.stderr)")
                #expect(none.stdout.contains("✓ no finding"))
            }
        }
    }
}
