import JSONText
import VodHookCatalogue
import VodHookPlan

extension Capture {
    /// The value in `reply`, or why there is none.
    func value(in reply: Reply?) -> (value: String?, complaint: String?) {
        guard let reply, let body = reply.body else { return (nil, "there was no answer") }
        switch source {
        case .header(let name):
            let value = reply.headers.first(name)
            return (value, value == nil ? "the answer has no header \(name)" : nil)
        case .pattern(let pattern):
            guard let match = pattern.firstMatch(in: String(decoding: body, as: UTF8.self)) else {
                return (nil, "/\(pattern.text)/ is not found in the answer")
            }
            return ((pattern.groupCount > 0 ? match[1] : nil) ?? match.text, nil)
        case .path(let path):
            do throws(JSONSyntaxError) {
                guard let value = path.values(in: try JSONReader.value(of: body)).first else {
                    return (nil, "\(path) selects nothing in the answer")
                }
                return (value.string ?? JSONWriter.text(of: value), nil)
            } catch {
                return (nil, "the answer is \(error.description)")
            }
        }
    }
}

/// The captured values of one run, shared by its steps.
final class CapturedValues: Sendable {
    private let values = Guarded<[String: String]>([:])

    subscript(name: String) -> String? {
        get { values.withLock { $0[name] } }
        set { values.withLock { $0[name] = newValue } }
    }
}
