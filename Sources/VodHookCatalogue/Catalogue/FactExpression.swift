import JSONText

/// A fact by dotted path with filters: `item.definition|lower`, `media.id|id:video`, `event.time|iso`.
///
/// Paths begin with a scope: `event`, `media`, `provider`, or `item` (the element of the innermost list).
package struct FactExpression: Sendable, Equatable {
    /// What is done to a fact before it is written.
    package enum Filter: Sendable, Equatable {
        case lower, upper, iso, isoMilliseconds, isoColonMilliseconds, compactUTC8, goUTC8, unix,
            unixMilliseconds
        case id(String)
        case pad(Int)
        case round(Int)
        case fixed(Int)
        case then(String)
        case join(String)

        static let names = [
            "lower", "upper", "iso", "iso-ms", "iso-colon-ms", "compact-utc8", "go-utc8", "unix", "unix-ms",
            "id:NAME", "pad:WIDTH", "round:DIGITS", "fixed:DIGITS", "then:TEXT", "join:TEXT",
        ]

        init?(_ text: Substring) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let argument = parts.count > 1 ? String(parts[1]) : nil
            switch (parts.first.map(String.init), argument) {
            case ("lower", nil): self = .lower
            case ("upper", nil): self = .upper
            case ("iso", nil): self = .iso
            case ("iso-ms", nil): self = .isoMilliseconds
            case ("iso-colon-ms", nil): self = .isoColonMilliseconds
            case ("compact-utc8", nil): self = .compactUTC8
            case ("go-utc8", nil): self = .goUTC8
            case ("unix", nil): self = .unix
            case ("unix-ms", nil): self = .unixMilliseconds
            case ("id", let name?): self = .id(name)
            case ("pad", let width?):
                guard let width = Int(width), (0...64).contains(width) else { return nil }
                self = .pad(width)
            case ("round", let digits?):
                guard let digits = Int(digits), (0...9).contains(digits) else { return nil }
                self = .round(digits)
            case ("fixed", let digits?):
                guard let digits = Int(digits), (1...12).contains(digits) else { return nil }
                self = .fixed(digits)
            case ("then", let text?): self = .then(text)
            case ("join", let text?): self = .join(text)
            default: return nil
            }
        }
    }

    /// The scopes in which a path can begin.
    package static let scopes = ["event", "media", "provider", "item"]

    /// The path, its scope first.
    package let path: [String]
    /// The filters in order.
    package let filters: [Filter]

    /// Reads an expression; throws a message for people.
    package init(_ text: some StringProtocol) throws(CatalogueMistake) {
        let parts = Substring(text).split(separator: "|", omittingEmptySubsequences: false)
        path = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let scope = path.first, Self.scopes.contains(scope) else {
            throw CatalogueMistake("\"\(text)\" does not begin with \(Self.scopes.joined(separator: ", "))")
        }
        guard !path.contains("") else { throw CatalogueMistake("\"\(text)\" has an empty part") }
        var filters: [Filter] = []
        for part in parts.dropFirst() {
            guard let filter = Filter(part) else {
                throw CatalogueMistake(
                    "unknown filter \"\(part)\"",
                    remedy: "the filters are: \(Filter.names.joined(separator: ", "))")
            }
            filters.append(filter)
        }
        self.filters = filters
    }
}

/// Text with fact expressions in braces: `http://{provider.host}/{media.id|id:video}.m3u8`.
///
/// Absent facts leave nothing behind, unless the whole text has only absent facts: then it is absent too.
/// `{{` and `}}` stand for braces of the text itself.
package struct FactTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case literal(String)
        case fact(FactExpression)
    }

    let parts: [Part]

    /// The facts in it, in order.
    var facts: [FactExpression] {
        parts.compactMap { if case .fact(let fact) = $0 { fact } else { nil } }
    }

    /// Reads a template; throws a message for people.
    package init(_ text: String) throws(CatalogueMistake) {
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let first = rest.first {
            if rest.hasPrefix("{{") || rest.hasPrefix("}}") {
                literal.append(first)
                rest = rest.dropFirst(2)
            } else if first == "{" {
                guard let close = rest.firstIndex(of: "}") else {
                    throw CatalogueMistake("\"\(text)\" has a brace that is not closed")
                }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.fact(try FactExpression(rest[rest.index(after: rest.startIndex)..<close])))
                rest = rest[rest.index(after: close)...]
            } else {
                literal.append(first)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        self.parts = parts
    }
}

/// A mistake within one value of a catalogue file; the loader adds the place.
package struct CatalogueMistake: Error, Sendable {
    /// What is wrong.
    package let message: String
    /// What to do about it.
    package let remedy: String?

    init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }
}

