/// Writes the answers of the API: elements in a row, without blanks between them.
struct XMLText: Sendable {
    /// The namespace of everything but errors.
    static let namespace = "http://mns.aliyuncs.com/doc/v1/"
    /// The one of `Error`: the Java SDK takes it for an error only without the slash.
    static let errorNamespace = "http://mns.aliyuncs.com/doc/v1"

    private(set) var bytes: [UInt8]

    /// A document without a root yet.
    init() { bytes = Array("<?xml version=\"1.0\" encoding=\"utf-8\"?>".utf8) }

    /// A part of a document.
    init(fragment: [UInt8]) { bytes = fragment }

    /// Opens an element, puts in what `content` writes, and closes it.
    mutating func element(_ name: String, in namespace: String? = nil, _ content: (inout XMLText) -> Void) {
        bytes += "<\(name)".utf8
        if let namespace { bytes += " xmlns=\"\(namespace)\"".utf8 }
        bytes += ">".utf8
        content(&self)
        bytes += "</\(name)>".utf8
    }

    /// An element with nothing but text.
    mutating func element(_ name: String, _ text: some StringProtocol) {
        element(name) { $0.text(text.utf8) }
    }

    /// An element with a number.
    mutating func element(_ name: String, _ number: some BinaryInteger) {
        bytes += "<\(name)>\(number)</\(name)>".utf8
    }

    /// An element with text as bytes.
    mutating func element(_ name: String, bytes text: [UInt8]) {
        element(name) { $0.text(text) }
    }

    /// What is XML already.
    mutating func raw(_ fragment: [UInt8]) { bytes += fragment }

    /// Text with what is mark-up as references, and U+FFFD for what XML cannot hold.
    private mutating func text(_ text: some Collection<UInt8>) {
        for byte in text {
            switch byte {
            case 0x26: bytes += "&amp;".utf8
            case 0x3C: bytes += "&lt;".utf8
            case 0x3E: bytes += "&gt;".utf8
            // A reader would take it for a line feed.
            case 0x0D: bytes += "&#xD;".utf8
            case 0x09, 0x0A, 0x20...: bytes.append(byte)
            default: bytes += "\u{FFFD}".utf8
            }
        }
    }
}
