import Testing

@testable import VodHookKit

@Suite struct FormatPageTests {
    @Test func `the reference page says what the format says`() throws {
        let introduction = """
            This page is made from the format that the loader itself checks by. A guide with examples is in
            [scenarios.md](scenarios.md). `$comment` is allowed in every object. Durations are strings with a unit:
            `"250ms"`, `"5s"`, `"2m"`, `"1h"`. Paths are JSONPath (RFC 9535). Regular expressions take linear time and know
            neither look-around nor back-references.
            """
        let page = FormatPage.markdown(for: .scenario, introduction: introduction) + "\n" + FormatPage.faults
        try Golden.expect(page, isFile: "docs/scenario-reference.md")
    }
}
