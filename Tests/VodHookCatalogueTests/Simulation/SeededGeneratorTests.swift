import Testing
@testable import VodHookCatalogue

@Suite struct SeededGeneratorTests {
    @Test func `the stream is SplitMix64, the same for ever`() {
        // The first outputs for seed 1234567 that the algorithm's reference implementation prints.
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test func `a branch depends on its names and on nothing drawn elsewhere`() {
        func first(_ generator: SeededGenerator, _ names: [String]) -> UInt64 {
            var branch = names.count == 1 ? generator.branch(names[0]) : generator.branch(names[0], names[1])
            return branch.next()
        }
        let root = SeededGenerator(seed: 1)
        #expect(first(root, ["a"]) == first(root, ["a"]))
        #expect(
            Set([
                first(root, ["a"]), first(root, ["b"]), first(root, ["a", "b"]), first(root, ["ab"]),
                first(root, ["b", "a"]),
            ]).count == 5)
        #expect(first(root, ["a"]) != first(SeededGenerator(seed: 2), ["a"]))
    }

    static let ranges: [ClosedRange<Int>] = [0...0, 0...1, -3...3, 10...16, 0...Int.max, Int.max...Int.max]

    @Test(arguments: ranges) func `whole numbers stay within their range`(_ range: ClosedRange<Int>) {
        var generator = SeededGenerator(seed: 9)
        let drawn = (0..<300).map { _ in generator.int(in: range) }
        #expect(drawn.allSatisfy(range.contains))
        if range.upperBound < 100, range.lowerBound > -100 { #expect(Set(drawn) == Set(range)) }
    }

    @Test func `fractions are spread from 0 to 1`() {
        var generator = SeededGenerator(seed: 9)
        let drawn = (0..<2000).map { _ in generator.fraction() }
        #expect(drawn.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(drawn.reduce(0, +) / 2000 - 0.5) < 0.02)
    }

    @Test func `shuffling keeps every element and choosing from none gives none`() {
        var generator = SeededGenerator(seed: 9)
        let shuffled = generator.shuffled(Array(0..<50))
        #expect(shuffled != Array(0..<50))
        #expect(shuffled.sorted() == Array(0..<50))
        #expect(generator.shuffled([Int]()) == [])
        #expect(generator.element(of: [Int]()) == nil)
        #expect(generator.text(5, of: Array("x".utf8)) == "xxxxx")
    }
}
