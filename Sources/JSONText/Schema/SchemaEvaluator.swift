/// Judges one value by a program, counting work and depth as it goes.
struct SchemaEvaluator {
    /// How many schemas may apply inside each other, over all levels of the value.
    static let depthLimit = 300
    /// How many schemas may apply inside each other to one and the same value.
    static let sameValueLimit = 200
    /// How much work one value may cost; a schema applied to a value is one unit.
    static let workLimit = 2_000_000

    /// A string whose JSON text is being looked into.
    private struct OuterText {
        let path: String
        let pointer: String
        let lead: String
    }

    let program: SchemaProgram
    private let workLimit: Int
    var path = SchemaInstancePath()
    private(set) var isCollecting: Bool
    private var violations: [SchemaViolation] = []
    private var room = JSONSchema.violationLimit
    private var outerText: OuterText?
    private var stop: SchemaViolation?
    private var scope: [Int] = []
    private var work = 0
    private var depth = 0
    private var sameValueDepth = 0

    init(_ program: SchemaProgram, isCollecting: Bool = true, workLimit: Int = SchemaEvaluator.workLimit) {
        self.program = program
        self.workLimit = workLimit
        self.isCollecting = isCollecting
    }

    mutating func run(_ value: JSONValue) -> [SchemaViolation] {
        var seen = SchemaSeen()
        let fits = apply(program.root, to: value, &seen)
        if let stop { return violations.prefix(JSONSchema.violationLimit - 1) + [stop] }
        if !fits, violations.isEmpty {
            return [violation(program.nodes[program.root].location, "the value does not fit")]
        }
        return violations
    }

    /// Applies a schema to a value; what it looked at is added to `seen` when it fits.
    mutating func apply(_ number: Int, to value: JSONValue, _ seen: inout SchemaSeen) -> Bool {
        let node = program.nodes[number]
        guard enter(node) else { return false }
        defer { leave(node) }
        if let truth = node.truth {
            if !truth { refuse(node) }
            return truth
        }
        var own = SchemaSeen()
        var fits = true
        for assertion in node.assertions where !holds(assertion, value, node) {
            fits = false
            if !isCollecting { return false }
        }
        for applicator in node.applicators where !holds(applicator, value, node, &own) {
            fits = false
            if !isCollecting { return false }
        }
        switch value {
        case .object(let object):
            if let rules = node.members, !holds(rules, object, node, &own) { fits = false }
            if fits, let rest = node.unevaluatedProperties, !unevaluated(rest, object, &own) { fits = false }
        case .array(let elements):
            if let rules = node.elements, !holds(rules, elements, node, &own) { fits = false }
            if fits, let rest = node.unevaluatedItems, !unevaluated(rest, elements, &own) { fits = false }
        default: break
        }
        if fits, program.tracksEvaluated { merge(own, into: &seen) }
        return fits && stop == nil
    }

    private mutating func enter(_ node: SchemaNode) -> Bool {
        // Counted before the checks, as `leave` runs only after a successful entry.
        guard charge(1), !isFull else { return false }
        if sameValueDepth >= Self.sameValueLimit {
            give(up: "the schema refers to itself without end", at: node)
            return false
        }
        if depth >= Self.depthLimit {
            give(up: "more than \(Self.depthLimit) schemas apply one inside the other", at: node)
            return false
        }
        depth += 1
        sameValueDepth += 1
        scope.append(node.resource)
        return true
    }

    private mutating func leave(_ node: SchemaNode) {
        depth -= 1
        sameValueDepth -= 1
        scope.removeLast()
    }

    private mutating func give(up reason: String, at node: SchemaNode) {
        if stop == nil { stop = violation(node.location, reason) }
    }

    private mutating func refuse(_ node: SchemaNode) {
        let sentence =
            switch path.steps.last {
            case .name?: "this property is not allowed"
            case .index?: "this element is not allowed"
            case nil: "no value is allowed"
            }
        report(node.location, sentence)
    }

    /// Counts work; false when there has been too much.
    mutating func charge(_ amount: Int) -> Bool {
        work += amount
        if work > workLimit, stop == nil {
            stop = violation(
                program.nodes[program.root].location, "gave up, the schema takes too much work for this value"
            )
        }
        return stop == nil
    }

    /// True when no further violation is wanted.
    var isFull: Bool { stop != nil || isCollecting && violations.count >= room }

