/// Text from outside made fit for XML and HTML, whatever it holds.
///
/// Works on scalars: to Swift a quotation mark with a combining accent is one character that is no quotation
/// mark, to a browser it ends the attribute.
package enum MarkupText {
    /// Where the text will stand.
    package enum Place {
        /// Between tags, or within a quoted attribute of HTML.
        case content
        /// Within a quoted attribute of XML, where parsers turn plain line breaks into blanks.
        case xmlAttribute
    }

    /// `text` with mark-up characters as references and what XML forbids as visible signs.
    package static func escaped(_ text: String, for place: Place = .content) -> String {
        text.replacingScalars { replacement($0, place) }
    }

    private static func replacement(_ scalar: Unicode.Scalar, _ place: Place) -> String? {
        switch scalar {
        case "&": return "&amp;"
        case "<": return "&lt;"
        case ">": return "&gt;"
        case "\"": return "&quot;"
        case "'": return "&#39;"
        case "\n", "\t": return place == .xmlAttribute ? "&#\(scalar.value);" : nil
        // The control pictures of Unicode: a NUL shows as ␀, a carriage return as ␍.
        case _ where scalar.value < 0x20: return picture(0x2400 + scalar.value)
        case "\u{7F}": return picture(0x2421)
        case "\u{80}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": return "\u{FFFD}"
        default: return nil
        }
    }

    private static func picture(_ value: UInt32) -> String {
        Unicode.Scalar(value).map { String(Character($0)) } ?? "\u{FFFD}"
    }
}
