/// One way in which a value breaks a schema.
public struct SchemaViolation: Sendable, Equatable, CustomStringConvertible {
    /// The place in the value for people, such as `$.items[0]['odd name']`.
    ///
    /// For a mistake inside JSON text it is the place of the string; the message tells the rest of the way.
    public let path: String
    /// The same place as a JSON Pointer (RFC 6901), such as `/items/0/odd name`.
    public let pointer: String
    /// The keyword that is broken, such as `#/properties/a/type`; the URI comes first in other documents.
    public let keywordLocation: String
    /// What is wrong, in a sentence with a lower-case start and no final stop.
    public let message: String

    /// The path and the message.
    public var description: String { "\(path): \(message)" }
}

/// A place in a value while it is validated, in its two spellings.
struct SchemaInstancePath {
    var steps: [NormalizedPath.Step] = []

    /// The place for people: names that are plain words stand after a dot.
    var text: String {
        var text = "$"
        for step in steps {
            if case .name(let name) = step, Self.isPlain(name) {
                text += "." + name
            } else {
                text += NormalizedPath([step]).description.dropFirst()
            }
        }
        return text
    }

    var pointer: String {
        var text = ""
        for step in steps {
            switch step {
            case .name(let name): text += "/" + Self.pointerToken(name)
            case .index(let index): text += "/\(index)"
            }
        }
        return text
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first < 0x30 || first > 0x39 else { return false }
        return name.utf8.allSatisfy {
            $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
        }
    }

    /// One step of a JSON Pointer, escaped.
    static func pointerToken(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return name }
        var text = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": text.append(contentsOf: "~0".unicodeScalars)
            case "/": text.append(contentsOf: "~1".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// The name behind one step of a JSON Pointer, or nil when its escapes are wrong.
    static func name(ofPointerToken token: [UInt8]) -> String? {
        var bytes: [UInt8] = []
        var index = 0
        while index < token.count {
            if token[index] == 0x7E {
                index += 1
                guard index < token.count, token[index] == 0x30 || token[index] == 0x31 else { return nil }
                bytes.append(token[index] == 0x30 ? 0x7E : 0x2F)
            } else {
                bytes.append(token[index])
            }
            index += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
