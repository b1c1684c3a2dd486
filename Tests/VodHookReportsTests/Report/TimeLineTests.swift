import Testing
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

@Suite struct TimeLineTests {
    private func line(_ deliveries: [DeliveryResult], limit: Int = 100) -> TimeLine {
        TimeLine(HandMadeResult.scenario("Line", "line.json", deliveries, checks: []), limit: limit) {
            $0.outcome == .lost ? 0 : 1
        }
    }

    private func delivery(_ number: Int, at times: [Int], took: Int = 5, wall: Int? = nil, lost: Bool = false)
        -> DeliveryResult
    {
        HandMadeResult.delivery(
            "d\(number)", "Event", outcome: lost ? .lost : .delivered,
            times.enumerated().map {
                HandMadeResult.attempt($0.offset + 1, at: $0.element, status: 200, took: took, wall: wall)
            })
    }

    @Test func `marks stand in the order of time within the line and have room`() {
        let line = line([delivery(1, at: [0, 3_600_000, 86_400_000]), delivery(2, at: [2000])])
        let marks = line.rows[0].marks
        #expect(marks[0].left == 0)
        #expect(marks.map(\.left) == marks.map(\.left).sorted())
        #expect(marks[0].left < line.rows[1].marks[0].left && line.rows[1].marks[0].left < marks[1].left)
        #expect(marks.allSatisfy { $0.width > 0 && $0.room >= $0.width && $0.left + $0.room <= 100 })
    }

    @Test func `a day does not press two seconds into nothing`() {
        let marks = line([delivery(1, at: [0, 2000, 86_400_000])]).rows[0].marks
        #expect(marks[1].left - marks[0].left > 10)
    }

    @Test func `deliveries of one moment that were sent one after the other do not lie on each other`() {
        let line = line([delivery(1, at: [0], wall: 0), delivery(2, at: [0], wall: 10)])
        #expect(line.rows[1].marks[0].left >= line.rows[0].marks[0].left + line.rows[0].marks[0].width)
        #expect(line.rows.allSatisfy { !$0.isOverlapping })
    }

    @Test func `exchanges of one media that were under way at once overlap`() {
        let line = line([
            delivery(1, at: [0], took: 50, wall: 0), delivery(2, at: [0], wall: 60),
            delivery(3, at: [0], wall: 20),
        ])
        #expect(line.rows.map(\.isOverlapping) == [true, false, true])
    }

    @Test func `what failed is drawn before what did not fit`() {
        let line = line((1...50).map { delivery($0, at: [$0 * 10], lost: $0 == 50) }, limit: 3)
        #expect(line.rows.map(\.delivery.planned.id) == ["d1", "d2", "d50"])
        #expect(line.hidden == 47)
    }

    @Test func `ticks are apart and begin with the first attempt`() {
        let ticks = line((0...30).map { delivery($0, at: [$0 * 1000]) }).ticks
        #expect(ticks.first?.time == .zero)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1.left - $0.left >= 16 })
    }
}
