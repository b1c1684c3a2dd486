import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    mutating func expectation(_ node: JSONNode?) -> Expectation {
        var expect = Expectation()
        guard let node else { return expect }
        if let outcome = node["outcome"], let value = outcome.string.flatMap(ExpectedOutcome.init) {
            expect.outcome = Located(value, at: position(outcome))
        }
        if let status = node["status"] {
            let patterns = (status.elements.isEmpty ? [status] : status.elements).compactMap {
                statusPattern($0)
            }
            expect.status = Located(patterns, at: position(status))
        }
        if let statuses = node["statuses"] {
            expect.statuses = Located(
                statuses.elements.compactMap { $0.number?.int64.map(Int.init) }, at: position(statuses))
        }
        if let within = node["within"], let limit = duration(within) {
            expect.within = Located(limit, at: position(within))
        }
        if let attempts = node["attempts"], let range = countRange(attempts) {
            expect.attempts = Located(range, at: position(attempts))
        }
        expect.headers = (node["headers"]?.elements ?? []).map { check in
            HeaderCheck(
                name: check["name"]?.string ?? "", predicates: predicates(check), position: position(check))
        }
        expect.body = (node["body"]?.elements ?? []).map { check in
            BodyCheck(path: path(check["path"]), predicates: predicates(check), position: position(check))
        }
        return expect
    }

    mutating func commandExpectation(_ node: JSONNode?) -> Expectation {
        var expect = Expectation()
        let exit = node?["exit"]
        if let node {
            expect.status = Located(
                [.code(exit?.number?.int64.map(Int.init) ?? 0)], at: position(exit ?? node))
        }
        if let within = node?["within"], let limit = duration(within) {
            expect.within = Located(limit, at: position(within))
        }
        expect.body = (node?["output"]?.elements ?? []).map { check in
            BodyCheck(path: path(check["path"]), predicates: predicates(check), position: position(check))
        }
        return expect
    }

    mutating func captures(_ node: JSONNode?) -> [Capture] {
        (node?.members ?? []).filter { $0.key != "$comment" }.compactMap { member in
            let node = member.value
            let place = source.position(of: member.keyOffset)
            if let path = path(node["path"]) {
                return Capture(name: member.key, source: .path(path), position: place)
            }
            if let name = node["header"]?.string {
                return Capture(name: member.key, source: .header(name), position: place)
            }
            guard let text = node["matches"]?.string else { return nil }
            // An expression that cannot be read is a finding of the shape checker already.
            do {
                return Capture(name: member.key, source: .pattern(try TextPattern(text)), position: place)
            } catch { return nil }
        }
    }

    private mutating func statusPattern(_ node: JSONNode) -> StatusPattern? {
        if let code = node.number?.int64 { return .code(Int(code)) }
        guard let text = node.string else { return nil }
        if let pattern = StatusPattern(text) { return pattern }
        report(node, "expected a status such as 200 or \"2xx\", found \"\(text)\"")
        return nil
    }

    mutating func countRange(_ node: JSONNode) -> ClosedRange<Int>? {
        if case .object(let members) = node.kind, members.allSatisfy({ $0.key == "$comment" }) {
            reportEmpty(node, remedy: "add min, max or both")
            return nil
        }
        if let exact = node.number?.int64 { return Int(exact)...Int(exact) }
        let low = node.integer("min") ?? 0
        let high = node.integer("max") ?? Int.max
        guard low <= high else {
            report(node, "\"min\" is greater than \"max\"")
            return nil
        }
        return low...high
    }

    private mutating func predicates(_ node: JSONNode) -> [Located<Predicate>] {
        var found: [Located<Predicate>] = []
        let conditions = node.members.filter { $0.key != "name" && $0.key != "path" && $0.key != "$comment" }
        for member in conditions {
            if let predicate = predicate(member) {
                found.append(Located(predicate, at: position(member.value)))
            }
        }
        // A condition that cannot be read has its own finding already.
        if conditions.isEmpty, case .object = node.kind {
            reportEmpty(node, remedy: "add equals, contains, matches, exists, …")
        }
        return found
    }

    /// Reports a check that would pass whatever came.
    mutating func reportEmpty(_ node: JSONNode, remedy: String) {
        report(node, "this check does not say what is expected", remedy: remedy)
    }

    private mutating func predicate(_ member: JSONNode.Member) -> Predicate? {
        guard let word = PredicateWord.named(member.key), let operand = word.read(member.value, &self) else {
            return nil
        }
        return Predicate(word.name, operand)
    }
}
