/// The one canonical path of a place in a document (RFC 9535 section 2.7).
public struct NormalizedPath: Sendable, Equatable, CustomStringConvertible {
    /// One step down from a value to a child.
    public enum Step: Sendable, Equatable {
        /// Into the member of an object.
        case name(String)
        /// Into the element of an array, counted from 0.
        case index(Int)

        /// True when both are the same step; names compare by bytes.
        public static func == (left: Step, right: Step) -> Bool {
            switch (left, right) {
            case (.name(let a), .name(let b)): a.hasSameBytes(as: b)
            case (.index(let a), .index(let b)): a == b
            default: false
            }
        }
    }

    /// The steps from the root; none for the root itself.
    public let steps: [Step]

    /// The path that takes `steps` from the root.
    public init(_ steps: [Step] = []) { self.steps = steps }

    init(_ trail: JSONPathTrail?) {
        var steps: [Step] = []
        var link = trail
        while let here = link {
            steps.append(here.step)
            link = here.parent
        }
        self.steps = steps.reversed()
    }

    /// The path as the standard writes it, such as `$['items'][0]`.
    public var description: String {
        var text = "$"
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .name(let name): text += "['" + Self.escaped(name) + "']"
            }
        }
        return text
    }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "'": text += "\\'"
            case "\\": text += "\\\\"
            case "\0"..<" ": text += "\\u00" + Hex.encode([UInt8(truncatingIfNeeded: scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// The way from the root to a place, shared between places below the same parent.
///
/// A class so that thousands of places can share one parent without copying the way to it.
final class JSONPathTrail: Sendable {
    let parent: JSONPathTrail?
    let step: NormalizedPath.Step

    init(_ parent: JSONPathTrail?, _ step: NormalizedPath.Step) {
        self.parent = parent
        self.step = step
    }
}

extension NormalizedPath {
    /// The value at this place of `root`; nil when there is none.
    package func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for step in steps {
            let next: JSONValue? =
                switch step {
                case .name(let name): value[name]
                case .index(let index): value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// The name of the member that it leads to; nil for the root and for elements of arrays.
    package var name: String? {
        if case .name(let name) = steps.last { name } else { nil }
    }

    /// The path with a point before each name that allows it.
    package var shortened: String {
        steps.reduce("$") { text, step in
            switch step {
            case .index(let index): return "\(text)[\(index)]"
            case .name(let name):
                let isPlain =
                    !name.isEmpty
                    && name.utf8.allSatisfy { byte in
                        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F
                    } && !(0x30...0x39).contains(name.utf8.first ?? 0x30)
                return isPlain
                    ? "\(text).\(name)" : text + NormalizedPath([.name(name)]).description.dropFirst()
            }
        }
    }
}
