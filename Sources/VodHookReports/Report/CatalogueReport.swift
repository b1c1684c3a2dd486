package import JSONText
package import VodHookCatalogue
import VodHookPlan

/// What the catalogue knows, as tables for people and as JSON for programs.
package enum CatalogueReport {
    // MARK: Tables

    /// All providers.
    package static func table(_ catalogue: Catalogue) -> String {
        let rows = catalogue.providers.map { provider in
            [
                provider.name, String(provider.events.count), retries(provider.rules),
                provider.rules.http.contentType, provider.title,
            ]
        }
        return joined(
            TextTable.lines(["PROVIDER", "EVENTS", "ATTEMPTS", "CONTENT TYPE", "TITLE"], rows, indent: "")
                + [
                    "",
                    "vodhook catalog PROVIDER shows its events, vodhook catalog PROVIDER/EVENT the fields of one.",
                ])
    }

    /// One provider: its rules, events and error codes.
    package static func table(_ provider: Provider) -> String {
        let rules = provider.rules
        var lines = [provider.title, ""]
        lines += [
            "  delivery   \(rules.http.method), \(rules.http.contentType), timeout \(DurationText.text(rules.timeout))",
            "  success    status \(rules.http.successStatuses.map(String.init).joined(separator: ", ")); redirects are not followed",
            "  attempts   \(retries(rules))",
            "  signature  \(rules.http.signature.map { "\($0.digest.rawValue) of \($0.text) in \($0.headers.map(\.name).joined(separator: ", "))" } ?? "none")",
        ]
        lines += provider.ruleSources.map { "  source     \(shown($0))" } + [""]
        lines += TextTable.lines(
            ["EVENT", "PROFILES", "WHAT"],
            provider.events.map { [$0.name, $0.profiles.map(\.name).joined(separator: ", "), $0.title] })
        lines += [""]
        lines += TextTable.lines(
            ["ERROR CODE", "FAILS", "MESSAGE"],
            provider.errors.map { [$0.code, $0.parts.joined(separator: ", "), $0.message] })
        return joined(lines)
    }

    /// One event: its profiles and fields.
    package static func table(_ event: EventSpec, of provider: Provider) -> String {
        var lines = ["\(provider.name)/\(event.name)", "  \(event.title)"]
        if let name = event.subscription { lines.append("  subscribed as \(name)") }
        lines += event.sources.map { "  source: \(shown($0))" }
        for profile in event.profiles {
            lines += ["", "  profile \(profile.name): \(profile.about)"]
            var rows: [[String]] = []
            add(profile.fields, depth: 0, to: &rows)
            lines += TextTable.lines(["FIELD", "TYPE", "REQUIRED", "VALUES", "WHAT"], rows, indent: "    ")
        }
        return joined(lines)
    }

    private static func add(_ fields: [FieldSpec], depth: Int, to rows: inout [[String]]) {
        for field in fields {
            let about =
                field.about
                + (field.assumed.map { "\(field.about.isEmpty ? "" : " ")(assumed: \($0))" } ?? "")
            rows.append([
                String(repeating: "  ", count: depth) + field.name, field.type.rawValue,
                field.isRequired ? "yes" : "", field.values.map(Predicate.shown).joined(separator: " "),
                about,
            ])
            for inner in field.children { add(inner, depth: depth + 1, to: &rows) }
        }
    }

    private static func retries(_ rules: DeliveryRules) -> String {
        let (attempts, total) = rules.retries.extent
        if attempts == 1 { return "1" }
        if attempts > 6 { return "\(attempts) within \(DurationText.text(rules.retries.until ?? total))" }
        return "\(attempts), after \(rules.retries.gaps.map(DurationText.text).joined(separator: ", "))"
    }

    private static func shown(_ source: SourceNote) -> String {
        let parts: [String?] = [
            source.title, source.url, source.seen, source.assumed.map { "assumed: \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    private static func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

    // MARK: JSON

    /// One provider with all its events.
    package static func document(_ provider: Provider) -> JSONValue {
        let rules = provider.rules
        return [
            "provider": .string(provider.name),
            "title": .string(provider.title),
            "extends": provider.base.map { .string($0) } ?? .null,
            "sources": sources(provider.sources),
            "delivery": [
                "method": .string(rules.http.method), "contentType": .string(rules.http.contentType),
                "timeout": .string(DurationText.text(rules.timeout)),
                "successStatus": .array(rules.http.successStatuses.map { .int($0) }),
                "attempts": .int(rules.retries.extent.attempts),
                "retryAfter": .array(rules.retries.gaps.map { .string(DurationText.text($0)) }),
                "retryEvery": rules.retries.thenEvery.map { .string(DurationText.text($0)) } ?? .null,
                "retryFor": rules.retries.until.map { .string(DurationText.text($0)) } ?? .null,
                "signature": rules.http.signature.map(signature) ?? .null,
                "sources": sources(provider.ruleSources),
            ],
            "errors": .array(
                provider.errors.map { error in
                    [
                        "code": .string(error.code), "message": .string(error.message),
                        "parts": .array(error.parts.map { .string($0) }),
                    ]
                }),
            "events": .array(provider.events.map(document)),
        ]
    }

    /// One event with its profiles and fields.
    package static func document(_ event: EventSpec) -> JSONValue {
        [
            "event": .string(event.name),
            "title": .string(event.title),
            "subscription": .string(event.subscription ?? event.name),
            "sources": sources(event.sources),
            "profiles": .array(
                event.profiles.map { profile in
                    [
                        "name": .string(profile.name), "about": .string(profile.about),
                        "fields": .array(profile.fields.map(field)),
                    ]
                }),
        ]
    }

    private static func field(_ field: FieldSpec) -> JSONValue {
        var object = JSONObject()
        object.append("name", .string(field.name))
        object.append("type", .string(field.type.rawValue))
        object.append("required", .bool(field.isRequired))
        if !field.about.isEmpty { object.append("about", .string(field.about)) }
        if !field.values.isEmpty { object.append("values", .array(field.values)) }
        if let assumed = field.assumed { object.append("assumed", .string(assumed)) }
        let children = field.children
        if children.count == 1 { object.append("fields", .array(children[0].map(self.field))) }
        if children.count > 1 {
            object.append("variants", .array(children.map { .array($0.map(self.field)) }))
        }
        return .object(object)
    }

    private static func signature(_ scheme: SignatureScheme) -> JSONValue {
        var headers = JSONObject()
        for header in scheme.headers { headers.append(header.name, .string(header.value)) }
        return [
            "digest": .string(scheme.digest.rawValue), "encoding": .string(scheme.encoding.rawValue),
            "text": .string(scheme.text), "headers": .object(headers),
        ]
    }

    private static func sources(_ notes: [SourceNote]) -> JSONValue {
        .array(
            notes.map { note in
                var object = JSONObject()
                object.append("title", .string(note.title))
                if let url = note.url { object.append("url", .string(url)) }
                object.append("seen", .string(note.seen))
                if let assumed = note.assumed { object.append("assumed", .string(assumed)) }
                return .object(object)
            })
    }
}

extension FieldSpec {
    /// The lists of fields inside this one; several when they depend on a fact.
    var children: [[FieldSpec]] {
        switch content {
        case .fields(let fields, _), .eachFields(_, let fields): [fields]
        case .cases(_, let cases): cases.map(\.fields)
        default: []
        }
    }
}
