import ArgumentParser

/// `NAME=VALUE` of --var; the value begins after the first `=`.
struct VariableAssignment: ExpressibleByArgument, Sendable {
    let name: String
    let value: String

    init?(argument: String) {
        guard let mark = argument.utf8.firstIndex(of: 0x3D), mark != argument.startIndex else { return nil }
        name = String(argument.utf8[..<mark]) ?? ""
        value = String(argument.utf8[argument.utf8.index(after: mark)...]) ?? ""
    }
}
