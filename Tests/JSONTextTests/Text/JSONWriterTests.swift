@testable import JSONText
import Testing

@Suite struct JSONWriterTests {
    static let value: JSONValue = [
        "empty": [], "none": [:], "list": [1, [true], ["a": .null]], "text": "a/é中😀\u{2028}",
    ]

    @Test func `compact text has no white space`() {
        #expect(
            JSONWriter.text(of: Self.value)
                == "{\"empty\":[],\"none\":{},\"list\":[1,[true],{\"a\":null}],\"text\":\"a/é中😀\u{2028}\"}")
    }

    @Test func `pretty text has a member a line`() {
        #expect(
            JSONWriter.text(of: Self.value, layout: .pretty) == """
                {
                  "empty": [],
                  "none": {},
                  "list": [
                    1,
                    [
                      true
                    ],
                    {
                      "a": null
                    }
                  ],
                  "text": "a/é中😀\u{2028}"
                }
                """)
    }

    @Test func `only quotes, backslashes and control characters are escaped`() {
        for code in UInt8(0)...0x7F {
            let scalar = Unicode.Scalar(code)
            let written = JSONWriter.text(of: .string(String(scalar)))
            let expected =
                switch scalar {
                case "\"": "\"\\\"\""
                case "\\": "\"\\\\\""
                case "\u{8}": "\"\\b\""
                case "\u{C}": "\"\\f\""
                case "\n": "\"\\n\""
                case "\r": "\"\\r\""
                case "\t": "\"\\t\""
                case _ where code < 0x20 || code == 0x7F: "\"\\u00\(Hex.encode([code]))\""
                default: "\"\(scalar)\""
                }
            #expect(written.hasSameBytes(as: expected))
        }
        #expect(JSONWriter.text(of: "\r\n") == "\"\\r\\n\"")
    }
}
