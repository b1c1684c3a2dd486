import Testing
@testable import VodHookSearch

@Suite struct HistorySpaceTests {
    @Test(arguments: [(5, 5, 120), (6, 5, 1800), (7, 5, 16_800), (3, 2, 6), (4, 1, 1), (0, 0, 1), (2, 3, 0)])
    func `orders are counted`(_ length: Int, _ events: Int, _ expected: Int) {
        #expect(HistorySpace.words(length, of: events) == expected)
        #expect(HistorySpace.allWords(length, of: events).count == expected)
    }

    @Test(arguments: [(0, 5, 1), (1, 5, 8), (2, 5, 12), (1, 1, 0), (2, 3, 0), (2, 4, 4)])
    func `overlaps are counted`(_ count: Int, _ length: Int, _ expected: Int) {
        #expect(HistorySpace.overlaps(count, in: length) == expected)
    }

    @Test(arguments: [
        HistorySpace(events: 1, duplicates: 0, losses: 0, overlaps: 0),
        HistorySpace(events: 3, duplicates: 0, losses: 0, overlaps: 0),
        HistorySpace(events: 3, duplicates: 1, losses: 0, overlaps: 0),
        HistorySpace(events: 3, duplicates: 1, losses: 1, overlaps: 1),
        HistorySpace(events: 2, duplicates: 2, losses: 0, overlaps: 2),
        HistorySpace(events: 4, duplicates: 0, losses: 1, overlaps: 2),
    ])
    func `a space that fits is enumerated to its end, each history once`(_ space: HistorySpace) throws {
        let total = try #require(space.total)
        let selection = space.selection(limit: total, seed: 1)
        #expect(selection.isExhaustive)
        #expect(selection.histories.count == total)
        #expect(Set(selection.histories).count == total)
        #expect(selection.histories.first?.isPlain == true)
    }

    @Test func `a space that does not fit is drawn from, repeatably`() throws {
        let space = HistorySpace(events: 6, duplicates: 1, losses: 1, overlaps: 1)
        let first = space.selection(limit: 500, seed: 7)
        #expect(!first.isExhaustive)
        #expect(first.histories.count == 500)
        #expect(Set(first.histories).count == 500)
        #expect(try #require(first.total) > 500)
        #expect(space.selection(limit: 500, seed: 7).histories == first.histories)
        #expect(space.selection(limit: 500, seed: 8).histories != first.histories)
    }

    @Test func `what is next to the plain order comes first`() {
        let space = HistorySpace(events: 6, duplicates: 1, losses: 1, overlaps: 1)
        let histories = space.selection(limit: 1000, seed: 1).histories
        for event in 0..<6 {
            var twice = History.plain(6).slots
            twice.insert(History.Slot(event), at: event + 1)
            #expect(histories.prefix(200).contains(History(twice)))
        }
    }

    @Test func `each beginning of the plain order is tried with a duplicate and with two in the other order`()
    {
        let space = HistorySpace(events: 4, duplicates: 1, losses: 0, overlaps: 0)
        let histories = space.selection(limit: 100, seed: 1).histories
        let stops = histories.filter { $0.eventCount < 4 }.map { $0.slots.map(\.event) }
        #expect(
            stops == [
                [0, 0], [0, 0, 1], [0, 1, 1], [1, 0], [0, 0, 1, 2], [0, 1, 1, 2], [1, 0, 2], [0, 1, 2, 2],
                [0, 2, 1],
            ])
        #expect(histories.firstIndex { $0.eventCount < 4 } ?? 0 > 5)
        #expect(HistorySpace(events: 4, duplicates: 0, losses: 0, overlaps: 0).total == 24 + 3)
    }

    @Test func `where nothing can be held open the space has fewer histories`() throws {
        var space = HistorySpace(events: 3, duplicates: 1, losses: 0, overlaps: 1)
        space.canHold = false
        let selection = space.selection(limit: 1000, seed: 1)
        #expect(selection.histories.count == space.total)
        #expect(selection.isExhaustive)
        #expect(!selection.histories.contains { $0.slots.contains { $0.overlap == .held } })
    }

    @Test func `a space beyond counting is drawn from`() {
        let space = HistorySpace(events: 40, duplicates: 2, losses: 2, overlaps: 3)
        #expect(space.total == nil)
        #expect(space.selection(limit: 50, seed: 1).histories.count == 50)
    }

    @Test func `without events there is one empty history`() {
        let selection = HistorySpace(events: 0, duplicates: 1, losses: 1, overlaps: 1).selection(
            limit: 9, seed: 1)
        #expect(selection.histories == [History([])])
    }
}
