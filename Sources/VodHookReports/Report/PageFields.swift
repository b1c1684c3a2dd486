import JSONText

/// What a template shows, by name.
///
/// Text is escaped on its way in, so that no template can forget it.
struct PageFields {
    private(set) var values: [String: Any] = [:]

    /// Sets text from anywhere.
    mutating func set(_ name: String, _ text: String) { values[name] = MarkupText.escaped(text) }

    /// Sets a condition.
    mutating func set(_ name: String, _ condition: Bool) { values[name] = condition }

    /// Sets a number; those with a fraction have two digits.
    mutating func set(_ name: String, _ number: Double) { values[name] = Shown.fixed(number, 2) }

    /// Sets a list.
    mutating func set(_ name: String, _ list: [PageFields]) { values[name] = list.map(\.values) }

    /// Sets a list of at most one, for what may be absent.
    mutating func set(_ name: String, _ fields: PageFields?) { set(name, fields.map { [$0] } ?? []) }

    /// Sets one of the tool's own files, as it is.
    mutating func set(_ name: String, file path: String) { values[name] = EmbeddedFiles.text(path) }
}
