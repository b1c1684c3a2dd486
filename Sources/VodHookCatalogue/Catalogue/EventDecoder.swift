import JSONText

/// Says what is wrong with a path to a fact, or gives nil when there is such a fact.
typealias FactComplaint = @Sendable ([String]) -> CatalogueMistake?

/// Turns one event file, whose shape is known to be right, into an `EventSpec`, once for each profile.
struct EventDecoder {
    let source: SourceText
    let provider: Provider
    /// What is wrong with a path to a fact, or nil when a simulation can produce it.
    let factComplaint: FactComplaint
    private(set) var findings: [Finding] = []
    private var profile = ""
    private var eventName = ""

    init(source: SourceText, provider: Provider, factComplaint: @escaping FactComplaint) {
        self.source = source
        self.provider = provider
        self.factComplaint = factComplaint
    }

    mutating func event(_ node: JSONNode) -> EventSpec? {
        eventName = node["event"]?.string ?? ""
        let each = expression(node["each"])
        let needs = expression(node["needs"])
        guard let time = expression(node["time"]) else { return nil }
        let profiles = (node["profiles"]?.elements ?? []).map { profile in
            self.profile = profile["name"]?.string ?? ""
            return EventSpec.Profile(
                name: self.profile, date: profile["date"]?.string, about: profile["about"]?.string ?? "",
                fields: fields(node["fields"], order: node["order"]))
        }
        let event = EventSpec(
            name: eventName, title: node["title"]?.string ?? "",
            sources: SourceNote.list(node["sources"]), subscription: node["subscription"]?.string,
            profiles: profiles, each: each, needs: needs, failure: node["failure"]?.string, time: time,
            lifecycle: lifecycle(node["lifecycle"]))
        return findings.containsError ? nil : event
    }

    private mutating func report(_ node: JSONNode, _ message: String, remedy: String? = nil) {
        // A mistake outside of profiles is met once for each of them.
        let finding = Finding(source, at: node.offset, message, remedy: remedy)
        if !findings.contains(finding) { findings.append(finding) }
    }

    private mutating func lifecycle(_ node: JSONNode?) -> EventSpec.Lifecycle? {
        guard let node, let delay = node["delay"] else { return nil }
        let bounds = delay.elements.compactMap { $0.string.flatMap(DurationText.parse) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            report(delay, "expected the shortest and the longest delay")
            return nil
        }
        return EventSpec.Lifecycle(delay: bounds[0]...bounds[1], when: condition(node["when"]))
    }

