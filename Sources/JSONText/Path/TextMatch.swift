/// The place where a `TextPattern` matched, with the text of its groups.
public struct TextMatch: Sendable {
    /// The text of each group in order of opening parentheses; entry 0 is the whole match.
    public let groups: [String?]
    /// The names of the named groups and their numbers, in order of appearance.
    public let names: [(name: String, number: Int)]

    /// The whole text that matched.
    public var text: String { groups.first.flatMap { $0 } ?? "" }

    /// The text of group `number`; nil for a group that took no part in the match or does not exist.
    public subscript(number: Int) -> String? {
        groups.indices.contains(number) ? groups[number] : nil
    }

    /// The text of the group `name`; nil for a group that took no part in the match or does not exist.
    public subscript(name: String) -> String? {
        names.first { $0.name.hasSameBytes(as: name) }.flatMap { self[$0.number] }
    }
}
