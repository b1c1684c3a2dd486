import Testing
@testable import VodHookSearch

@Suite struct HistoryTests {
    private func history(_ events: Int...) -> History { History(events.map { History.Slot($0) }) }

    @Test func `an overlap without a partner is taken out`() {
        let history = History([.init(0, .held), .init(1, .together), .init(2, .held)])
        #expect(history.slots.map(\.overlap) == [.held, .none, .none])
    }

    @Test func `the plain order has each event once`() {
        #expect(history(2, 0, 2, 1).plain == history(0, 1, 2))
        #expect(history(4, 2).plain == history(2, 4))
        #expect(history(0, 3).isPlain)
        #expect(!history(0, 0).isPlain)
        #expect(!History([.init(0, .together), .init(1)]).isPlain)
    }

    @Test func `the cause makes no other history`() {
        #expect(
            History([.init(0), .init(0, cause: .duplicate)])
                == History([.init(0), .init(0, cause: .lostAcknowledgement)]))
    }

    @Test func `a pattern is found in order, overlaps as they are`() {
        #expect(history(3, 1, 2, 0).contains(history(3, 0)))
        #expect(!history(3, 1, 2, 0).contains(history(0, 3)))
        #expect(!history(3, 0).contains(history(3, 3)))
        let overlap = History([.init(1, .held), .init(0)])
        #expect(History([.init(2), .init(1, .held), .init(0)]).contains(overlap))
        #expect(!history(1, 0).contains(overlap))
        #expect(!History([.init(1, .held), .init(2), .init(0)]).contains(overlap))
        #expect(history(1).contains(history()))
    }

    @Test func `inversions count pairs out of order`() {
        #expect(history(0, 1, 2).inversions == 0)
        #expect(history(2, 1, 0).inversions == 3)
        #expect(history(0, 0).inversions == 0)
    }
}
