package import JSONText
import VodHookPlan

/// One place in which two states differ.
package struct StateDifference: Sendable, Equatable {
    /// The place as JSONPath; `[*]` stands for an element of an array, whose order does not count.
    package let path: String
    /// What is there after the plain history; nil when there is nothing.
    package let expected: JSONValue?
    /// What is there after the other history; nil when there is nothing.
    package let found: JSONValue?

    /// All differences of two comparable states, in the order of their keys.
    package static func all(expected: JSONValue, found: JSONValue) -> [StateDifference] {
        var differences: [StateDifference] = []
        compare(expected, found, "$", &differences)
        return differences
    }

    /// The differences as lines, `-` for what should be there and `+` for what is.
    package static func lines(_ differences: [StateDifference]) -> [String] {
        differences.flatMap { difference in
            [
                difference.expected.map { "- \(difference.path): \(Predicate.shown($0))" },
                difference.found.map { "+ \(difference.path): \(Predicate.shown($0))" },
            ].compactMap(\.self)
        }
    }

    private static func compare(
        _ expected: JSONValue, _ found: JSONValue, _ path: String, _ differences: inout [StateDifference]
    ) {
        switch (expected, found) {
        case (.object(let left), .object(let right)):
            for member in left.members {
                let inner = step(path, member.key)
                if let other = right[member.key] {
                    compare(member.value, other, inner, &differences)
                } else {
                    differences.append(StateDifference(path: inner, expected: member.value, found: nil))
                }
            }
            for member in right.members where left[member.key] == nil {
                differences.append(
                    StateDifference(path: step(path, member.key), expected: nil, found: member.value))
            }
        case (.array(let left), .array(let right)): compare(left, right, path, &differences)
        default:
            if expected != found {
                differences.append(StateDifference(path: path, expected: expected, found: found))
            }
        }
    }

    /// Compares arrays as bags: equal elements go, like elements are compared, the rest is missing or extra.
    private static func compare(
        _ expected: [JSONValue], _ found: [JSONValue], _ path: String, _ differences: inout [StateDifference]
    ) {
        var extra = found
        var missing: [JSONValue] = []
        for element in expected {
            if let place = extra.firstIndex(of: element) {
                extra.remove(at: place)
            } else {
                missing.append(element)
            }
        }
        for element in missing {
            let likeness = extra.map { alike(element, $0) }
            if let most = likeness.max(), most > 0, let place = likeness.firstIndex(of: most) {
                compare(element, extra.remove(at: place), "\(path)[*]", &differences)
            } else {
                differences.append(StateDifference(path: "\(path)[*]", expected: element, found: nil))
            }
        }
        differences += extra.map { StateDifference(path: "\(path)[*]", expected: nil, found: $0) }
    }

    /// How many members two objects have in common.
    private static func alike(_ left: JSONValue, _ right: JSONValue) -> Int {
        guard let left = left.object, let right = right.object else { return 0 }
        return left.members.count { right[$0.key] == $0.value && $0.value != .null }
    }

    private static func step(_ path: String, _ key: String) -> String {
        path + NormalizedPath([.name(key)]).shortened.dropFirst()
    }
}
