import ArgumentParser
import JSONText
import VodHookPlan

/// `PATH=VALUE` of --set; the value begins after the first `=` outside brackets, for a filter may compare.
struct PathAssignment: ExpressibleByArgument, Sendable {
    let path: String
    let value: String

    init?(argument: String) {
        let text = Array(argument.utf8)
        guard let mark = Self.mark(in: text), mark > 0 else { return nil }
        path = String(decoding: text[..<mark], as: UTF8.self)
        value = String(decoding: text[(mark + 1)...], as: UTF8.self)
    }

    /// The place of the first `=` outside brackets; what stands in quotes within them opens and closes nothing.
    private static func mark(in text: [UInt8]) -> Int? {
        var depth = 0
        var quote: UInt8?
        var isEscaped = false
        for (place, byte) in text.enumerated() {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == open {
                    quote = nil
                }
                continue
            }
            switch byte {
            case 0x22, 0x27: if depth > 0 { quote = byte }
            case 0x5B: depth += 1
            case 0x5D: depth -= 1
            case 0x3D where depth <= 0: return place
            default: break
            }
        }
        return nil
    }

    /// The value as JSON where it is JSON, else as a string.
    var json: JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONReader.value(of: Array(value.utf8))
        } catch {
            return .string(value)
        }
    }

    /// The change that --set asks for.
    func change() throws -> Change {
        let text = path.hasPrefix("$") ? path : "$.\(path)"
        do {
            let path = try JSONPath.ofFlag(text)
            return Change(
                path: path, action: .set(json), position: SourcePosition(file: "--set", line: 1, column: 1))
        } catch {
            throw ValidationError("--set \(path): \(error.message)")
        }
    }
}

extension JSONPath {
    /// The path that a flag gives; one that can never select what it names is refused as in a file.
    static func ofFlag(_ text: String) throws(JSONPathError) -> JSONPath {
        let path = try JSONPath(text)
        if let warning = path.warnings.first { throw warning }
        return path
    }
}
