import JSONText
import VodHookCatalogue
import VodHookPlan

/// Variations that a receiver refuses, or takes without effect.
extension VariationMaker {
    // MARK: Invalid

    var invalid: [BodyVariation] {
        var all = neighbours
        for place in places {
            // An event about another media, or about none, says nothing of what becomes of this one.
            let expectedState: BodyVariation.ExpectedState = names(place) ? .open : .doneOrNothing
            for value in Self.otherTypes(place.value) {
                all += setting(
                    place, value, "with \(place.shown) as \(Self.noun(value))", "wrong type", expectedState)
            }
            let isRequired = place.spec.isRequired || envelope.essential.contains(place.spec.name)
            if isRequired {
                all += drop(place, "without \(place.shown)", "required field absent", expectedState)
            }
            if !place.spec.isNullable {
                // Many languages write null for an empty list or an absent value, so there nobody can tell.
                all += setting(
                    place, .null, "with \(place.shown) null", "null", isRequired ? expectedState : .open)
            }
            all += outOfRange(place)
        }
        return all
    }

    /// True when the field says which media, or which event, the body is about.
    private func names(_ place: FieldPlace) -> Bool {
        place.path == envelope.event || (place.value.string.map { identities.contains($0) } ?? false)
    }

    private func outOfRange(_ place: FieldPlace) -> [BodyVariation] {
        var all: [BodyVariation] = []
        func add(_ value: JSONValue, _ expectedState: BodyVariation.ExpectedState) {
            let text = JSONWriter.text(of: value)
            let shown = text.utf8.count > 24 ? "of \(text.utf8.count) bytes" : text
            all += setting(place, value, "with \(place.shown) \(shown)", "out of range", expectedState)
        }
        switch place.value {
        case .number:
            if let minimum = place.spec.minimum, let least = minimum.int64 {
                add(.int(Int(least &- 1)), .doneOrNothing)
            }
            for literal in ["-1", "9007199254740993", "9223372036854775808", "1e308", "0.5"] {
                if let number = JSONNumber(literal: literal) { add(.number(number), .open) }
            }
        case .string(let text):
            if !text.isEmpty { add("", .open) }
            add(.string(String(repeating: "x", count: 65_536)), .open)
            if JSONNumber(literal: text) != nil { add("NaN", .open) }
            if text.utf8.count == 20, text.hasSuffix("Z") { add("9999-99-99T99:99:99Z", .open) }
            let isJSON = place.spec.type == .objectText || place.spec.type == .arrayText
            if isJSON { add("{", .doneOrNothing) }
        default: break
        }
        return all
    }

    private static func otherTypes(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .string: [12_345, [:], ["text"], true]
        case .number(let number): [.string(number.literal), "text", [], [:]]
        case .bool(let truth): [.string(truth ? "true" : "false"), 2]
        case .array: ["text", ["key": "value"], [1, "two", .null], 7]
        case .object: ["text", [1], 7]
        case .null: []
        }
    }

    private static func noun(_ value: JSONValue) -> String {
        switch value {
        case .object(let object): object.count == 0 ? "an object" : JSONWriter.text(of: value)
        case .array(let elements): elements.isEmpty ? "an array" : JSONWriter.text(of: value)
        default: JSONWriter.text(of: value)
        }
    }

    // MARK: Hostile

    var hostile: [BodyVariation] {
        let size = JSONWriter.bytes(of: body).count
        var all = [
            fault("not-json", "that is no JSON", .doneOrNothing),
            fault("empty-body", "that is empty", .doneOrNothing),
            fault("byte-order-mark", "with a byte order mark", .doneOrNothing),
            fault("duplicate-key", "with its first key twice", .doneOrNothing),
            fault("invalid-utf8", "with a byte that is no UTF-8", .open),
            fault("huge-body", "of 1 MiB", .doneOrNothing),
            fault("huge-body", "of 2 MiB", .doneOrNothing) { $0.bytes = 2 << 20 },
            fault("deep-body", "nested 50,000 deep", .doneOrNothing),
        ]
        for bytes in [1, size / 2, size - 1] where bytes > 0 {
            all.append(
                fault("truncated", "cut off after \(bytes) bytes", .doneOrNothing) { $0.bytes = bytes })
        }
        for charset in ["utf-16", "utf-16be"] {
            all.append(fault("other-charset", "in \(charset)", .doneOrNothing) { $0.value = charset })
        }
        for text in Self.plainTexts + envelope.hostileBodies + Self.otherTexts {
            all.append(fault("replaced-body", "that is \(text)", .doneOrNothing) { $0.value = text })
        }
        let prototype = (
            "\"__proto__\":\(JSONWriter.text(of: envelope.hostilePrototype)),", "the key __proto__"
        )
        for (text, label) in Self.insertedMembers + [prototype] + Self.insertedMarks {
            all.append(
                fault("inserted-text", "with \(label) in front", .doneOrNothing) {
                    $0.bytes = 1
                    $0.value = text
                })
        }
        for text in ["{}", "x", ",", "\u{0}"] {
            all.append(
                fault("inserted-text", "with \(SafeText.line(text)) behind its end", .doneOrNothing) {
                    $0.bytes = size
                    $0.value = text
                })
        }
        return all
    }

    private static let plainTexts = [
        "null", "true", "0", "-", "[]", "{}", "\"text\"", "[{}]", "[null]",
    ]

    private static let otherTexts = [
        "{\"__proto__\":{\"isAdmin\":true}}", "{'a':1}", "{\"a\":1,}", "// comment\n{}", "NaN", " ", "%7B%7D",
        "a=1&b=2", "<event/>",
    ]

    private static let insertedMembers = [
        ("\"VodhookNumber\":1e999999,", "the number 1e999999"),
        ("\"VodhookNumber\":-0.0e-999999,", "the number -0.0e-999999"),
        ("\"VodhookNumber\":\(String(repeating: "9", count: 400)),", "a number of 400 digits"),
        ("\"VodhookNumber\":01,", "the number 01"),
        ("\"VodhookText\":\"\\ud800\",", "half of a surrogate pair"),
        ("\"VodhookText\":\"\\u0000\",", "the character U+0000"),
    ]

    private static let insertedMarks = [
        ("\"\":\"\",", "an empty key"),
        (
            "\"VodhookList\":\(String(repeating: "[", count: 900))\(String(repeating: "]", count: 900)),",
            "900 brackets"
        ),
        (",", "a comma"), ("\u{0}", "a zero byte"), ("\u{B}", "a vertical tab"),
    ]

    /// Text put in at a random place.
    func drawn(_ chance: inout SeededGenerator) -> BodyVariation {
        let size = max(JSONWriter.bytes(of: body).count, 2)
        let tokens = [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "\\u12", "\u{0}", "\u{FEFF}", "null", "-", "1e", "\n",
        ]
        let place = chance.int(in: 1...(size - 1))
        if chance.bool(chance: 0.3) {
            return fault("truncated", "cut off after \(place) bytes", .open) { $0.bytes = place }
        }
        let token = chance.element(of: tokens) ?? "\""
        return fault(
            "inserted-text", "with \(SafeText.line(token)) put in after \(place) bytes", .open
        ) {
            $0.bytes = place
            $0.value = token
        }
    }
}
