package import JSONText
package import VodHookCatalogue

/// The facts of one media as people and programs read them: what the fields of events are bound to.
///
/// Names stand in alphabetical order; ids are shown as 16 hexadecimal digits, since each provider writes them its own way.
package enum FactTree {
    /// One line for each fact: its path, its type, its value; ends with a line break.
    package static func text(_ facts: Facts, name: String) -> String {
        var rows: [[String]] = []
        add(.group(facts), path: "media", to: &rows)
        let lines = TextTable.lines(["FACT", "TYPE", "VALUE"], rows)
        return "\(SafeText.line(name))\n" + lines.map { "\($0)\n" }.joined()
    }

    /// The facts as JSON; times are text in ISO 8601, ids as in `text`.
    package static func document(_ facts: Facts) -> JSONValue { value(.group(facts)) }

    private static func add(_ fact: Fact, path: String, to rows: inout [[String]]) {
        switch fact {
        case .group(let facts):
            for (name, inner) in sorted(facts) { add(inner, path: "\(path).\(name)", to: &rows) }
        case .list(let elements):
            if elements.isEmpty { rows.append([path, "list", "empty"]) }
            for (place, element) in elements.enumerated() {
                add(element, path: "\(path)[\(place)]", to: &rows)
            }
        case .bool: rows.append([path, "bool", shown(fact)])
        case .int: rows.append([path, "int", shown(fact)])
        case .decimal: rows.append([path, "decimal", shown(fact)])
        case .text: rows.append([path, "text", shown(fact)])
        case .time: rows.append([path, "time", shown(fact)])
        case .identity: rows.append([path, "id", shown(fact)])
        }
    }

    private static func shown(_ fact: Fact) -> String {
        let value = value(fact)
        return SafeText.line(value.string ?? JSONWriter.text(of: value))
    }

    private static func value(_ fact: Fact) -> JSONValue {
        switch fact {
        case .bool(let truth): return .bool(truth)
        case .int(let number): return .int(number)
        case .decimal(let number): return JSONNumber(shortest: number).map { .number($0) } ?? .null
        case .text(let text): return .string(text)
        case .time(let time): return .string(time.isoMilliseconds)
        case .identity(let identity):
            let digits = String(identity.token, radix: 16)
            return .string(String(repeating: "0", count: 16 - digits.utf8.count) + digits)
        case .list(let elements): return .array(elements.map(value))
        case .group(let facts):
            return .object(
                JSONObject(sorted(facts).map { JSONObject.Member(key: $0.name, value: value($0.fact)) }))
        }
    }

    private static func sorted(_ facts: Facts) -> [(name: String, fact: Fact)] {
        facts.byName.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
