import Testing

@testable import QueueServer

/// What is read as XML, and what is not.
@Suite struct XMLReaderTests {
    @Test(
        arguments: [
            ("<a>x</a>", "x"), ("<?xml version=\"1.0\"?>\n<a>x</a>\n", "x"), ("\u{FEFF}<a>x</a>", "x"),
            ("<a xmlns='u' b=\"&lt;\">x</a >", "x"), ("<p:a xmlns:p='u'>x</p:a>", "x"),
            ("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x42;</a>", "&<>\"'AB"), ("<a><![CDATA[<&]]]]></a>", "<&]]"),
            ("<a>1<!-- - -->2<?p ?>3</a>", "123"), ("<a>\r\n\r</a>", "\n\n"), ("<a>&#13;</a>", "\r"),
            ("<a/>", ""), ("<a></a>", ""), ("<!-- c --><a>é𝄞</a><!-- d -->", "é𝄞"),
        ] as [(String, String)])
    func `text is what it says`(document: String, text: String) throws {
        let root = try XMLReader.root(of: Array(document.utf8))
        #expect(root.name == "a" && String(decoding: root.text, as: UTF8.self) == text)
    }

    @Test(
        arguments: [
            "", "x", "<a>", "<a></b>", "<a/><b/>", "<a b></a>", "<a b=c></a>", "<a b='1' b='2'/>",
            "<a b='1'c='2'/>",
            "<a>&b;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&</a>", "<a>& amp;</a>", "<a>\u{1}</a>",
            "<1a/>", "< a/>",
            "<a b='<'/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><!DOCTYPE b></a>",
            "<a><![CDATA[x]]</a>",
            "<a/>x", "<:a/>x", "<a><!-- </a>", "<a>&#+65;</a>",
        ])
    func `anything else is malformed`(document: String) {
        #expect(throws: XMLReader.Malformed.self) { try XMLReader.root(of: Array(document.utf8)) }
    }

    @Test func `bytes that are no UTF-8 are malformed`() {
        #expect(throws: XMLReader.Malformed.self) {
            try XMLReader.root(of: Array("<a>".utf8) + [0xFF] + Array("</a>".utf8))
        }
    }

    @Test(arguments: [(16, true), (17, false), (100_000, false)])
    func `depth is bounded`(depth: Int, isGood: Bool) {
        let text = String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        let isRead = (try? XMLReader.root(of: Array(text.utf8))) != nil
        #expect(isRead == isGood)
    }

    @Test func `what is written reads back`() throws {
        let texts = ["plain", "<&>\"'", " a\nb\tc\rd\r\n", "é漢𝄞", "]]>"]
        for text in texts {
            var xml = XMLText()
            xml.element("a", in: XMLText.namespace) { $0.element("b", text) }
            let root = try XMLReader.root(of: xml.bytes)
            #expect(root.child("b")?.text == Array(text.utf8))
        }
    }
}
