/// Options whose value may be left out: `--fail` alone means "with the first documented code".
///
/// ArgumentParser knows no such options, so the value is filled in before it parses.
enum OptionalValues {
    /// What stands for a value that was left out.
    static let omitted = "true"

    /// The arguments with every missing value of `--fail` filled in.
    ///
    /// A value has no slash; PROVIDER/EVENT has one.
    static func filled(_ arguments: [String]) -> [String] {
        guard arguments.first == "emit" else { return arguments }
        var filled: [String] = []
        for (place, argument) in arguments.enumerated() {
            let next = place + 1 < arguments.count ? arguments[place + 1] : nil
            let hasValue = next.map { !$0.hasPrefix("-") && !$0.contains("/") } ?? false
            filled.append(argument == "--fail" && !hasValue ? "--fail=\(omitted)" : argument)
        }
        return filled
    }
}
