extension String {
    /// The text with scalars replaced as `table` says.
    ///
    /// `replacing(_:with:)` of the library works on characters and misses a scalar that has a combining mark behind it.
    package func replacingScalars(_ table: (Unicode.Scalar) -> String?) -> String {
        guard unicodeScalars.contains(where: { table($0) != nil }) else { return self }
        var replaced = ""
        replaced.reserveCapacity(utf8.count + utf8.count / 4)
        for scalar in unicodeScalars {
            if let replacement = table(scalar) {
                replaced += replacement
            } else {
                replaced.unicodeScalars.append(scalar)
            }
        }
        return replaced
    }
}
