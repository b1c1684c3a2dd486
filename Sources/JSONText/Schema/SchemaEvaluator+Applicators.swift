extension SchemaEvaluator {
    /// True when a keyword that applies schemas to the same value is content.
    mutating func holds(
        _ applicator: SchemaApplicator, _ value: JSONValue, _ node: SchemaNode, _ seen: inout SchemaSeen
    ) -> Bool {
        switch applicator {
        case .reference(let target): return apply(target, to: value, &seen)
        case .dynamicReference(let target, let anchor):
            return apply(dynamicTarget(anchor, target), to: value, &seen)
        case .allOf(let nodes):
            var fits = true
            for next in nodes where !apply(next, to: value, &seen) {
                fits = false
                if !isCollecting { return false }
            }
            return fits
        case .anyOf(let nodes): return anyOf(nodes, value, node, &seen)
        case .oneOf(let nodes): return oneOf(nodes, value, node, &seen)
        case .not(let inner):
            var dropped = SchemaSeen()
            guard probe(inner, value, &dropped) else { return true }
            report(node.location + "/not", "the value fits what is excluded")
            return false
        case .condition(let condition, let then, let otherwise):
            let next = probe(condition, value, &seen) ? then : otherwise
            return next.map { apply($0, to: value, &seen) } ?? true
        case .dependent(let rules):
            guard case .object(let object) = value, charge(rules.count) else { return true }
            var fits = true
            for (key, next) in rules where object.position(of: key) != nil && !apply(next, to: value, &seen) {
                fits = false
                if !isCollecting { return false }
            }
            return fits
        case .content(let inner):
            // That the text is no JSON at all is told by the assertion of the same schema.
            guard case .string(let text) = value, case .success(let content) = json(in: text) else {
                return true
            }
            return descendIntoText(inner, content)
        }
    }

    /// The JSON value that stands in a string.
    mutating func json(in text: String) -> Result<JSONValue, JSONSyntaxError> {
        _ = charge(1 + text.utf8.count / 16)
        do {
            return .success(try JSONReader.value(of: Array(text.utf8), name: "text"))
        } catch {
            return .failure(error)
        }
    }

    private mutating func anyOf(
        _ nodes: [Int], _ value: JSONValue, _ node: SchemaNode, _ seen: inout SchemaSeen
    ) -> Bool {
        var fits = false
        for next in nodes where probe(next, value, &seen) {
            fits = true
            // The others may still add to what has been looked at.
            if !program.tracksEvaluated { break }
        }
        if !fits { reportMisfit("anyOf", nodes, value, node) }
        return fits
    }

    private mutating func oneOf(
        _ nodes: [Int], _ value: JSONValue, _ node: SchemaNode, _ seen: inout SchemaSeen
    ) -> Bool {
        var fitting = 0
        for next in nodes {
            var looked = SchemaSeen()
            guard probe(next, value, &looked) else { continue }
            fitting += 1
            merge(looked, into: &seen)
            if fitting > 1, !isCollecting { return false }
        }
        if fitting == 0 {
            reportMisfit("oneOf", nodes, value, node)
        } else if fitting > 1 {
            report(
                node.location + "/oneOf",
                "the value fits \(fitting) of \(nodes.count) alternatives, not just one")
        }
        return fitting == 1
    }

    /// Explains by the alternative that got furthest why none fits.
    private mutating func reportMisfit(
        _ keyword: String, _ nodes: [Int], _ value: JSONValue, _ node: SchemaNode
    ) {
        guard isCollecting, !isFull else { return }
        var best: (text: String, depth: Int)?
        for next in nodes {
            guard let found = firstViolation(next, value), found.depth > best?.depth ?? -1 else { continue }
            best = found
        }
        let reason = best.map { nodes.count == 1 ? $0.text : "the nearest says: \($0.text)" } ?? ""
        let lead = nodes.count == 1 ? "" : "none of the \(nodes.count) alternatives fits; "
        report(node.location + "/" + keyword, lead + reason)
    }
}

// MARK: - Members and elements

