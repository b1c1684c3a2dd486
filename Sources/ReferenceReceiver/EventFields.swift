import JSONText

/// The members of a callback, read leniently.
///
/// The vendors' own pages disagree on types: `Bitrate` is `925` in an old table and `"925"` in a new one, `Size`
/// comes as a number or as text. A receiver that insists on one of them breaks on the other. Unknown members
/// are never looked at, absent ones are nil.
struct EventFields: Sendable {
    /// The members as they came.
    let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    /// A string with at least one character; a number counts as its literal.
    func text(_ key: String) -> String? {
        switch object[key] {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let number): number.literal
        default: nil
        }
    }

    /// The first of several spellings that is there: `FileUrl` and `FileURL` are both in use.
    func text(anyOf keys: String...) -> String? {
        for key in keys { if let text = text(key) { return text } }
        return nil
    }

    /// A number, or text that is one; `15`, `15.0` and `"15"` give the same literal.
    func number(_ key: String) -> JSONNumber? {
        let found: JSONNumber? =
            switch object[key] {
            case .number(let number): number
            case .string(let text): JSONNumber(literal: text)
            default: nil
            }
        guard let found else { return nil }
        if let whole = found.int64 { return JSONNumber(Int(whole)) }
        return JSONNumber(shortest: found.double)
    }

    /// A truth value, however it is written: the query API of Alibaba says 1 and 0 where the event says true.
    func truth(_ key: String) -> Bool? {
        switch object[key] {
        case .bool(let truth): truth
        case .number(let number): number.int64.map { $0 != 0 }
        case .string("true"), .string("1"): true
        case .string("false"), .string("0"): false
        default: nil
        }
    }

    /// The members of a nested object.
    func object(_ key: String) -> EventFields? { object[key]?.object.map(EventFields.init) }

    /// The objects of a nested array; null, an absent array and other elements give nothing.
    func objects(_ key: String) -> [EventFields] {
        (object[key]?.array ?? []).compactMap { $0.object.map(EventFields.init) }
    }

    /// The strings of an array, or of one text with commas.
    func texts(_ key: String) -> [String] {
        switch object[key] {
        case .array(let elements): elements.compactMap(\.string)
        case .string(let list): list.split(separator: ",").map(String.init)
        default: []
        }
    }

    /// An object that may be packed into a string as JSON text, and there into an array.
    ///
    /// `DynamicImageJobInfo` is documented as an array, described as text, and printed as text that holds an
    /// object. Text that is not JSON counts as absent: the rest of the event is still worth keeping.
    func unpackedObject(_ key: String) -> EventFields? {
        guard var value = object[key] else { return nil }
        if case .string(let text) = value {
            do throws(JSONSyntaxError) {
                value = try JSONReader.value(of: Array(text.utf8), name: key)
            } catch {
                return nil
            }
        }
        return (value.object ?? value.array?.first?.object).map(EventFields.init)
    }

    /// True for `success`, `Success`, `Succeed`; false for `fail`, `Failed` and everything else; nil when absent.
    func succeeded(_ key: String) -> Bool? {
        text(key).map { ["success", "succeed", "succeeded"].contains($0.lowercased()) }
    }
}
