import Foundation
import Testing

/// The HTML report in a browser, with 2,001 deliveries.
@Suite(.serialized, .enabled(if: Tool.isThere("chromium"), "chromium is not installed"))
struct BrowserTests {
    private static let many = """
        {
          "name": "Many", "provider": "aliyun", "seed": 7, "media": { "movie": { "extend": "order-42" } },
          "steps": [
            { "repeat": 1000, "steps": [ { "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" } ] },
            { "emit": "SnapshotComplete", "expect": { "status": 418 } }
          ]
        }
        """

    /// What the page says of itself after `script`, which calls `done` with a value.
    private func ask(_ page: String, _ script: String, _ flags: [String], in folder: Folder) async throws
        -> JSON
    {
        let end = try #require(page.range(of: "</body>", options: .backwards))
        let injected = """
            <script>
            addEventListener("load", () => {
              const form = document.getElementById("filter");
              const count = () => form.querySelector("output").textContent;
              const shown = () => [...document.querySelectorAll(".item")].filter((item) => item.offsetHeight > 0).length;
              const done = (value) => {
                const result = document.createElement("pre");
                result.id = "result";
                result.textContent = JSON.stringify(value);
                document.body.append(result);
              };
              \(script)
            });
            </script>
            """
        try folder.write(page.replacingCharacters(in: end, with: injected + "</body>"), to: "asked.html")
        let outcome = try await Tool.run(
            "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu",
                "--user-data-dir=\(folder.path("profile"))",
                "--enable-logging=stderr", "--dump-dom",
            ] + flags + ["file://\(folder.path("asked.html"))"], in: folder)
        let messages = outcome.stderr.split(separator: "\n").filter { $0.contains("CONSOLE") }
        #expect(messages.isEmpty, "the page writes to the console: \(messages)")
        let found = try #require(
            outcome.stdout.firstMatch(of: /<pre id="result">([^<]*)</), "no result: \(outcome.stderr)")
        return try JSON(String(found.1).replacingOccurrences(of: "&gt;", with: ">"))
    }

    @Test func `filter and search work and stay quick with 2,001 deliveries`() async throws {
        try await Folder.with { folder in
            try folder.write(Self.many, to: "many.json")
            let run = try await Program.run(
                ["run", "many.json", "--speed", "max", "--quiet", "--report", "html=page.html"], in: folder)
            #expect(run.exit == 1)
            let page = try folder.read("page.html")
            // Typing is answered after a pause, so the browser's clock runs ahead.
            let typed = try await ask(
                page,
                """
                const type = (text) => {
                  form.elements.text.value = text;
                  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
                };
                const result = { before: count() };
                type("SnapshotComplete");
                setTimeout(() => {
                  result.searched = count();
                  result.shown = shown();
                  type("");
                  setTimeout(() => {
                    result.cleared = count();
                    form.querySelector("[data-show=failed]").click();
                    result.failed = count();
                    done(result);
                  }, 1000);
                }, 1000);
                """, ["--virtual-time-budget=10000"], in: folder)
            #expect(typed["before"] == .string("2001 deliveries"))
            #expect(typed["searched"] == .string("1 of 2001 deliveries"))
            #expect(typed["shown"] == .number(1))
            #expect(typed["cleared"] == .string("2001 deliveries"))
            #expect(typed["failed"] == .string("1 of 2001 deliveries"))
            // Measured by the real clock; a hundredth of this is usual.
            let slowest = try await ask(
                page,
                """
                const times = ["SnapshotComplete", "order-42", ""].map((text) => {
                  const start = performance.now();
                  form.elements.text.value = text;
                  form.dispatchEvent(new Event("change"));
                  document.body.offsetHeight;
                  return performance.now() - start;
                });
                done(Math.max(...times));
                """, [], in: folder)
            #expect((slowest.number ?? .infinity) < 5000, "a change of the filter takes \(slowest) ms")
        }
    }

    @Test func `nothing is wider than a phone`() async throws {
        try await Folder.with { folder in
            let run = try await Program.run(
                [
                    "run", "scenarios/aliyun", "scenarios/delivery/lost.json", "--speed", "max", "--quiet",
                    "--report", "html=page.html",
                ], in: folder)
            #expect(run.exit == 0, "\(run.stdout)")
            // The headless window is at least 500 pixels wide; a frame can be as narrow as a phone.
            let page = try folder.read("page.html")
            let width = try await ask(
                page,
                """
                if (window !== top) return;
                const frame = document.createElement("iframe");
                frame.style.width = "360px";
                frame.srcdoc = document.documentElement.outerHTML;
                frame.onload = () => {
                  for (const details of frame.contentDocument.querySelectorAll("details")) details.open = true;
                  done(frame.contentDocument.documentElement.scrollWidth);
                };
                document.body.append(frame);
                """, ["--virtual-time-budget=10000"], in: folder)
            #expect((width.number ?? .infinity) <= 360)
        }
    }
}
