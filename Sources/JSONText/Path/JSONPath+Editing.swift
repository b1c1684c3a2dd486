extension JSONPath {
    /// A copy of `root` with every selected node replaced by `value`.
    ///
    /// When a singular path selects nothing but its parent is an object and its last step a name, the member
    /// is added at the end. Nil when nothing was selected and nothing could be added.
    public func setting(_ value: JSONValue, in root: JSONValue) -> JSONValue? {
        let selected = nodes(in: root).map(\.path)
        if !selected.isEmpty { return JSONPathEdit(selected).applied(to: root) { _ in value } }
        guard isSingular, let last = query.segments.last, case .name(let name) = last.selectors[0] else {
            return nil
        }
        var parent = query
        parent.segments.removeLast()
        var evaluator = JSONPathEvaluator(root: root)
        guard let place = evaluator.places(parent, from: root, keepsTrail: true).first,
            case .object = place.value
        else { return nil }
        return JSONPathEdit([NormalizedPath(place.trail)]).applied(to: root) { old in
            guard case .object(var object) = old else { return old }
            object.append(name, value)
            return .object(object)
        }
    }

    /// A copy of `root` without the selected nodes, and how many different nodes went.
    ///
    /// All members of a repeated key go together. The root itself cannot be removed and does not count.
    public func removing(from root: JSONValue) -> (JSONValue, count: Int) {
        let edit = JSONPathEdit(nodes(in: root).map(\.path).filter { !$0.steps.isEmpty })
        return (edit.applied(to: root) { _ in nil } ?? root, edit.count)
    }

    /// A copy of `root` with `change` applied once to each selected node, inner nodes before outer ones.
    public func replacing(in root: JSONValue, with change: (JSONValue) -> JSONValue) -> JSONValue {
        JSONPathEdit(nodes(in: root).map(\.path)).applied(to: root) { change($0) } ?? root
    }
}

/// The places to change in one document, as a tree, so that the document is copied once.
///
/// A class because a tree is built by walking down it; it never leaves the call that makes it.
private final class JSONPathEdit {
    private enum Key: Hashable {
        case name(ByteKey)
        case index(Int)
    }

    private var isSelected = false
    private var children: [Key: JSONPathEdit] = [:]
    /// The number of different places; kept at the root only.
    private(set) var count = 0

    private init() {}

    init(_ paths: [NormalizedPath]) {
        for path in paths {
            var here = self
            for step in path.steps {
                let key: Key =
                    switch step {
                    case .name(let name): .name(ByteKey(name))
                    case .index(let index): .index(index)
                    }
                if let child = here.children[key] {
                    here = child
                } else {
                    let child = JSONPathEdit()
                    here.children[key] = child
                    here = child
                }
            }
            if !here.isSelected { count += 1 }
            here.isSelected = true
        }
    }

    /// The changed value; nil when `change` took it away.
    func applied(to value: JSONValue, _ change: (JSONValue) -> JSONValue?) -> JSONValue? {
        var value = value
        if !children.isEmpty {
            switch value {
            case .array(let elements): value = .array(edited(elements, change))
            case .object(let object): value = .object(edited(object, change))
            default: break
            }
        }
        return isSelected ? change(value) : value
    }

    private func edited(_ elements: [JSONValue], _ change: (JSONValue) -> JSONValue?) -> [JSONValue] {
        var result: [JSONValue] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let child = children[.index(index)] else {
                result.append(element)
                continue
            }
            if let new = child.applied(to: element, change) { result.append(new) }
        }
        return result
    }

    private func edited(_ object: JSONObject, _ change: (JSONValue) -> JSONValue?) -> JSONObject {
        var members: [JSONObject.Member] = []
        var removed: Set<ByteKey> = []
        for (place, member) in object.members.enumerated() {
            let key = ByteKey(member.key)
            guard let child = children[.name(key)], object.position(of: member.key) == place else {
                members.append(member)
                continue
            }
            if let new = child.applied(to: member.value, change) {
                members.append(JSONObject.Member(key: member.key, value: new))
            } else {
                removed.insert(key)
            }
        }
        if !removed.isEmpty { members.removeAll { removed.contains(ByteKey($0.key)) } }
        return JSONObject(members)
    }
}
