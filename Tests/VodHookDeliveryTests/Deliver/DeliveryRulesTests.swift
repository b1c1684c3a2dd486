import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct DeliveryRulesTests {
    static let exchanges: [(Exchange, Bool)] = [
        (.status(200), true), (.status(204), false), (.status(201), false), (.status(302), false),
        (.status(400), false),
        (.status(500), false), (.failed(.refused), false), (.failed(.timeout), false),
        (.failed(.closed), false),
        (Exchange(), false),
        (Exchange(answer: Answer(status: 200), failure: TransportFailure(.closed, "cut off")), false),
    ]

    @Test(arguments: ["aliyun", "volcengine", "byteplus"])
    func `only a complete answer with 200 is an acknowledgement`(_ provider: String) throws {
        let rules = try BuiltIn.provider(provider).rules
        for (exchange, isAccepted) in Self.exchanges {
            #expect(HTTPJudge(rules: rules).accepts(exchange) == isAccepted, "\(exchange)")
        }
    }

    @Test(arguments: [
        ("aliyun", "application/json"), ("volcengine", "application/octet-stream"),
        ("byteplus", "application/octet-stream"),
    ])
    func `a callback is a POST of five seconds with the provider's content type`(
        _ provider: String, _ type: String
    ) throws {
        let rules = try BuiltIn.provider(provider).rules
        #expect(rules.http.method == "POST")
        #expect(rules.http.contentType == type)
        #expect(rules.timeout == .seconds(5))
    }

    @Test(
        arguments: [
            ("aliyun", [.http, .queue]), ("volcengine", [.http]), ("byteplus", [.http]),
        ] as [(String, [DeliveryChannel])])
    func `a provider says by which channels it delivers, and by HTTP unless it does`(
        _ provider: String, _ channels: [DeliveryChannel]
    ) throws {
        #expect(try BuiltIn.provider(provider).rules.channels == channels)
    }

    @Test func `an override changes only what it names`() throws {
        let rules = try BuiltIn.provider("volcengine").rules
        #expect(DeliveryOverride().applied(to: rules) == rules)
        var override = DeliveryOverride()
        override.timeout = .seconds(1)
        var expected = rules
        expected.timeout = .seconds(1)
        #expect(override.applied(to: rules) == expected)
        override.retryAfter = []
        expected.retries = RetrySchedule(gaps: [])
        #expect(override.applied(to: rules) == expected)
        #expect(override.applied(to: rules).retries.extent.attempts == 1)
    }

    @Test func `an override of the gaps replaces the hourly tail too`() throws {
        var override = DeliveryOverride()
        override.retryAfter = [.seconds(1)]
        #expect(override.applied(to: try BuiltIn.provider("byteplus").rules).retries.extent.attempts == 2)
    }
}
