@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan
@testable import VodHookSearch

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
                    let isOfWire = variation.faults.contains {
                        if case .wire = $0.kind { true } else { false }
                    }
                    if odd.body == delivery.body, !isOfWire { Issue.record("\(event) \(variation.label)") }
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

    private static func labels(_ event: String, _ tier: FuzzTier) throws -> [String] {
        let found = try deliveries(try BuiltIn.provider("aliyun")).first { $0.0.event == event }
        let (delivery, profile) = try #require(found)
        return try #require(VariationMaker(delivery, profile: profile, identities: [])).all(tier).map(\.label)
    }

    @Test func `a field is left out only if the page does not require it and no rule says that it is there`()
        throws
    {
        let image = try Self.labels("DynamicImageComplete", .forwardCompatible)
        #expect(!image.contains("without $.DynamicImageJobInfo"))
        let streams = try Self.labels("TranscodeComplete", .forwardCompatible)
        #expect(!streams.contains("without $.StreamInfos"))
        #expect(!streams.contains("without $.StreamInfos[0].FileUrl"))
        #expect(!streams.contains("without $.StreamInfos[0].IsAudio"))
        #expect(streams.contains("without $.StreamInfos[0].Size"))
        #expect(streams.contains("without $.Extend"))
    }

    @Test func `texts of people, blanks at the end and another order of lists are valid`() throws {
        let labels = try Self.labels("TranscodeComplete", .valid)
        for label in [
            "with $.StreamInfos in the opposite order", "with a line break at its end",
            #"with $.Extend as "视频 数据""#, #"with $.Extend as "视频 数据" in escapes"#,
            #"with $.Extend as "a%2Fb%20c""#, #"with $.Extend as "a+b&c=d""#,
            #"with $.Extend as "say \"yes\" \\o/""#,
        ] {
            #expect(labels.contains(label), "\(labels)")
        }
    }

    @Test func `media at the edges have each documented code, each mix of outcomes and sizes beyond 32 bits`()
        throws
    {
        let provider = try BuiltIn.provider("aliyun")
        let event = try #require(provider.event("TranscodeComplete"))
        let fuzzed = FuzzedEvent(
            event, of: provider, profile: "current", observe: nil,
            load: { ScenarioLoader(ScenarioLoader.Context(catalogue: BuiltIn.catalogue)).load($0).scenario })
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        var codes: Set<String> = []
        var outcomes: Set<[String]> = []
        var sizes: Set<Int64> = []
        for media in MediaEdges.all(for: event, of: provider) {
            let scenario = try #require(fuzzed.scenario(media, profile: "current"), "\(media)")
            for delivery in planner.plan(scenario).plan?.deliveries ?? [] {
                let body = try JSONReader.value(of: delivery.body)
                let streams = body["StreamInfos"]?.array ?? []
                codes.formUnion(streams.compactMap { $0["ErrorCode"]?.string })
                outcomes.insert(streams.compactMap { $0["Status"]?.string })
                sizes.formUnion(streams.compactMap { $0["Size"]?.number?.int64 })
            }
        }
        let documented = provider.errors.filter { $0.parts.contains("rendition") }.map(\.code)
        #expect(documented.count > 5)
        #expect(codes.isSuperset(of: documented))
        #expect(outcomes.isSuperset(of: [["fail", "fail"], ["success", "fail"], []]))
        #expect(sizes.isSuperset(of: [2_147_483_647, 2_147_483_648, 4_294_967_296, 5_000_000_000]))
    }

    @Test func `of drawn media the same seed gives the same, and smaller ones have less`() throws {
        let provider = try BuiltIn.provider("volcengine")
        let event = try #require(provider.event("WorkflowComplete"))
        func media(_ seed: UInt64, _ number: Int) -> JSONValue {
            var draw = MediaDraw(provider: provider, event: event, seed: seed, number: number)
            return draw.media()
        }
        let first = MediaEdges.all(for: event, of: provider).count
        #expect(media(1, first) == media(1, first))
        #expect(media(1, first) != media(2, first))
        #expect(media(1, first) != media(1, first + 1))
        for number in 0..<(first + 30) {
            let whole = JSONWriter.bytes(of: media(1, number)).count
            for smaller in MediaDraw.smaller(media(1, number)) {
                #expect(JSONWriter.bytes(of: smaller).count < whole)
            }
        }
    }
}

extension BodyVariation {
    fileprivate var isLarge: Bool { faults.contains { ["huge-body", "deep-body"].contains($0.word.text) } }
}
