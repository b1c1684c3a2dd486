import Testing
@testable import VodHookReports

@Suite struct DetectionMatrixTests {
    private static let matrix = DetectionMatrix([
        DetectionMatrix.Row("none", [:]),
        DetectionMatrix.Row(
            "lost-update",
            [
                .run: DetectionMatrix.Detection("faults/overlap.json"),
                .explore: DetectionMatrix.Detection("aliyun/success.json", how: "2 deliveries"),
            ]),
    ])

    @Test func `the table is Markdown`() {
        #expect(
            Self.matrix.markdown == """
                | bug | `vodhook run` | `vodhook explore` | `vodhook fuzz` |
                | --- | --- | --- | --- |
                | `none` | – | – | – |
                | `lost-update` | `faults/overlap.json` | `aliyun/success.json`, 2 deliveries | – |

                """)
    }

    @Test func `a document with the table gives it back`() {
        let document = "# Title\n\nText with | one bar.\n\n\(Self.matrix.markdown)\nMore text.\n"
        #expect(DetectionMatrix(markdown: document) == Self.matrix)
        #expect(DetectionMatrix(markdown: "nothing").rows.isEmpty)
    }
}
