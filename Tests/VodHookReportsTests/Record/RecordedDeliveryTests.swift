import TestSupport
import Testing
@testable import VodHookReports

/// Which requests are attempts of one delivery; Alibaba: three attempts, only 200 counts, 5 s time limit.
@Suite struct RecordedDeliveryTests {
    struct Arrival: Sendable {
        var body: String
        var at: Int
        var status: Int?
        var after = 1
        var target = "/cb"
    }

    private static func count(_ arrivals: [Arrival]) -> [Int] {
        let requests = arrivals.map { arrival in
            var request = RecordedRequest(
                receivedAt: Int64(arrival.at) * 1000, method: "POST", target: arrival.target, headers: [],
                body: Array(arrival.body.utf8),
                answer: RecordedAnswer(
                    origin: .own, status: arrival.status, after: .milliseconds(arrival.after)))
            request.recognition.provider = "aliyun"
            return request
        }
        return RecordedDelivery.deliveries(of: requests, catalogue: BuiltIn.catalogue).map(\.attempts.count)
    }

    @Test func `failed attempts and the accepted one are one delivery`() {
        #expect(
            Self.count([
                Arrival(body: "a", at: 0, status: 500), Arrival(body: "a", at: 1000, status: nil),
                Arrival(body: "a", at: 2000, status: 200),
            ]) == [3])
    }

    @Test func `an accepted body that comes again is a further delivery`() {
        #expect(
            Self.count([Arrival(body: "a", at: 0, status: 200), Arrival(body: "a", at: 1000, status: 200)])
                == [1, 1])
    }

    @Test func `attempts of several deliveries may alternate`() {
        #expect(
            Self.count([
                Arrival(body: "a", at: 0, status: 500), Arrival(body: "b", at: 10, status: 500),
                Arrival(body: "a", at: 1000, status: 200), Arrival(body: "b", at: 1010, status: 200),
            ]) == [2, 2])
    }

    @Test func `the same body sent side by side is two deliveries`() {
        #expect(
            Self.count([
                Arrival(body: "a", at: 0, status: 500, after: 50), Arrival(body: "a", at: 10, status: 500),
            ]) == [1, 1])
    }

    @Test func `an answer that comes after the vendor's time limit is no acknowledgement`() {
        #expect(
            Self.count([
                Arrival(body: "a", at: 0, status: 200, after: 6000),
                Arrival(body: "a", at: 6000, status: 200),
            ]) == [2])
    }

    @Test func `there are never more attempts than the vendor makes`() {
        #expect(Self.count((0..<7).map { Arrival(body: "a", at: $0 * 1000, status: 500) }) == [3, 3, 1])
    }

    @Test func `another target is another delivery`() {
        #expect(
            Self.count([
                Arrival(body: "a", at: 0, status: 500),
                Arrival(body: "a", at: 1000, status: 500, target: "/other"),
            ]) == [1, 1])
    }
}
