@testable import JSONText
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        "0", "-0", "7", "-7", "10", "0.5", "-0.0", "1.50", "1e1", "1E1", "1e+1", "1e-1", "0e0", "0.0e-0",
        "123456789012345678901234567890", "1e999999999999999999999", "1.7976931348623157e308",
    ])
    func `a literal of the grammar is kept as written`(_ literal: String) throws {
        #expect(JSONNumber(literal: literal)?.literal == literal)
        let value = try JSONReader.value(of: Array("[\(literal)]".utf8))
        #expect(JSONWriter.text(of: value) == "[\(literal)]")
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "00", ".5", "1.", "1.e1", "1e", "1e+", "1e1.5", "0x10", "1_000", "1a",
        "--1",
        "1.5.2", "Infinity", "NaN", "١",
    ])
    func `anything else is no number`(_ literal: String) {
        #expect(JSONNumber(literal: literal) == nil)
        #expect(throws: JSONSyntaxError.self) {
            try JSONReader.value(of: Array("[\(literal),\(literal)]".utf8))
        }
    }

    @Test(arguments: [" 1", "1 ", "1\n"]) func `white space does not belong to a number`(_ literal: String) {
        #expect(JSONNumber(literal: literal) == nil)
    }

    static let faults = [
        ("[-]", "1:3 unexpected ] in a number"), ("[1.]", "1:4 unexpected ] in a number"),
        ("[1.e1]", "1:4 unexpected e in a number"), ("[1e]", "1:4 unexpected ] in a number"),
        ("[1e+x]", "1:5 unexpected x in a number"), ("-", "1:2 unexpected the end of the text in a number"),
        ("[012]", "1:2 a number must not start with a zero before other digits"),
        ("[-00]", "1:2 a number must not start with a zero before other digits"),
        ("[1.2.3]", "1:5 expected a comma or ], found ."), ("[1-2]", "1:3 expected a comma or ], found -"),
    ]

    @Test(arguments: faults) func `a fault in a number is told at its place`(
        _ text: String, _ expected: String
    ) {
        let findings = JSONReader.read(SourceText(name: "a.json", text: text)).findings
        #expect(findings.map { "\($0.position.line):\($0.position.column) \($0.message)" } == [expected])
    }

    /// Each group holds spellings of one value; the groups rise.
    static let rising = [
        ["-1e1000000", "-10e999999"], ["-1e400"], ["-123456789012345678901"], ["-1.5", "-15e-1", "-0.15e1"],
        ["-1"],
        ["-0.1", "-1e-1"], ["-1e-400"], ["0", "-0", "0.0", "0e5", "-0.000e-7", "0e99999999999999999999"],
        ["1e-1000000"],
        ["1e-400", "0.1e-399"], ["0.1", "1e-1", "0.10"], ["1", "1.0", "10e-1", "0.1e1"],
        ["1.0000000000000000000001"],
        ["1.5"], ["9.99"], ["10", "1e1", "1.0E+1", "100e-1"], ["9007199254740992"], ["9007199254740993"],
        ["9223372036854775807"], ["9223372036854775808"], ["1e400"], ["1e1000000"],
    ]

    @Test func `comparison is exact whatever the size`() throws {
        let groups = try Self.rising.map { try $0.map { try #require(JSONNumber(literal: $0)) } }
        for (low, lower) in groups.enumerated() {
            for (high, higher) in groups.enumerated() {
                for left in lower {
                    for right in higher {
                        #expect((left == right) == (low == high), "\(left.literal) == \(right.literal)")
                        #expect((left < right) == (low < high), "\(left.literal) < \(right.literal)")
                    }
                }
            }
        }
    }

    static let integers: [(String, Int64?)] = [
        ("0", 0), ("-0", 0), ("-0.0", 0), ("15", 15), ("15.0", 15), ("1.5e1", 15), ("150e-1", 15),
        ("1.5", nil),
        ("9223372036854775807", .max), ("9223372036854775808", nil), ("-9223372036854775808", .min),
        ("-9223372036854775809", nil), ("9223372036854775807.0", .max), ("1e18", 1_000_000_000_000_000_000),
        ("1e19", nil), ("-9.223372036854775808e18", .min), ("1e400", nil), ("1e-400", nil),
        ("1e99999999999999999999", nil),
        ("1e-99999999999999999999", nil), ("0e99999999999999999999", 0), ("12300e-2", 123),
    ]

    @Test(arguments: integers) func `a whole number that fits is an integer`(
        _ literal: String, _ value: Int64?
    ) {
        #expect(JSONNumber(literal: literal)?.int64 == value)
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1e400", true), ("10e-1", true), ("1.5", false), ("1e-1", false),
        ("-0.0", true),
    ])
    func `whole numbers are told by value`(_ literal: String, _ isWhole: Bool) {
        #expect(JSONNumber(literal: literal)?.isWhole == isWhole)
    }

    static let written: [(Double, String?, String?)] = [
        (0, "0", "0.0"), (-0.0, "0", "0.0"), (15, "15", "15.0"), (-3, "-3", "-3.0"), (0.1, "0.1", "0.1"),
        (154.37, "154.37", "154.37"), (999_999_999_999_999, "999999999999999", "999999999999999.0"),
        (1e15, "1000000000000000", "1000000000000000.0"), (1e17, "1e+17", "1e+17"),
        (1.5e300, "1.5e+300", "1.5e+300"), (.leastNonzeroMagnitude, "5e-324", "5e-324"),
        (.infinity, nil, nil), (-.infinity, nil, nil), (.nan, nil, nil),
    ]

    @Test(arguments: written)
    func `a double is written so that it reads back`(
        _ value: Double, _ shortest: String?, _ withFraction: String?
    ) {
        #expect(JSONNumber(shortest: value)?.literal == shortest)
        #expect(JSONNumber(withFraction: value)?.literal == withFraction)
        if let literal = shortest {
            #expect(JSONNumber(literal: literal)?.double == value)
        }
    }
}
