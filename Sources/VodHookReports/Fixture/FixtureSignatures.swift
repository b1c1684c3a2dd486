import JSONText
import VodHookCatalogue
import VodHookDelivery

/// When the signatures of fixtures are made, for people and for the scripts that make them.
package struct FixtureSignatures: Sendable {
    /// The formats whose requests are signed when they are sent.
    package let whenSent: [FixtureFormat]
    /// The formats that carry signatures of a fixed time.
    package let once: [FixtureFormat]
    /// The earliest of these times in Unix seconds; nil when nothing is signed.
    package let signedAt: Int64?

    /// How old signatures may be for most receivers, in seconds.
    static let window = Int(FixtureSource.usualWindow.components.seconds)

    /// Those of `formats`, of which `sources` are written.
    package init(_ sources: [FixtureSource], formats: [FixtureFormat]) {
        let signed = sources.filter(\.isSigned)
        let isFixed = signed.contains(where: \.isTimeFixed)
        whenSent = signed.isEmpty ? [] : formats.filter { $0.signing == .whenSent && !isFixed }
        once =
            signed.isEmpty
            ? [] : formats.filter { $0.signing == .once || ($0.signing == .whenSent && isFixed) }
        signedAt = signed.map(\.signedAt).min()
    }

    /// What people should know of signatures that are not made when they are sent; nil when there are none.
    package var note: String? {
        guard let signedAt, !once.isEmpty else { return nil }
        let names = once.map(\.rawValue).joined(separator: ", ")
        let time = Timestamp(milliseconds: signedAt.clampedProduct(1000)).isoSeconds
        return
            "\(names): signed once, for \(time); receivers refuse that \(Self.window / 60) minutes later. --signed-at gives another time; curl, hurl, k6, locust and postman sign when they send, unless it is given"
    }

    /// As a member of the manifest; nil when nothing is signed.
    var json: JSONValue? {
        if whenSent.isEmpty, once.isEmpty { return nil }
        func names(_ formats: [FixtureFormat]) -> JSONValue { .array(formats.map { .string($0.rawValue) }) }
        return ["whenSent": names(whenSent), "once": names(once), "usualWindowSeconds": .int(Self.window)]
    }

    /// The time for which scripts are signed, and after which they refuse to send; nil when they sign when they send.
    static func fixedTime(_ sources: [FixtureSource]) -> Int64? {
        sources.filter { $0.isSigned && $0.isTimeFixed }.map(\.signedAt).min()
    }
}

extension SigningRecipe {
    /// The recipe for the scripts that sign when they send; what is usual is left out.
    ///
    /// Templates are lists: texts stand as they are, names are lists of one.
    func json(sent: [UInt8]) -> JSONValue {
        var object = JSONObject()
        object.append("digest", .string(scheme.digest.rawValue))
        object.append("encoding", .string(scheme.encoding.rawValue))
        object.append("url", .string(url))
        object.append("id", .string(id))
        object.append("text", Self.template(scheme.text))
        object.append(
            "headers",
            .array(
                headers.map { header in
                    var value: JSONObject = JSONObject()
                    value.append("name", .string(header.name))
                    value.append("value", Self.template(header.value))
                    if upperCased.contains(header.name) { value.append("upperCase", true) }
                    return .object(value)
                }))
        switch time {
        case .after(0): break
        case .after(let seconds): object.append("after", .int(Int(seconds)))
        case .milliseconds: object.append("milliseconds", true)
        case .text(let text): object.append("timestamp", .string(text))
        }
        if !keyPrefix.isEmpty { object.append("keyPrefix", .string(keyPrefix)) }
        if let previousPrefix { object.append("previousPrefix", .string(previousPrefix)) }
        if body != sent { object.append("body", .string(Base64.encode(body))) }
        return .object(object)
    }

    private static func template(_ text: String) -> JSONValue {
        .array(
            SignatureScheme.parts(text).map { part in
                switch part {
                case .literal(let text): .string(text)
                case .name(let name): [.string(name)]
                }
            })
    }
}
