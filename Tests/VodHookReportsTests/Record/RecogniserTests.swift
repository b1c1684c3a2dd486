import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

@Suite struct RecogniserTests {
    private static let url = "http://host.test/cb?x=1"
    private static let recogniser = Recogniser(catalogue: BuiltIn.catalogue, keys: ["old", "MyKey123"])

    private static func request(
        _ body: [UInt8], signedBy provider: String?, key: String = "MyKey123"
    ) throws -> RecordedRequest {
        let scheme = try provider.flatMap { try BuiltIn.provider($0).rules.http.signature }
        let headers = Signer(url: url, key: key).headers(
            scheme, body: body, id: "d1", unixSeconds: 1_768_464_000)
        return RecordedRequest(
            receivedAt: 0, method: "POST", target: "/cb?x=1", headers: headers, body: body,
            answer: RecordedAnswer(origin: .own, status: 200))
    }

    @Test(
        arguments: BuiltIn.catalogue.providers.flatMap { provider in
            provider.events.map { ["\(provider.name)", $0.name] }
        })
    func `every event of the catalogue is recognised by body and signature`(_ name: [String]) throws {
        let provider = try BuiltIn.provider(name[0])
        let event = try BuiltIn.event(name[0], name[1])
        let scenario = SingleEventScenario.scenario(
            event, of: provider, profile: event.profiles[0].name, failure: nil, dropping: [])
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        let body = try #require(planner.plan(scenario).plan?.deliveries.first?.body)
        let found = Self.recogniser.recognise(try Self.request(body, signedBy: name[0]), url: Self.url)
        #expect(found.signature == .valid)
        #expect(found.event == name[1])
        // BytePlus sends what Volcengine sends, signed the same way.
        #expect(found.provider == (name[0] == "byteplus" ? "volcengine" : name[0]))
    }

    @Test func `a body that is no JSON is known by its signature`() throws {
        let aliyun = Self.recogniser.recognise(
            try Self.request([0x3C], signedBy: "aliyun"), url: Self.url)
        #expect(aliyun.provider == "aliyun" && aliyun.event == nil && aliyun.signature == .valid)
        let volcengine = Self.recogniser.recognise(
            try Self.request([0x3C], signedBy: "volcengine"), url: Self.url)
        #expect(volcengine.provider == "volcengine")
    }

    @Test func `what the signature says`() throws {
        let body = Array(#"{"EventType":"Brand New","VideoId":"v"}"#.utf8)
        let right = try Self.request(body, signedBy: "aliyun")
        #expect(Self.recogniser.recognise(right, url: Self.url).signature == .valid)
        #expect(Self.recogniser.recognise(right, url: "http://other.test/").signature == .invalid)
        #expect(
            Recogniser(catalogue: BuiltIn.catalogue, keys: []).recognise(right, url: Self.url).signature
                == .unchecked)
        let bare = Self.recogniser.recognise(try Self.request(body, signedBy: nil), url: Self.url)
        #expect(bare.signature == .missing)
        #expect(bare.provider == "aliyun" && bare.event == "Brand New")
    }

    @Test(arguments: [
        ("", nil), ("{}", nil), (#"{"EventType":"New","Version":"1","Data":{}}"#, "volcengine"),
    ])
    func `an unknown body tells what it can`(_ body: String, _ provider: String?) throws {
        let found = Self.recogniser.recognise(
            try Self.request(Array(body.utf8), signedBy: nil), url: Self.url)
        #expect(found.provider == provider)
    }
}
