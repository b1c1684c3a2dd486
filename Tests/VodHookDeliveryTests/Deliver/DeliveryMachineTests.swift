import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct DeliveryMachineTests {
    struct Rules: Sendable, CustomTestStringConvertible {
        let provider: String
        let attempts: Int
        let firstGaps: [Int]
        let total: Duration
        var testDescription: String { provider }
    }

    static let published: [Rules] = [
        Rules(provider: "aliyun", attempts: 3, firstGaps: [1, 1], total: .seconds(2)),
        Rules(provider: "volcengine", attempts: 4, firstGaps: [5, 10, 30], total: .seconds(45)),
        Rules(
            provider: "byteplus", attempts: 63,
            firstGaps: [
                1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 3600, 3600,
            ], total: .seconds(171_946)),
    ]

    @Test(arguments: published) func `a provider repeats as it says and then gives up`(_ rules: Rules) throws
    {
        let retries = try BuiltIn.provider(rules.provider).rules.retries
        var machine = DeliveryMachine(retries: retries)
        var begins: [Duration] = []
        var action = machine.begin(at: .seconds(7))
        while case .attempt(let number, let time) = action {
            begins.append(time)
            #expect(number == begins.count)
            if begins.count > 1000 { break }
            // An attempt that takes no time, so that begins tell the gaps.
            action = machine.attemptEnded(accepted: false, at: time)
        }
        #expect(action == .end(.lost))
        #expect(begins.count == rules.attempts)
        let gaps = zip(begins, begins.dropFirst()).map { Int(($1 - $0).components.seconds) }
        #expect(Array(gaps.prefix(rules.firstGaps.count)) == rules.firstGaps)
        #expect(begins.last == .seconds(7) + rules.total)
        #expect(retries.extent.attempts == rules.attempts)
        #expect(retries.extent.total == rules.total)
        #expect(rules.total <= .seconds(48 * 3600))
    }

    @Test(arguments: [1, 2, 3]) func `an accepted attempt ends the delivery`(_ accepted: Int) throws {
        var machine = DeliveryMachine(retries: try BuiltIn.provider("aliyun").rules.retries)
        #expect(machine.begin(at: .zero) == .attempt(number: 1, at: .zero))
        for number in 1..<accepted {
            #expect(
                machine.attemptEnded(accepted: false, at: .seconds(number))
                    == .attempt(number: number + 1, at: .seconds(number + 1)))
        }
        #expect(machine.attemptEnded(accepted: true, at: .seconds(accepted)) == .end(.delivered))
    }

    @Test func `a gap counts from the end of the attempt before it`() {
        var machine = DeliveryMachine(retries: RetrySchedule(gaps: [.seconds(1), .seconds(2)]))
        #expect(machine.begin(at: .seconds(10)) == .attempt(number: 1, at: .seconds(10)))
        #expect(
            machine.attemptEnded(accepted: false, at: .seconds(15)) == .attempt(number: 2, at: .seconds(16)))
        #expect(
            machine.attemptEnded(accepted: false, at: .seconds(21)) == .attempt(number: 3, at: .seconds(23)))
        #expect(machine.attemptEnded(accepted: false, at: .seconds(28)) == .end(.lost))
    }

    @Test func `without gaps there is one attempt`() {
        var machine = DeliveryMachine(retries: RetrySchedule(gaps: []))
        _ = machine.begin(at: .zero)
        #expect(machine.attemptEnded(accepted: false, at: .zero) == .end(.lost))
        #expect(RetrySchedule(gaps: []).extent.attempts == 1)
    }

    @Test func `the limit of all gaps is kept to the second`() {
        let exact = RetrySchedule(gaps: [.seconds(1)], thenEvery: .seconds(2), until: .seconds(5))
        #expect(exact.extent.attempts == 4)
        #expect(exact.extent.total == .seconds(5))
        #expect(
            RetrySchedule(gaps: [.seconds(1)], thenEvery: .seconds(2), until: .seconds(4)).extent.total
                == .seconds(3))
        #expect(RetrySchedule(gaps: [.seconds(9)], until: .seconds(4)).extent.attempts == 1)
    }

    @Test func `a schedule without end is cut when it is measured`() {
        #expect(RetrySchedule(gaps: [], thenEvery: .zero).extent.attempts == 100_000)
    }
}
