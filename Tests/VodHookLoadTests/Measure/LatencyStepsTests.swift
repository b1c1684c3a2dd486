import Testing
@testable import VodHookCatalogue
@testable import VodHookLoad

@Suite struct LatencyStepsTests {
    private static func steps(_ latencies: some Sequence<Int>) -> LatencySteps {
        var tally = LatencySteps.Tally()
        for latency in latencies { tally.record(microseconds: latency) }
        return tally.take()
    }

    @Test func `every latency is in one step, at most an eighth below its end`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let latency = generator.int(in: 0...(1 << generator.int(in: 1...31)))
            let step = LatencySteps.step(ofMicroseconds: latency)
            let end = LatencySteps.longest(step)
            #expect(latency <= end)
            #expect(end - latency <= latency / 8)
            #expect(step == 0 || LatencySteps.longest(step - 1) < latency)
        }
        #expect(LatencySteps.step(ofMicroseconds: .max) == LatencySteps.stepCount - 1)
        #expect(LatencySteps.step(ofMicroseconds: -5) == 0)
    }

    @Test func `adding two loses nothing, and taking one away gives the other back`() {
        let left = Self.steps([1, 5, 1000, 1000, 70_000])
        let right = Self.steps([5, 6, 2000, 1_000_000])
        var sum = left
        sum.add(right)
        #expect(sum == Self.steps([1, 5, 1000, 1000, 70_000, 5, 6, 2000, 1_000_000]))
        #expect(sum.subtracting(left) == right)
        #expect(sum.count == 9)
        #expect(LatencySteps(json: sum.json) == sum)
    }

    @Test func `percentiles and counts below a bound`() {
        let steps = Self.steps(1...1000)
        #expect(abs(steps.milliseconds(at: 50) - 0.5) <= 0.07)
        #expect(steps.milliseconds(at: 100) >= 1)
        #expect(steps.count(below: 512) == 511)
        #expect(LatencySteps().milliseconds(at: 99) == 0)
    }
}
