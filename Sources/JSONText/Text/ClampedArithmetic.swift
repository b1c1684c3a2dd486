/// Arithmetic on numbers from outside, which may be of any size: what is beyond the range becomes its end.
extension FixedWidthInteger {
    /// The whole number that is nearest to `value`; 0 for what is no number.
    @inlinable
    public init(nearest value: Double) {
        if value.isNaN {
            self = 0
        } else {
            self = Self(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
        }
    }

    /// The sum with `other`.
    @inlinable
    public func clampedSum(_ other: Self) -> Self {
        let (sum, isBeyond) = addingReportingOverflow(other)
        return isBeyond ? (other < 0 ? .min : .max) : sum
    }

    /// What is left when `other` is taken away.
    @inlinable
    public func clampedDifference(_ other: Self) -> Self {
        let (difference, isBeyond) = subtractingReportingOverflow(other)
        return isBeyond ? (other < 0 ? .max : .min) : difference
    }

    /// The product with `other`.
    @inlinable
    public func clampedProduct(_ other: Self) -> Self {
        let (product, isBeyond) = multipliedReportingOverflow(by: other)
        return isBeyond ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
