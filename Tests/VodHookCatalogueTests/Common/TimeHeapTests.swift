import Testing
@testable import VodHookCatalogue

@Suite struct TimeHeapTests {
    @Test func `elements come out in their order, whatever was put in or replaced meanwhile`() {
        var draw = SeededGenerator(seed: 1)
        var heap = TimeHeap<Int>()
        var wanted: [Int] = []
        for _ in 0..<2000 {
            let element = draw.int(in: 0...99)
            switch draw.int(in: 0...3) {
            case 0:
                #expect(heap.popFirst() == wanted.first)
                wanted = Array(wanted.dropFirst())
            case 1:
                heap.replaceFirst(with: element)
                wanted = (wanted.dropFirst() + [element]).sorted()
            default:
                heap.insert(element)
                wanted = (wanted + [element]).sorted()
            }
            #expect(heap.first == wanted.first)
            #expect(heap.count == wanted.count)
        }
        var rest: [Int] = []
        while let element = heap.popFirst() { rest.append(element) }
        #expect(rest == wanted)
    }
}
