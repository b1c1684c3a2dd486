package import JSONText
package import VodHookCatalogue

/// Breaks bodies on purpose.
///
/// What comes out is signed and sent as it is.
package enum BodyFaults {
    /// The bytes of `body` with the body faults among `faults` done to them, in the order of the scenario.
    package static func bytes(of body: JSONValue, _ faults: [Fault], _ envelope: Envelope) -> [UInt8] {
        var draft = Draft(value: body)
        for fault in faults { change(&draft, fault, envelope) }
        return bytes(of: draft.bytes, faults)
    }

    /// As `bytes(of:_:_:)`, for a body that is there in bytes already: they are kept unless a fault acts on the value.
    static func bytes(
        of value: JSONValue?, written: [UInt8], _ faults: [Fault], _ envelope: Envelope
    ) -> [UInt8] {
        if let value, faults.contains(where: actsOnValue) { return bytes(of: value, faults, envelope) }
        return bytes(of: written, faults)
    }

    private static func bytes(of written: [UInt8], _ faults: [Fault]) -> [UInt8] {
        var bytes = written
        for fault in faults {
            if case .body(.bytes(let fault)) = fault.kind { change(&bytes, fault) }
        }
        return bytes
    }

    private static func actsOnValue(_ fault: Fault) -> Bool {
        if case .body(.value) = fault.kind { true } else { false }
    }

    // MARK: Places

    /// True for a fault that is about one place of a body, which a body may not have.
    static func isAimed(_ fault: Fault) -> Bool {
        fault.word.parameters.contains { isDemand($0, of: fault) }
    }

    private static func isDemand(_ parameter: FaultWord.Parameter, of fault: Fault) -> Bool {
        parameter.demand != nil && fault.given.members.contains { $0.key == parameter.key }
    }

    /// Why some of `faults` do nothing to a body, by their numbers; those that do something are left out.
    ///
    /// `value` is the body without faults, nil when it is no JSON; `rendered` gives its bytes with some faults done.
    static func idle(
        _ faults: [Fault], on value: JSONValue?, _ envelope: Envelope, rendered: ([Fault]) -> [UInt8]
    ) -> [Int: String] {
        guard faults.contains(where: isAimed) else { return [:] }
        var idle: [Int: String] = [:]
        var draft = value.map { Draft(value: $0) }
        for (place, fault) in faults.enumerated() {
            for parameter in fault.word.parameters where isDemand(parameter, of: fault) {
                guard let demand = parameter.demand else { continue }
                idle[place] = complaint(demand, fault.given, draft?.value) {
                    // Faults of the value come first, whatever their order.
                    let before = faults.enumerated().filter { $0.offset < place || actsOnValue($0.element) }
                    return rendered(before.map(\.element)).count
                }
            }
            if var changed = draft {
                change(&changed, fault, envelope)
                draft = changed
            }
        }
        return idle
    }

    /// What is not as a fault with these parameters needs it; nil when all is.
    private static func complaint(
        _ demand: FaultWord.Demand, _ given: FaultParameters, _ body: JSONValue?, size: () -> Int
    ) -> String? {
        func unlessThere(_ isThere: (JSONPath, [JSONValue]) -> Bool) -> String? {
            guard let path = given.path else { return nil }
            let selected = body.map { path.values(in: $0) } ?? []
            if isThere(path, selected) { return nil }
            return selected.isEmpty
                ? "\(path) selects nothing in this body" : "\(path) selects no array in this body"
        }
        switch demand {
        case .value: return unlessThere { !$1.isEmpty }
        case .array: return unlessThere { $1.contains { $0.array != nil } }
        // A member that is not there yet is added.
        case .member: return unlessThere { path, _ in body.flatMap { path.setting(.null, in: $0) } != nil }
        case .moreBytes:
            guard let end = given.bytes else { return nil }
            let size = size()
            return end >= size ? "this body has \(size) bytes, so nothing is cut off" : nil
        }
    }

    // MARK: Values

    /// A body that is not written yet.
    private struct Draft {
        enum Layout { case compact, pretty, escaped }

        var value: JSONValue
        var layout = Layout.compact

        var bytes: [UInt8] {
            switch layout {
            case .compact: JSONWriter.bytes(of: value)
            case .pretty: JSONWriter.bytes(of: value, layout: .pretty)
            case .escaped: BodyFaults.escaped(value)
            }
        }
    }

    private static func change(_ draft: inout Draft, _ fault: Fault, _ envelope: Envelope) {
        guard case .body(.value(let fault)) = fault.kind else { return }
        let body = draft.value
        switch fault {
        case .wrongType(let path):
            let path = path ?? usualPath(in: body, envelope, numbersFirst: true)
            draft.value = path?.replacing(in: body, with: otherType) ?? body
        case .nullValue(let path):
            let path = path ?? usualPath(in: body, envelope, numbersFirst: false)
            draft.value = path?.setting(.null, in: body) ?? body
        case .unknownValue(let path):
            let path = path ?? statusPath(in: body, envelope)
            draft.value = path?.setting("VodhookUnknownValue", in: body) ?? body
        case .unknownField:
            draft.value = inserting("VodhookUnknownField", ["nested": [1, "two", true]], in: body, envelope)
        case .keyOrder: draft.value = reversed(body)
        case .arrayOrder(let path):
            draft.value = path.map { $0.replacing(in: body) { turned($0) } } ?? turnedInside(body)
        // Escapes leave no room for indentation.
        case .prettyPrinted: if draft.layout != .escaped { draft.layout = .pretty }
        case .escapedText: draft.layout = .escaped
        }
    }

    private static func otherType(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): .string(number.literal)
        case .string(let text):
            JSONNumber(literal: text).map { .number($0) } ?? .number(JSONNumber(text.utf8.count))
        case .bool(let truth): .string(truth ? "true" : "false")
        case .array, .object: "not a container"
        case .null: "not null"
        }
    }

    /// The first field that is not what tells the event apart: a number if one is wanted and there is one.
    private static func usualPath(
        in body: JSONValue, _ envelope: Envelope, numbersFirst: Bool
    ) -> JSONPath? {
        guard let facts = envelope.facts(of: body) else { return nil }
        let fields = facts.object.members.filter { !envelope.isIdentifying($0.key) }
        let number = numbersFirst ? fields.first { $0.value.number != nil } : nil
        let container = numbersFirst ? fields.first { $0.value.array != nil || $0.value.object != nil } : nil
        guard let field = number ?? container ?? fields.first else { return nil }
        return path("\(facts.place.shortened)['\(field.key)']")
    }

    private static func statusPath(in body: JSONValue, _ envelope: Envelope) -> JSONPath? {
        let place =
            envelope.status(in: body) ?? envelope.event.flatMap { $0.value(in: body) == nil ? nil : $0 }
        return place.flatMap { path($0.shortened) } ?? usualPath(in: body, envelope, numbersFirst: false)
    }

    private static func path(_ text: String) -> JSONPath? {
        // A key with a quote or a backslash gives no path, and then nothing is changed.
        do { return try JSONPath(text) } catch { return nil }
    }

    private static func inserting(
        _ key: String, _ value: JSONValue, in body: JSONValue, _ envelope: Envelope
    ) -> JSONValue {
        func added(_ object: JSONObject) -> JSONValue {
            var object = object
            object.append(key, value)
            return .object(object)
        }
        guard case .object(let object) = body else { return body }
        let whole = added(object)
        guard let payload = envelope.payload else { return whole }
        return path(payload.shortened)?.replacing(in: whole) { $0.object.map(added) ?? $0 } ?? whole
    }

    // MARK: Bytes

    private static func change(_ bytes: inout [UInt8], _ fault: BodyFault.OnBytes) {
        switch fault {
        case .truncated(let end): bytes = Array(bytes.prefix(end ?? bytes.count / 2))
        case .notJSON: bytes = Array("this is not JSON: <event status=ok>".utf8)
        case .emptyBody: bytes = []
        case .hugeBody(let size): pad(&bytes, to: size)
        case .byteOrderMark: bytes = [0xEF, 0xBB, 0xBF] + bytes
        case .otherCharset(let charset): bytes = recoded(bytes, charset)
        case .duplicateKey: repeatFirstKey(&bytes)
        case .invalidUTF8: insertInvalidByte(&bytes)
        case .deepBody(let size):
            let half = size / 2
            bytes = [UInt8](repeating: 0x5B, count: half) + [UInt8](repeating: 0x5D, count: half)
        case .insertedText(let after, let text):
            let place = min(after ?? bytes.count / 2, bytes.count)
            bytes.insert(contentsOf: Array(text.utf8), at: place)
        case .replacedBody(let text): bytes = Array(text.utf8)
        }
    }

    private static func reversed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(reversed))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.reversed().map {
                        JSONObject.Member(key: $0.key, value: reversed($0.value))
                    }))
        default: value
        }
    }

    /// An array in the opposite order; anything else as it is.
    private static func turned(_ value: JSONValue) -> JSONValue {
        value.array.map { .array($0.reversed()) } ?? value
    }

    /// The value with each of its arrays in the opposite order.
    private static func turnedInside(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.reversed().map(turnedInside))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { JSONObject.Member(key: $0.key, value: turnedInside($0.value)) }))
        default: value
        }
    }

    /// Compact JSON in which every character of a string value is an escape, as allowed by RFC 8259 section 7.
    private static func escaped(_ value: JSONValue) -> [UInt8] {
        switch value {
        case .string(let text):
            return [0x22]
                + text.utf16.flatMap { unit in
                    Array("\\u".utf8)
                        + Array(Hex.encode([UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]).utf8)
                } + [0x22]
        case .array(let elements):
            return [0x5B] + elements.map(escaped).joined(separator: [0x2C]) + [0x5D]
        case .object(let object):
            let members = object.members.map {
                JSONWriter.bytes(of: .string($0.key)) + [0x3A] + escaped($0.value)
            }
            return [0x7B] + members.joined(separator: [0x2C]) + [0x7D]
        default: return JSONWriter.bytes(of: value)
        }
    }

    /// Behind the quote that opens the first string value.
    private static func insertInvalidByte(_ bytes: inout [UInt8]) {
        let start = Array(":\"".utf8)
        guard bytes.count > start.count,
            let place = (0..<(bytes.count - start.count)).first(where: { bytes[$0...].starts(with: start) })
        else { return bytes.append(0xFF) }
        bytes.insert(0xFF, at: place + start.count)
    }

    /// Pads an object with a long member, so that it stays JSON.
    private static func pad(_ bytes: inout [UInt8], to size: Int) {
        let head = Array("{\"VodhookPadding\":\"".utf8)
        let tail = Array("\",".utf8)
        guard bytes.first == 0x7B, bytes.count > 2 else { return }
        let missing = max(0, size - bytes.count - head.count - tail.count + 1)
        bytes = head + [UInt8](repeating: 0x78, count: missing) + tail + bytes.dropFirst()
    }

    private static func repeatFirstKey(_ bytes: inout [UInt8]) {
        guard let value = try? JSONReader.value(of: bytes), let first = value.object?.members.first else {
            return
        }
        let again: JSONValue = .object(JSONObject([JSONObject.Member(key: first.key, value: "repeated")]))
        bytes = JSONWriter.bytes(of: again).dropLast() + [0x2C] + bytes.dropFirst()
    }

    private static func recoded(_ bytes: [UInt8], _ charset: BodyCharset) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch charset {
        case .utf16:
            return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .latin1: return text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F }
        }
    }
}
