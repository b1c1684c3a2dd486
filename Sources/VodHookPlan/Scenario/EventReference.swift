package import JSONText
import VodHookCatalogue

/// A place in the body of an event, as `${movie.StreamTranscodeComplete.2.JobId}` names it behind the media.
package struct EventReference: Sendable, Equatable {
    package let event: String
    /// Which of the bodies of the event, from 1.
    package let number: Int
    /// Names of members and numbers of elements, from 0.
    package let path: [String]

    /// Reads `StreamTranscodeComplete.2.JobId`; nil when it is none.
    package init?(_ text: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 3, !words.contains(""), let number = Int(words[1]), number > 0 else {
            return nil
        }
        event = words[0]
        self.number = number
        path = Array(words.dropFirst(2))
    }

    /// The text or number there; nil when there is none.
    func value(in bodies: [JSONValue]) -> String? {
        guard bodies.indices.contains(number - 1) else { return nil }
        let found = path.reduce(Optional(bodies[number - 1])) { value, word in
            if let elements = value?.array {
                return Int(word).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            }
            return value?[word]
        }
        switch found {
        case .string(let text)?: return text
        case .number(let number)?: return number.literal
        case .object, .array, .bool, .null, nil: return nil
        }
    }

    /// The texts of a body by the paths under which a reference finds them.
    package static func texts(in body: JSONValue, _ path: [String] = []) -> [(path: String, text: String)] {
        switch body {
        case .string(let text): return [(path.joined(separator: "."), text)]
        case .array(let elements):
            return elements.enumerated().flatMap { texts(in: $1, path + [String($0)]) }
        case .object(let object):
            return object.members.flatMap { member in
                // A name that a reference cannot hold.
                member.key.isEmpty || member.key.contains(where: { ".{}$".contains($0) })
                    ? [] : texts(in: member.value, path + [member.key])
            }
        case .number, .bool, .null: return []
        }
    }
}