    /// The schema that a dynamic reference means here: the outermost one with its anchor.
    mutating func dynamicTarget(_ anchor: ByteKey, _ fallback: Int) -> Int {
        var last = -1
        for resource in scope where resource != last {
            last = resource
            guard charge(1) else { return fallback }
            if let node = program.resources[resource].dynamicAnchors[anchor] { return node }
        }
        return fallback
    }

    mutating func merge(_ other: SchemaSeen, into seen: inout SchemaSeen) {
        _ = charge(other.weight)
        seen.merge(other)
    }
}

// MARK: - Places and reports

extension SchemaEvaluator {
    /// Applies a schema to a child of the value.
    mutating func descend(_ number: Int, to value: JSONValue, _ step: NormalizedPath.Step) -> Bool {
        path.steps.append(step)
        let outer = sameValueDepth
        sameValueDepth = 0
        var seen = SchemaSeen()
        let fits = apply(number, to: value, &seen)
        sameValueDepth = outer
        path.steps.removeLast()
        return fits
    }

    /// Applies a schema without noting what is wrong.
    mutating func probe(_ number: Int, _ value: JSONValue, _ seen: inout SchemaSeen) -> Bool {
        let wasCollecting = isCollecting
        isCollecting = false
        let fits = apply(number, to: value, &seen)
        isCollecting = wasCollecting
        return fits
    }

    /// Applies a schema to a child without noting what is wrong.
    mutating func probeElement(_ number: Int, _ value: JSONValue, _ index: Int) -> Bool {
        let wasCollecting = isCollecting
        isCollecting = false
        let fits = descend(number, to: value, .index(index))
        isCollecting = wasCollecting
        return fits
    }

    /// The first thing that is wrong with `value`, and how deep inside it.
    mutating func firstViolation(_ number: Int, _ value: JSONValue) -> (text: String, depth: Int)? {
        let saved = (violations, room, isCollecting, outerText, path)
        violations = []
        room = 1
        isCollecting = true
        outerText = nil
        path = SchemaInstancePath()
        var seen = SchemaSeen()
        _ = apply(number, to: value, &seen)
        let first = violations.first
        (violations, room, isCollecting, outerText, path) = saved
        guard let first else { return nil }
        let steps = first.pointer.utf8.count { $0 == 0x2F }
        return (steps == 0 ? first.message : "\(first.message) at \(first.path)", steps)
    }

    /// Applies a schema to the value whose JSON text stands in the string at hand.
    mutating func descendIntoText(_ number: Int, _ value: JSONValue) -> Bool {
        let saved = (outerText, path, sameValueDepth)
        let here = violation("", "")
        outerText = OuterText(path: here.path, pointer: here.pointer, lead: here.message)
        path = SchemaInstancePath()
        sameValueDepth = 0
        var seen = SchemaSeen()
        let fits = apply(number, to: value, &seen)
        (outerText, path, sameValueDepth) = saved
        return fits
    }

    private func violation(_ location: String, _ message: String) -> SchemaViolation {
        guard let outerText else {
            return SchemaViolation(
                path: path.text, pointer: path.pointer, keywordLocation: location, message: message)
        }
        let inner = path.steps.isEmpty ? "" : " at \(path.text)"
        return SchemaViolation(
            path: outerText.path, pointer: outerText.pointer, keywordLocation: location,
            message: outerText.lead + "in its JSON text\(inner): " + message)
    }

    /// Notes what is wrong at the place at hand, if anyone wants to know.
    mutating func report(_ location: String, _ message: @autoclosure () -> String) {
        guard isCollecting, !isFull else { return }
        violations.append(violation(location, message()))
    }
}

/// Which parts of a value schemas have looked at, for the keywords that take the rest.
struct SchemaSeen {
    var allProperties = false
    /// Places of members.
    var properties: Set<Int> = []
    /// How many elements from the start; `Int.max` for all.
    var prefix = 0
    var elements: Set<Int> = []

    var weight: Int { (properties.count + elements.count) / 4 }

    mutating func merge(_ other: SchemaSeen) {
        allProperties = allProperties || other.allProperties
        prefix = max(prefix, other.prefix)
        if !other.properties.isEmpty { properties.formUnion(other.properties) }
        if !other.elements.isEmpty { elements.formUnion(other.elements) }
    }
}