extension SchemaEvaluator {
    mutating func holds(
        _ rules: SchemaMemberRules, _ object: JSONObject, _ node: SchemaNode, _ seen: inout SchemaSeen
    ) -> Bool {
        var fits = true
        for (place, member) in object.members.enumerated() where object.position(of: member.key) == place {
            guard charge(1), fits || isCollecting else { return false }
            var isKnown = false
            let step = NormalizedPath.Step.name(member.key)
            if let next = rules.properties[ByteKey(member.key)] {
                isKnown = true
                if !descend(next, to: member.value, step) { fits = false }
            }
            for (pattern, next) in rules.patterns {
                guard charge(pattern.cost(in: member.key)) else { return false }
                guard pattern.pattern.occurs(in: member.key) else { continue }
                isKnown = true
                if !descend(next, to: member.value, step) { fits = false }
            }
            if !isKnown, let next = rules.additional {
                isKnown = true
                if !descend(next, to: member.value, step) { fits = false }
            }
            if let names = rules.names, !name(member.key, fits: names, node) { fits = false }
            if isKnown, program.tracksEvaluated { seen.properties.insert(place) }
        }
        return fits
    }

    private mutating func name(_ key: String, fits number: Int, _ node: SchemaNode) -> Bool {
        var dropped = SchemaSeen()
        if probe(number, .string(key), &dropped) { return true }
        guard isCollecting, !isFull else { return false }
        let isRefused = program.nodes[number].truth == false
        let reason = isRefused ? nil : firstViolation(number, .string(key))?.text
        report(
            node.location + "/propertyNames",
            "the property name \(SchemaSentence.quoted(key)) is not allowed"
                + (reason.map { ": " + $0 } ?? ""))
        return false
    }

    mutating func holds(
        _ rules: SchemaElementRules, _ elements: [JSONValue], _ node: SchemaNode, _ seen: inout SchemaSeen
    ) -> Bool {
        var fits = true
        let last = rules.rest == nil ? min(rules.prefix.count, elements.count) : elements.count
        for index in 0..<last {
            guard charge(1), fits || isCollecting else { return false }
            guard let next = index < rules.prefix.count ? rules.prefix[index] : rules.rest else { break }
            if !descend(next, to: elements[index], .index(index)) { fits = false }
        }
        if program.tracksEvaluated { seen.prefix = max(seen.prefix, rules.rest == nil ? last : Int.max) }
        guard let contained = rules.contains, fits || isCollecting else { return fits }
        return count(contained, rules, elements, node, &seen) && fits
    }

    private mutating func count(
        _ contained: Int, _ rules: SchemaElementRules, _ elements: [JSONValue], _ node: SchemaNode,
        _ seen: inout SchemaSeen
    ) -> Bool {
        var found = 0
        for (index, element) in elements.enumerated() where probeElement(contained, element, index) {
            found += 1
            if program.tracksEvaluated {
                seen.elements.insert(index)
            } else if found >= rules.leastContained, rules.mostContained == nil {
                return true
            }
        }
        if found < rules.leastContained {
            report(
                node.location + (rules.leastContained == 1 ? "/contains" : "/minContains"),
                "expected at least \(SchemaSentence.count(rules.leastContained, .elements)) of a kind, found \(found)"
            )
            return false
        }
        if let most = rules.mostContained, found > most {
            report(
                node.location + "/maxContains",
                "expected at most \(SchemaSentence.count(most, .elements)) of a kind, found \(found)")
            return false
        }
        return true
    }

    /// Applies a schema to the members that nothing has looked at.
    mutating func unevaluated(_ number: Int, _ object: JSONObject, _ seen: inout SchemaSeen) -> Bool {
        guard !seen.allProperties else { return true }
        var fits = true
        for (place, member) in object.members.enumerated()
        where !seen.properties.contains(place) && object.position(of: member.key) == place {
            guard charge(1), fits || isCollecting else { return false }
            if !descend(number, to: member.value, .name(member.key)) { fits = false }
        }
        seen.allProperties = true
        return fits
    }

    /// Applies a schema to the elements that nothing has looked at.
    mutating func unevaluated(_ number: Int, _ elements: [JSONValue], _ seen: inout SchemaSeen) -> Bool {
        var fits = true
        for index in min(seen.prefix, elements.count)..<elements.count where !seen.elements.contains(index) {
            guard charge(1), fits || isCollecting else { return false }
            if !descend(number, to: elements[index], .index(index)) { fits = false }
        }
        seen.prefix = Int.max
        return fits
    }
}
