@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct FormatPageTests {
    @Test func `the reference page says what the format says`() throws {
        let introduction = """
            This page is made from the format that the loader itself checks by. A guide with examples is in
            [scenarios.md](scenarios.md). `$comment` is allowed in every object. Durations are strings with a unit:
            `"250ms"`, `"5s"`, `"2m"`, `"1h"`. Paths are JSONPath (RFC 9535). Regular expressions take linear time and know
            neither look-around nor back-references. An example is what stands at that place of a scenario with a media
            `movie` that has the renditions FD, LD and SD; all of them are run by the tests.
            """
        let page =
            FormatPage.markdown(
                for: .scenario, introduction: introduction, examples: FormatExamples.scenario)
            + "\n" + FormatPage.faults
        try Golden.expect(page, isFile: "docs/scenario-reference.md")
    }

    @Test func `every example belongs to a record`() {
        let names = Set(FileFormat.scenario.records.map(\.name))
        #expect(Set(FormatExamples.scenario.keys).subtracting(names) == [])
    }
}
