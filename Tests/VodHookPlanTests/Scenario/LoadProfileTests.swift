import Testing
@testable import VodHookPlan

struct LoadProfileTests {
    @Test(arguments: [("500/s", 500.0), ("30/m", 0.5), ("2.5/s", 2.5), ("3600/h", 1), ("0/s", 0)])
    func `a rate has a unit`(text: String, rate: Double) { #expect(LoadProfile.rate(text) == rate) }

    @Test(arguments: ["500", "/s", "-1/s", "1e3/s", "5/x", "5/s/s", "", "nan/s"])
    func `what is no rate is none`(text: String) { #expect(LoadProfile.rate(text) == nil) }

    @Test(arguments: ["", "30s", "30s:5", "5/s:30s", "30s:5/s,", "0s:5/s"])
    func `what is no stage is said to be none`(text: String) {
        #expect(throws: LoadError.self) { try LoadProfile.stages(text) }
    }

    @Test func `a rate above the limit is refused until the limit is raised`() {
        let profile = LoadProfile(.constant(rate: 300_000, duration: .seconds(1)))
        #expect(
            profile.mistake() == "a rate of 300000/s is above the limit of 200000/s; --max-rate raises it")
        #expect(profile.mistake(rateLimit: 300_000) == nil)
    }

    @Test func `a closed loop has no arrivals`() {
        let profile = LoadProfile(.closed(concurrency: 5, duration: .seconds(1)), isPoisson: true)
        #expect(profile.mistake() == "a closed loop has no arrivals; leave out --poisson and --burst")
    }

    @Test func `a rate that hardly ever comes to anything is a mistake`() {
        let mistake = "the rate never reaches 0.00001/s, about one a day; give a higher one"
        let profile = { (rate: Double) in LoadProfile(.constant(rate: rate, duration: .seconds(1))) }
        #expect(profile(0.000_001 / 3600).mistake() == mistake)
        #expect(profile(LoadProfile.lowestRate).mistake() == nil)
        let stages = LoadProfile(.stages(start: 0, [.init(duration: .seconds(1), rate: 1)]))
        #expect(stages.mistake() == nil)
    }
}
