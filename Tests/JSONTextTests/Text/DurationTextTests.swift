@testable import JSONText
import Testing

@Suite struct DurationTextTests {
    static let durations: [(String, Duration)] = [
        ("0s", .zero), ("0ms", .zero), ("250ms", .milliseconds(250)), ("5s", .seconds(5)),
        ("1.5s", .milliseconds(1500)),
        ("2m", .seconds(120)), ("1h", .seconds(3600)), ("48h", .seconds(172_800)),
        ("0.5ms", .microseconds(500)),
        ("0.0004ms", .zero), ("1.001h", .milliseconds(3_603_600)), ("007s", .seconds(7)),
        ("87600h", .seconds(315_360_000)),
    ]

    @Test(arguments: durations) func `a number with a unit is a duration`(
        _ text: String, _ duration: Duration
    ) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "5", "s", "ms", "5 s", " 5s", "5s ", "-5s", "+5s", "5S", "5sec", "5d", "1h30m", ".5s", "5.s",
        "1e3s", "0x5s", "1.2.3s",
        "infs", "nans", "87601h", "٥s", "1_000s", "99999999999999999999999999h",
    ])
    func `anything else is none`(_ text: String) { #expect(DurationText.parse(text) == nil) }

    static let shortest: [(Duration, String)] = [
        (.zero, "0s"), (.milliseconds(250), "250ms"), (.seconds(1), "1s"), (.milliseconds(1500), "1.5s"),
        (.seconds(61), "61s"),
        (.seconds(60), "1m"), (.seconds(90), "1.5m"), (.seconds(3600), "1h"), (.seconds(172_800), "48h"),
        (.microseconds(500), "0.5ms"), (.microseconds(1_000_500), "1000.5ms"),
        (.milliseconds(3_600_001), "3600.001s"),
    ]

    @Test(arguments: shortest) func `the shortest text is written`(_ duration: Duration, _ text: String) {
        #expect(DurationText.text(duration) == text)
    }

    @Test func `every duration reads back to the microsecond`() {
        var chance = SeededChance(seed: 4)
        for _ in 0..<3000 {
            let power = chance.int(in: 0...48)
            let microseconds = Int64(chance.int(in: 0...(1 << power)))
            let duration = Duration.microseconds(microseconds)
            #expect(DurationText.parse(DurationText.text(duration)) == duration, "\(microseconds) µs")
        }
    }

    @Test func `seconds become a duration unless they are no number or more than 10 years`() {
        #expect(Duration.fractional(1.5) == .milliseconds(1500))
        #expect(Duration.fractional(-315_360_000) == .seconds(-315_360_000))
        for seconds in [1e300, -1e300, 315_360_001, .infinity, .nan] {
            #expect(Duration.fractional(seconds) == nil)
        }
        #expect(Duration.seconds(Int64.max).nearestNanoseconds == .max)
        #expect(Duration.microseconds(1).nearestNanoseconds == 1000)
    }
}
