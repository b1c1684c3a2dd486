@testable import JSONText
import Testing

@Suite struct ClampedArithmeticTests {
    @Test(
        arguments: [
            (0.5, 1), (-0.5, -1), (1e18, 1_000_000_000_000_000_000), (1e300, Int64.max), (-1e300, .min),
            (.infinity, .max), (-.infinity, .min), (.nan, 0), (9.3e18, .max),
        ] as [(Double, Int64)])
    func `the nearest whole number is at most an end of the range`(_ value: Double, _ expected: Int64) {
        #expect(Int64(nearest: value) == expected)
    }

    @Test func `what is beyond the range becomes its end`() {
        #expect(Int64.max.clampedSum(1) == .max)
        #expect(Int64.min.clampedSum(-1) == .min)
        #expect(Int64.min.clampedDifference(1) == .min)
        #expect(Int64.max.clampedDifference(-1) == .max)
        #expect(Int64.max.clampedProduct(2) == .max)
        #expect(Int64.max.clampedProduct(-2) == .min)
        #expect(Int64.min.clampedProduct(-1) == .max)
        #expect(UInt64.max.clampedProduct(2) == .max)
        #expect([2.clampedSum(3), 2.clampedDifference(3), 2.clampedProduct(3)] == [5, -1, 6])
    }
}
