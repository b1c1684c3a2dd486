import Testing

@testable import VodHookKit

@Suite struct VariationTests {
    /// Every event and profile with its first body about a media that has all of it.
    private static func deliveries(_ provider: Provider) throws -> [(PlannedDelivery, EventSpec.Profile)] {
        try provider.events.flatMap { event in
            try event.profiles.map { profile in
                let fuzzed = FuzzedEvent(
                    event, of: provider, profile: profile.name, observe: nil,
                    load: {
                        ScenarioLoader(ScenarioLoader.Context(catalogue: BuiltIn.catalogue)).load($0).scenario
                    })
                let scenario = try #require(fuzzed.scenarios.first, "\(fuzzed.name)")
                let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
                let delivery = try #require(planner.plan(scenario).plan?.deliveries.first)
                return (delivery, profile)
            }
        }
    }

    @Test(arguments: ["aliyun", "byteplus", "volcengine"])
    func `every variation changes the body, and every field is varied`(_ name: String) throws {
        for (delivery, profile) in try Self.deliveries(try BuiltIn.provider(name)) {
            let maker = try #require(VariationMaker(delivery, profile: profile, identities: []))
            let event = "\(delivery.event)/\(delivery.profile)"
            for tier in FuzzTier.allCases {
                let all = maker.all(tier)
                #expect(!all.isEmpty, "\(event) \(tier)")
                for variation in all {
                    var odd = delivery
                    #expect(FuzzCase(tier: tier, variations: [variation]).apply(to: &odd))
                    let isHTTP = variation.faults.contains { $0.kind == .contentType }
                    if odd.body == delivery.body, !isHTTP { Issue.record("\(event) \(variation.label)") }
                }
            }
            let wrong = Set(maker.all(.invalid).map(\.label))
            for place in maker.places where place.value != .null {
                #expect(
                    wrong.contains { $0.contains("with \(place.shown) as") }, "\(event) \(place.shown)")
            }
        }
    }

    @Test(arguments: ["aliyun", "byteplus", "volcengine"])
    func `what is called valid or forward-compatible keeps required fields and types`(_ name: String) throws {
        for (delivery, profile) in try Self.deliveries(try BuiltIn.provider(name)) {
            let maker = try #require(VariationMaker(delivery, profile: profile, identities: []))
            for tier in [FuzzTier.valid, .forwardCompatible] {
                // An event of another name is checked as what it says it is.
                for variation in maker.all(tier) where variation.family != "unknown EventType" {
                    var odd = delivery
                    _ = FuzzCase(tier: tier, variations: [variation]).apply(to: &odd)
                    let source = SourceText(name: delivery.event, bytes: odd.body)
                    let node = try #require(JSONReader.read(source).value, "\(variation.label)")
                    let errors = BodyValidator.check(node, of: source, against: profile).filter {
                        $0.severity == .error
                    }
                    #expect(errors.map(\.text) == [], "\(delivery.event) \(variation.label)")
                }
            }
        }
    }

    @Test func `of drawn media the same seed gives the same, and smaller ones have less`() throws {
        let provider = try BuiltIn.provider("volcengine")
        let event = try #require(provider.event("WorkflowComplete"))
        func media(_ seed: UInt64, _ number: Int) -> JSONValue {
            var draw = MediaDraw(provider: provider, event: event, seed: seed, number: number)
            return draw.media()
        }
        #expect(media(1, 30) == media(1, 30))
        #expect(media(1, 30) != media(2, 30))
        #expect(media(1, 30) != media(1, 31))
        for number in 0..<40 {
            let whole = JSONWriter.bytes(of: media(1, number)).count
            for smaller in MediaDraw.smaller(media(1, number)) {
                #expect(JSONWriter.bytes(of: smaller).count < whole)
            }
        }
    }
}

extension BodyVariation {
    fileprivate var isLarge: Bool { faults.contains { $0.kind == .hugeBody || $0.kind == .deepBody } }
}
