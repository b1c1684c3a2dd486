import Testing
@testable import VodHookPlan

@Suite struct InterpolationTests {
    private static let values = ["a": "1", "empty": "", "nested": "${a}"]

    static let rows: [(String, String)] = [
        ("", ""), ("plain", "plain"), ("${a}", "1"), ("x${a}y${a}z", "x1y1z"), ("${empty}", ""),
        ("${b}", "${b}"),
        ("${b:-2}", "${b:-2}"), ("$", "$"), ("$a", "$a"), ("$$", "$$"), ("${", "${"), ("${a", "${a"),
        ("a}", "a}"), ("{a}", "{a}"),
        ("$${a}", "${a}"), ("$$${a}", "$${a}"), ("$$$${a}", "$$${a}"), ("$${", "${"), ("${a}$${a}", "1${a}"),
        ("${nested}", "${a}"),
        ("${}", "${}"), ("${ a }", "${ a }"), ("中${a}é", "中1é"), ("${a}}", "1}"),
    ]

    @Test(arguments: rows) func `known names are replaced and everything else stays`(
        _ text: String, _ expected: String
    ) {
        #expect(Interpolation.resolve(text) { Self.values[$0.name] } == expected)
    }

    @Test(arguments: [("$${a}${a}", "$${a}1"), ("$$${a}", "$$${a}"), ("$${", "$${")])
    func `escapes can be kept for the last time`(_ text: String, _ expected: String) {
        #expect(Interpolation.resolve(text, keepingEscapes: true) { Self.values[$0.name] } == expected)
    }

    @Test(arguments: ["${a}", "$${a}", "$$", "${", "x", "$$${a}$${"])
    func `an escaped text resolves to itself`(_ text: String) {
        #expect(Interpolation.resolve(Interpolation.escaped(text)) { _ in "wrong" } == text)
    }

    @Test func `a default stands behind a colon and a minus`() {
        let references = Interpolation.references(in: "${env.A:-b:-c} ${env.A:-} ${env.A} ${x:y} $${no}")
        #expect(references.map(\.name) == ["env.A", "env.A", "env.A", "x:y"])
        #expect(references.map(\.fallback) == ["b:-c", "", nil, nil])
    }

    @Test func `a MiB of openings is resolved in linear time`() {
        let text = String(repeating: "${", count: 1 << 19)
        #expect(Interpolation.resolve(text) { _ in nil } == text)
    }
}
