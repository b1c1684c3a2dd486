package import JSONText
package import VodHookCatalogue

/// Breaks bodies on purpose.
///
/// What comes out is signed and sent as it is.
package enum BodyFaults {
    /// The bytes of `body` with the body faults among `faults` done to them, in the order of the scenario.
    package static func bytes(of body: JSONValue, _ faults: [Fault], _ envelope: Envelope) -> [UInt8] {
        var body = body
        let isPretty = faults.contains { $0.kind == .prettyPrinted }
        for fault in faults { change(&body, fault, envelope) }
        var bytes =
            faults.contains { $0.kind == .escapedText }
            ? escaped(body) : JSONWriter.bytes(of: body, layout: isPretty ? .pretty : .compact)
        for fault in faults { bend(&bytes, fault) }
        return bytes
    }

    /// As `bytes(of:_:_:)`, for a body that is there in bytes already: they are kept unless a fault acts on the value.
    static func bytes(
        of value: JSONValue?, written: [UInt8], _ faults: [Fault], _ envelope: Envelope
    ) -> [UInt8] {
        if let value, faults.contains(where: \.kind.actsOnValue) {
            return bytes(of: value, faults, envelope)
        }
        var bytes = written
        for fault in faults { bend(&bytes, fault) }
        return bytes
    }

    // MARK: Places

    /// True for a fault that is about one place of a body, which a body may not have.
    static func isAimed(_ fault: Fault) -> Bool {
        fault.path != nil || (fault.kind == .truncated && fault.bytes != nil)
    }

    /// Why some of `faults` do nothing to a body, by their numbers; those that do something are left out.
    ///
    /// `value` is the body without faults, nil when it is no JSON; `rendered` gives its bytes with some faults done.
    static func idle(
        _ faults: [Fault], on value: JSONValue?, _ envelope: Envelope, rendered: ([Fault]) -> [UInt8]
    ) -> [Int: String] {
        guard faults.contains(where: isAimed) else { return [:] }
        var idle: [Int: String] = [:]
        var body = value
        for (place, fault) in faults.enumerated() {
            if let path = fault.path { idle[place] = complaint(fault.kind, path, body) }
            if fault.kind == .truncated, let end = fault.bytes {
                // Faults of the value come first, whatever their order.
                let before = faults.enumerated().filter { $0.offset < place || $0.element.kind.actsOnValue }
                let size = rendered(before.map(\.element)).count
                if end >= size { idle[place] = "this body has \(size) bytes, so nothing is cut off" }
            }
            if var changed = body {
                change(&changed, fault, envelope)
                body = changed
            }
        }
        return idle
    }

    private static func complaint(_ kind: Fault.Kind, _ path: JSONPath, _ body: JSONValue?) -> String? {
        let selected = body.map { path.values(in: $0) } ?? []
        let isThere: Bool
        switch kind {
        case .wrongType: isThere = !selected.isEmpty
        case .arrayOrder: isThere = selected.contains { $0.array != nil }
        // A member that is not there yet is added.
        case .nullValue, .unknownValue: isThere = body.flatMap { path.setting(.null, in: $0) } != nil
        default: isThere = true
        }
        if isThere { return nil }
        return selected.isEmpty
            ? "\(path) selects nothing in this body" : "\(path) selects no array in this body"
    }

    // MARK: Values

    private static func change(_ body: inout JSONValue, _ fault: Fault, _ envelope: Envelope) {
        switch fault.kind {
        case .wrongType:
            let path = fault.path ?? usualPath(in: body, envelope, numbersFirst: true)
            body = path?.replacing(in: body, with: otherType) ?? body
        case .nullValue:
            let path = fault.path ?? usualPath(in: body, envelope, numbersFirst: false)
            body = path?.setting(.null, in: body) ?? body
        case .unknownValue:
            let path = fault.path ?? statusPath(in: body, envelope)
            body = path?.setting("VodhookUnknownValue", in: body) ?? body
        case .unknownField:
            body = inserting("VodhookUnknownField", ["nested": [1, "two", true]], in: body, envelope)
        case .keyOrder: body = reversed(body)
        case .arrayOrder:
            body = fault.path.map { $0.replacing(in: body) { turned($0) } } ?? turnedInside(body)
        default: break
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

    private static func bend(_ bytes: inout [UInt8], _ fault: Fault) {
        switch fault.kind {
        case .truncated: bytes = Array(bytes.prefix(fault.bytes ?? bytes.count / 2))
        case .notJSON: bytes = Array("this is not JSON: <event status=ok>".utf8)
        case .emptyBody: bytes = []
        case .hugeBody: pad(&bytes, to: fault.bytes ?? 1 << 20)
        case .byteOrderMark: bytes = [0xEF, 0xBB, 0xBF] + bytes
        case .otherCharset: bytes = recoded(bytes, fault.value.flatMap(Fault.Charset.init(named:)) ?? .utf16)
        case .duplicateKey: repeatFirstKey(&bytes)
        case .invalidUTF8: insertInvalidByte(&bytes)
        case .deepBody:
            let half = (fault.bytes ?? 100_000) / 2
            bytes = [UInt8](repeating: 0x5B, count: half) + [UInt8](repeating: 0x5D, count: half)
        case .insertedText:
            let place = min(fault.bytes ?? bytes.count / 2, bytes.count)
            bytes.insert(contentsOf: Array((fault.value ?? "\"").utf8), at: place)
        case .replacedBody: bytes = Array((fault.value ?? "null").utf8)
        default: break
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

    private static func recoded(_ bytes: [UInt8], _ charset: Fault.Charset) -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch charset {
        case .utf16:
            return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16BigEndian:
            return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .latin1: return text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F }
        }
    }

    /// Changes the last digit or letter, so that JSON stays JSON.
    package static func changeOneByte(of body: inout [UInt8]) {
        let place = body.lastIndex { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) }
        guard let place else {
            body.append(0x20)
            return
        }
        body[place] = body[place] == 0x30 || body[place] == 0x61 ? body[place] + 1 : body[place] - 1
    }
}

extension PlannedDelivery {
    /// The body as it is sent; only a fault that changes it after signing makes it another.
    var sentBody: [UInt8] {
        var sent = body
        for fault in faults where fault.kind == .changedBody { BodyFaults.changeOneByte(of: &sent) }
        return sent
    }
}
