@testable import JSONText
import Testing

@Suite struct MarkupTextTests {
    @Test(arguments: [
        ("plain text, 漢字 and \u{1F3AC}", "plain text, 漢字 and \u{1F3AC}"),
        ("<a href=\"b\" c='d'>&amp;", "&lt;a href=&quot;b&quot; c=&#39;d&#39;&gt;&amp;amp;"),
        ("]]>", "]]&gt;"),
        ("a\0b\u{1B}\u{7F}\r\n\tc", "a␀b␛␡␍\n\tc"),
        ("\u{85}\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("\"\u{301}<\u{200D}", "&quot;\u{301}&lt;\u{200D}"),
    ])
    func `mark-up and control characters are made harmless`(_ text: String, _ escaped: String) {
        #expect(MarkupText.escaped(text).hasSameBytes(as: escaped))
    }

    @Test func `line breaks in an attribute of XML are kept`() {
        #expect(MarkupText.escaped("a\n\tb", for: .xmlAttribute) == "a&#10;&#9;b")
    }
}
