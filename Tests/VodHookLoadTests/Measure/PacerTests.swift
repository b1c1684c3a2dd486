@testable import JSONText
import Testing
@testable import VodHookLoad
@testable import VodHookPlan

struct PacerTests {
    @Test func `a constant rate gives every event its time by arithmetic alone`() {
        let pacer = Pacer(LoadProfile(.constant(rate: 500, duration: .seconds(2))))
        #expect(pacer.time(of: 0) == 0)
        #expect(pacer.time(of: 250) == 0.5)
        #expect(pacer.time(of: 999) == 1.998)
        #expect(pacer.time(of: 1000) == nil)
        #expect(pacer.total == 1000)
    }

    @Test(arguments: [
        ("10s:100/s", 0.0, 500), ("10s:100/s", 100.0, 1000), ("10s:0/s", 100.0, 500),
        ("30s:100/s,2m:1000/s,30s:0/s", 0.0, 82_500), ("5s:0/s,1s:10/s", 0.0, 5),
    ])
    func `stages offer the integral of their rates`(text: String, start: Double, total: Int) throws {
        let profile = LoadProfile(.stages(start: start, try LoadProfile.stages(text)))
        let pacer = Pacer(profile)
        #expect(abs(pacer.total - Double(total)) < 1e-6)
        var times = ArrivalTimes(profile, seed: 1)
        var count = 0
        var last: Int64 = 0
        while let time = times.next() {
            #expect(time >= last)
            last = time
            count += 1
        }
        #expect(count == total)
        #expect(Double(last) / 1e9 <= profile.duration.inSeconds)
    }

    @Test func `between the points of a stage the rate is a straight line`() throws {
        let pacer = Pacer(LoadProfile(.stages(start: 0, try LoadProfile.stages("10s:100/s"))))
        // The integral of 10·t is 5·t².
        for index in [0, 5, 20, 125, 405] {
            let time = try #require(pacer.time(of: index))
            #expect(abs(5 * time * time - Double(index)) < 1e-6)
        }
    }

    @Test func `Poisson arrivals come from the seed, and their gaps have the mean and spread of one`() {
        let profile = LoadProfile(.constant(rate: 1000, duration: .seconds(100)), isPoisson: true)
        func times(_ seed: UInt64) -> [Int64] {
            var arrivals = ArrivalTimes(profile, seed: seed)
            var all: [Int64] = []
            while let time = arrivals.next() { all.append(time) }
            return all
        }
        let first = times(1)
        #expect(first == times(1))
        #expect(first != times(2))
        #expect(abs(Double(first.count) - 100_000) < 1500)
        let gaps = zip(first.dropFirst(), first).map { Double($0 - $1) / 1e6 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let spread = (gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count)).squareRoot()
        #expect(abs(mean - 1) < 0.02)
        #expect(abs(spread - 1) < 0.03)
    }

    @Test func `a burst arrives at once, and bursts keep the rate`() {
        let pacer = Pacer(LoadProfile(.constant(rate: 10, duration: .seconds(10)), burst: 5))
        #expect((0..<5).map { pacer.time(of: $0) } == Array(repeating: 0.0, count: 5))
        #expect(pacer.time(of: 5) == 0.5)
        #expect(pacer.time(of: 9) == 0.5)
    }

    @Test(arguments: [1e-9, 0.1, 0.5, 0.999, 1, 1.4142, 1.4143, 2, 1e6])
    func `the logarithm is one`(value: Double) {
        // e^x by its series, in halves so that it converges.
        var half = Logarithm.natural(value) / 64
        half = (0...20).reversed().reduce(1.0) { 1 + half / Double($1 + 1) * $0 }
        let back = (0..<6).reduce(half) { value, _ in value * value }
        #expect(abs(back / value - 1) < 1e-12)
    }
}
