/// Applies a query to a document, segment by segment and without recursion into the document.
struct JSONPathEvaluator {
    /// A selected value; the trail is there only when paths are wanted, and nil for the root.
    struct Place {
        let value: JSONValue
        let trail: JSONPathTrail?
    }

    let root: JSONValue
    /// Expressions that come out of the document; nil for a text that is no I-Regexp.
    var patterns: [ByteKey: TextPattern?] = [:]
    /// Results of absolute queries inside filters, which are the same for every node.
    private var absolute: [Int: [JSONValue]] = [:]

    private let nodeLimit: Int

    init(root: JSONValue, nodeLimit: Int = JSONPath.nodeLimit) {
        self.root = root
        self.nodeLimit = nodeLimit
    }

    mutating func places(_ query: JSONPathQuery, from start: JSONValue, keepsTrail: Bool) -> [Place] {
        var places = [Place(value: query.isRelative ? start : root, trail: nil)]
        for segment in query.segments {
            var selected: [Place] = []
            for place in places {
                if selected.count >= nodeLimit { break }
                if segment.isDescendant {
                    descend(from: place, segment.selectors, keepsTrail: keepsTrail, into: &selected)
                } else {
                    apply(segment.selectors, to: place, keepsTrail: keepsTrail, into: &selected)
                }
            }
            places = selected
        }
        return places
    }

    /// The values a query inside a filter selects.
    mutating func values(_ query: JSONPathQuery, from start: JSONValue) -> [JSONValue] {
        if query.isSingular { return value(query, from: start).map { [$0] } ?? [] }
        if !query.isRelative, let known = absolute[query.number] { return known }
        let values = places(query, from: start, keepsTrail: false).map(\.value)
        if !query.isRelative { absolute[query.number] = values }
        return values
    }

    /// The value of a singular query, nil for Nothing.
    func value(_ query: JSONPathQuery, from start: JSONValue) -> JSONValue? {
        var value = query.isRelative ? start : root
        for segment in query.segments {
            for selector in segment.selectors {
                switch (selector, value) {
                case (.name(let name), .object(let object)):
                    guard let member = object[name] else { return nil }
                    value = member
                case (.index(let index), .array(let elements)):
                    guard let place = Self.place(index, in: elements.count) else { return nil }
                    value = elements[place]
                default: return nil
                }
            }
        }
        return value
    }

    private mutating func descend(
        from start: Place, _ selectors: [JSONPathSelector], keepsTrail: Bool, into selected: inout [Place]
    ) {
        var open = [start]
        while let place = open.popLast() {
            if selected.count >= nodeLimit { return }
            apply(selectors, to: place, keepsTrail: keepsTrail, into: &selected)
            open += Self.children(of: place, keepsTrail: keepsTrail).reversed()
        }
    }

    private mutating func apply(
        _ selectors: [JSONPathSelector], to place: Place, keepsTrail: Bool, into selected: inout [Place]
    ) {
        for selector in selectors {
            if selected.count >= nodeLimit { return }
            switch (selector, place.value) {
            case (.name(let name), .object(let object)):
                guard let value = object[name] else { break }
                selected.append(Self.child(of: place, .name(name), value, keepsTrail))
            case (.index(let index), .array(let elements)):
                guard let index = Self.place(index, in: elements.count) else { break }
                selected.append(Self.child(of: place, .index(index), elements[index], keepsTrail))
            case (.slice(let start, let end, let step), .array(let elements)):
                for index in Self.indexes(start, end, step, in: elements.count) {
                    selected.append(Self.child(of: place, .index(index), elements[index], keepsTrail))
                }
            case (.wildcard, _): selected += Self.children(of: place, keepsTrail: keepsTrail)
            case (.filter(let condition), _):
                for child in Self.children(of: place, keepsTrail: keepsTrail)
                where holds(condition, for: child.value) {
                    selected.append(child)
                }
            default: break
            }
        }
    }

    private static func child(
        of place: Place, _ step: NormalizedPath.Step, _ value: JSONValue, _ keepsTrail: Bool
    ) -> Place {
        Place(value: value, trail: keepsTrail ? JSONPathTrail(place.trail, step) : nil)
    }

    private static func children(of place: Place, keepsTrail: Bool) -> [Place] {
        switch place.value {
        case .array(let elements):
            elements.enumerated().map { child(of: place, .index($0.offset), $0.element, keepsTrail) }
        case .object(let object):
            visibleMembers(of: object).map { child(of: place, .name($0.key), $0.value, keepsTrail) }
        default: []
        }
    }

    /// The members of an object without those hidden by a later one of the same key.
    static func visibleMembers(of object: JSONObject) -> [JSONObject.Member] {
        object.members.enumerated().filter { object.position(of: $0.element.key) == $0.offset }.map(\.element)
    }

    /// The place of element `index`, counted from the end when negative; nil when there is none.
    static func place(_ index: Int, in count: Int) -> Int? {
        let place = index < 0 ? count + index : index
        return place >= 0 && place < count ? place : nil
    }

    /// The indexes of a slice (RFC 9535 section 2.3.4.2.2).
    private static func indexes(_ start: Int?, _ end: Int?, _ step: Int, in count: Int) -> StrideTo<Int> {
        func normalized(_ index: Int) -> Int { index >= 0 ? index : count + index }
        if step > 0 {
            let lower = min(max(normalized(start ?? 0), 0), count)
            let upper = min(max(normalized(end ?? count), 0), count)
            return stride(from: lower, to: upper, by: step)
        }
        if step == 0 { return stride(from: 0, to: 0, by: 1) }
        let upper = min(max(start.map(normalized) ?? count - 1, -1), count - 1)
        let lower = min(max(end.map(normalized) ?? -1, -1), count - 1)
        return stride(from: upper, to: lower, by: step)
    }
}