/// The facts that an event is projected from.
package struct FactScope: Sendable {
    /// Facts of the event itself: time, request id.
    package var event: Facts
    /// Facts of the media.
    package var media: Facts
    /// The element of the innermost list, or nil outside of lists.
    package var item: Fact?
    /// True when ids are written as marks, to be filled in for one media after the other.
    let marksIdentities: Bool
    private let shared: Shared

    /// Facts of the provider: host names, space names, id formats.
    package var provider: Provider { shared.provider }

    /// A class, because a provider is large and scopes are copied for each element of each list.
    private final class Shared: Sendable {
        let provider: Provider
        init(_ provider: Provider) { self.provider = provider }
    }

    package init(
        event: Facts, media: Facts, provider: Provider, item: Fact? = nil, marksIdentities: Bool = false
    ) {
        self.event = event
        self.media = media
        self.item = item
        self.marksIdentities = marksIdentities
        shared = Shared(provider)
    }

    /// The fact at `path`, or nil.
    package func fact(at path: [String]) -> Fact? {
        let rest = path.dropFirst()
        switch path.first {
        case "event": return event.fact(at: rest)
        case "media": return rest.isEmpty ? .group(media) : media.fact(at: rest)
        case "provider": return rest.first.flatMap { shared.provider.settings[$0] }.map { .text($0) }
        case "item": return rest.reduce(item) { $0?[$1] }
        default: return nil
        }
    }

    /// The fact of `expression` after its filters, or nil.
    package func fact(_ expression: FactExpression) -> Fact? {
        expression.filters.reduce(fact(at: expression.path)) { fact, filter in
            fact.flatMap { apply(filter, to: $0) }
        }
    }

    /// The text of `template`, or nil when it has facts and all are absent.
    package func text(_ template: FactTemplate) -> String? {
        var text = ""
        var facts = 0
        var present = 0
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal
            case .fact(let expression):
                facts += 1
                guard let value = fact(expression).flatMap(self.text(of:)) else { continue }
                present += 1
                text += value
            }
        }
        return facts > 0 && present == 0 ? nil : text
    }

    /// A fact as text; nil for groups.
    package func text(of fact: Fact) -> String? {
        switch fact {
        case .bool(let truth): truth ? "true" : "false"
        case .int(let value): String(value)
        case .decimal(let value): JSONNumber(shortest: value)?.literal
        case .text(let text): text
        case .time(let time): time.isoSeconds
        case .identity(let identity):
            marksIdentities ? IdentityMark(identity).text : IdentityMark.usualFormat.text(for: identity)
        case .list(let elements): elements.compactMap(text(of:)).joined(separator: ",")
        case .group: nil
        }
    }

    private func apply(_ filter: FactExpression.Filter, to fact: Fact) -> Fact? {
        switch (filter, fact) {
        case (.lower, _): text(of: fact).map { .text($0.lowercased()) }
        case (.upper, _): text(of: fact).map { .text($0.uppercased()) }
        case (.iso, .time(let time)): .text(time.isoSeconds)
        case (.isoMilliseconds, .time(let time)): .text(time.isoMilliseconds)
        case (.isoColonMilliseconds, .time(let time)): .text(time.isoColonMilliseconds)
        case (.compactUTC8, .time(let time)): .text(time.compactUTC8)
        case (.goUTC8, .time(let time)): .text(goText(time))
        case (.unix, .time(let time)): .int(Int(time.unixSeconds))
        case (.unixMilliseconds, .time(let time)): .int(Int(time.milliseconds))
        case (.id(let name), .identity(let identity)):
            shared.provider.ids[name].map {
                .text(marksIdentities ? IdentityMark(identity, format: name).text : $0.text(for: identity))
            }
        // A text in a list of ids names the thing already.
        case (.id, .text): fact
        case (.id(let name), .list(let elements)): .list(elements.compactMap { apply(.id(name), to: $0) })
        case (.pad(let width), .int(let value)):
            .text(String(repeating: "0", count: max(0, width - String(value).count)) + String(value))
        case (.round(let digits), .decimal(let value)): .decimal(rounded(value, digits))
        case (.round, .int): fact
        case (.fixed(let digits), .decimal(let value)): fixed(value, digits).map { .text($0) }
        case (.then(let text), _): fact.isTrue ? .text(text) : nil
        case (.join(let separator), .list(let elements)):
            .text(elements.compactMap(text(of:)).joined(separator: separator))
        default: nil
        }
    }

    private func goText(_ time: Timestamp) -> String {
        var generator = SeededGenerator(seed: UInt64(bitPattern: time.milliseconds))
        return time.goUTC8(
            nanoseconds: generator.int(in: 0...999_999_999),
            monotonicSeconds: generator.int(in: 1000...999_999))
    }

    /// `value` with exactly so many digits after the point; nil when it is beyond 64 bits.
    private func fixed(_ value: Double, _ digits: Int) -> String? {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        guard let scaled = Int(exactly: (abs(value) * scale).rounded()) else { return nil }
        let text = String(scaled)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(value < 0 ? "-" : "")\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }

    private func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        return (value * scale).rounded() / scale
    }
}