    private mutating func fields(_ node: JSONNode?, order: JSONNode?) -> [FieldSpec] {
        var specs = (node?.elements ?? []).compactMap { field($0) }
        guard let order = order?[profile] else { return specs }
        let names = order.elements.compactMap(\.string)
        for element in order.elements where !specs.contains(where: { $0.name == element.string }) {
            report(
                element, "no field \"\(element.string ?? "")\" in profile \(profile)",
                remedy: Suggestion.didYouMean(element.string ?? "", among: specs.map(\.name)))
        }
        // Fields that the order does not name follow in the order of the file.
        let rank = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: min)
        specs = specs.enumerated().sorted {
            (rank[$0.element.name] ?? names.count, $0.offset) < (
                rank[$1.element.name] ?? names.count, $1.offset
            )
        }.map(\.element)
        return specs
    }

    private mutating func field(_ node: JSONNode) -> FieldSpec? {
        if let only = node["only"], !only.elements.contains(where: { $0.string == profile }) { return nil }
        let override = node["profiles"]?[profile]
        func key(_ name: String) -> JSONNode? { override?[name] ?? node[name] }
        let name = node["name"]?.string ?? ""
        guard let type = key("type")?.string.flatMap(FieldSpec.FieldType.init) else {
            report(node, "field \"\(name)\" has no type")
            return nil
        }
        guard let content = content(key, of: node, type) else { return nil }
        return FieldSpec(
            name: name, type: type, about: key("about")?.string ?? "",
            isRequired: key("required")?.bool ?? false,
            content: content, when: condition(key("when")), absent: key("absent")?.value,
            values: key("values")?.elements.map(\.value) ?? [], minimum: key("minimum")?.number,
            assumed: key("assumed")?.string, isNullable: key("nullable")?.bool ?? false,
            isEventName: isEventName(name, content))
    }

    /// Where the provider's file does not say where the name stands, its own text does.
    private func isEventName(_ name: String, _ content: FieldSpec.Content) -> Bool {
        guard case .constant(let value) = content else { return false }
        if let place = provider.envelope.event { return place.name == name }
        return value == .string(eventName)
    }

    private mutating func content(
        _ key: (String) -> JSONNode?, of node: JSONNode, _ type: FieldSpec.FieldType
    ) -> FieldSpec.Content? {
        if let value = key("value") { return .constant(value.value) }
        switch type {
        case .object, .objectText:
            if let cases = key("cases") {
                guard let by = expression(key("by")) else {
                    if key("by") == nil { report(node, "cases need the key \"by\"") }
                    return nil
                }
                let decoded = cases.elements.map { one in
                    FieldSpec.Case(
                        values: one["is"]?.elements.compactMap(\.string) ?? [],
                        fields: fields(one["fields"], order: one["order"]))
                }
                return .cases(by, decoded)
            }
            guard let inner = key("fields") else { break }
            let members = fields(inner, order: key("order"))
            if let list = key("each") {
                guard let each = expression(list), let name = expression(key("key")) else {
                    if key("key") == nil {
                        report(list, "an object that shows a list needs the key \"key\"")
                    }
                    return nil
                }
                return .keyedFields(each, key: name, words: words(key("words")), members)
            }
            guard let with = key("with") else { return .fields(members, with: nil) }
            return expression(with).map { .fields(members, with: $0) }
        case .array, .arrayText:
            guard let list = key("each") else { break }
            guard let each = expression(list) else { return nil }
            if let item = key("item") {
                let itemType = key("itemType")?.string.flatMap(FieldSpec.FieldType.init) ?? .string
                return template(item).map { .eachValue(each, $0, itemType) }
            }
            guard let inner = key("fields") else { break }
            return .eachFields(each, fields(inner, order: key("order")))
        default:
            if type == .string, let separator = key("join")?.string, let item = key("item") {
                guard let each = expression(key("each")) else { return nil }
                return template(item).map { .joined(each, $0, separator: separator) }
            }
            if let text = key("text") { return template(text).map { .template($0) } }
            if let from = key("from") {
                return expression(from).map { .fact($0, words: words(key("words"))) }
            }
        }
        report(
            node, "field \"\(node["name"]?.string ?? "")\" does not say where its value comes from",
            remedy: "give value, from, text, fields, cases, or each with item or fields")
        return nil
    }

    private func words(_ node: JSONNode?) -> [String: JSONValue] {
        var words: [String: JSONValue] = [:]
        for member in node?.members ?? [] { words[member.key] = member.value.value }
        return words
    }

    private mutating func condition(_ node: JSONNode?) -> Condition? {
        guard let node else { return nil }
        if node.string != nil {
            return expression(node).map { Condition(terms: [Condition.Term(fact: $0, values: nil)]) }
        }
        var terms: [Condition.Term] = []
        for member in node.members {
            do throws(CatalogueMistake) {
                let fact = try FactExpression(member.key)
                check(fact, at: member.value)
                let values = member.value.string.map { [$0] } ?? member.value.elements.compactMap(\.string)
                terms.append(Condition.Term(fact: fact, values: values))
            } catch {
                findings.append(Finding(source, at: member.keyOffset, error.message, remedy: error.remedy))
            }
        }
        return Condition(terms: terms)
    }

    private mutating func expression(_ node: JSONNode?) -> FactExpression? {
        guard let node, let text = node.string else { return nil }
        do throws(CatalogueMistake) {
            let expression = try FactExpression(text)
            check(expression, at: node)
            return expression
        } catch {
            report(node, error.message, remedy: error.remedy)
            return nil
        }
    }

    private mutating func template(_ node: JSONNode) -> FactTemplate? {
        do throws(CatalogueMistake) {
            let template = try FactTemplate(node.string ?? "")
            for case .fact(let expression) in template.parts { check(expression, at: node) }
            return template
        } catch {
            report(node, error.message, remedy: error.remedy)
            return nil
        }
    }

    private mutating func check(_ expression: FactExpression, at node: JSONNode) {
        for case .id(let name) in expression.filters where provider.ids[name] == nil {
            report(
                node, "\(provider.name) has no id format \"\(name)\"",
                remedy: Suggestion.didYouMean(name, among: provider.ids.keys.sorted()))
        }
        if expression.path.first == "provider", expression.path.count == 2,
            provider.settings[expression.path[1]] == nil
        {
            report(
                node, "\(provider.name) has no setting \"\(expression.path[1])\"",
                remedy: Suggestion.didYouMean(expression.path[1], among: provider.settings.keys.sorted()))
        }
        if let complaint = factComplaint(expression.path) {
            report(node, complaint.message, remedy: complaint.remedy)
        }
    }
}
