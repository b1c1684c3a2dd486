import JSONText
import VodHookCatalogue
import VodHookPlan

/// A field where it stands in a body.
struct FieldPlace: Sendable {
    let path: NormalizedPath
    let spec: FieldSpec
    let value: JSONValue

    /// `$.StreamInfos[0].Size`.
    var shown: String { path.shortened }

    /// True when the catalogue says under which condition it is there, such as that the job succeeded.
    var hasRule: Bool {
        if spec.when != nil { return true }
        return switch spec.content {
        case .fields(_, let with): with != nil
        case .fact(let fact, _): fact.path.contains("error")
        default: false
        }
    }

    /// The path as scenario files have it.
    var jsonPath: JSONPath? {
        // A normalized path is always a path that can be read.
        do { return try JSONPath(shown) } catch { return nil }
    }

    /// All fields of `body`, in the first element of each array, outer ones first.
    static func all(of body: JSONValue, _ fields: [FieldSpec]) -> [FieldPlace] {
        var places: [FieldPlace] = []
        collect(body, fields, [], &places)
        return places
    }

    private static func collect(
        _ value: JSONValue, _ fields: [FieldSpec], _ steps: [NormalizedPath.Step],
        _ places: inout [FieldPlace]
    ) {
        for member in value.object?.members ?? [] {
            let variants = fields.filter { $0.name.hasSameBytes(as: member.key) }
            guard let spec = variants.max(by: { fit($0, member.value) < fit($1, member.value) }) else {
                continue
            }
            let inner = steps + [.name(member.key)]
            places.append(FieldPlace(path: NormalizedPath(inner), spec: spec, value: member.value))
            switch spec.content {
            case .fields(let fields, _): collect(member.value, fields, inner, &places)
            case .cases(_, let cases):
                let best = cases.max { known(member.value, $0.fields) < known(member.value, $1.fields) }
                collect(member.value, best?.fields ?? [], inner, &places)
            case .keyedFields(_, _, _, let fields):
                if let first = member.value.object?.members.first {
                    collect(first.value, fields, inner + [.name(first.key)], &places)
                }
            case .eachFields(_, let fields):
                if let first = member.value.array?.first {
                    collect(first, fields, inner + [.index(0)], &places)
                }
            default: continue
            }
        }
    }

    private static func fit(_ spec: FieldSpec, _ value: JSONValue) -> Int {
        switch spec.content {
        case .fields(let fields, _): known(value, fields)
        case .eachFields(_, let fields): known(value.array?.first ?? .null, fields)
        default: 0
        }
    }

    private static func known(_ value: JSONValue, _ fields: [FieldSpec]) -> Int {
        let names = Set(fields.map(\.name))
        return value.object?.members.count { names.contains($0.key) } ?? 0
    }
}
