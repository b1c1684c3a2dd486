/// The parsed form of an expression, with the size of the program it needs.
struct TextPatternTree {
    indirect enum Kind {
        case empty
        case scalar(UInt32)
        /// A place in the parser's list of sets.
        case set(Int)
        case assertion(TextPatternAssertion)
        case capture(Int, TextPatternTree)
        case sequence([TextPatternTree])
        case choice([TextPatternTree])
        case repetition(TextPatternTree, least: Int, most: Int?, isLazy: Bool)
    }

    let kind: Kind
    /// How many instructions the tree compiles to.
    let size: Int

    init(_ kind: Kind) {
        self.kind = kind
        size =
            switch kind {
            case .empty: 0
            case .scalar, .set, .assertion: 1
            case .capture(_, let inner): inner.size + 2
            case .sequence(let parts): parts.reduce(0) { $0 + $1.size }
            case .choice(let parts): parts.reduce(0) { $0 + $1.size } + 2 * (parts.count - 1)
            case .repetition(let inner, let least, .some(let most), _):
                least * max(1, inner.size) + (most - least) * (inner.size + 1)
            case .repetition(let inner, 0, nil, _): inner.size + 2
            case .repetition(let inner, let least, nil, _): least * max(1, inner.size) + 1
            }
    }
}

/// A condition on a place in the text that takes up no text.
enum TextPatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordEdge, notWordEdge
}

/// A compiled expression.
struct TextPatternProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case set(Int)
        /// Goes on at both places; the first is preferred.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case assertion(TextPatternAssertion)
        case match
    }

    private(set) var instructions: [Instruction] = []
    let sets: [TextPatternSet]
    let names: [(name: String, number: Int)]
    let groupCount: Int

    init(
        _ tree: TextPatternTree, sets: [TextPatternSet], names: [(name: String, number: Int)], groupCount: Int
    ) {
        self.sets = sets
        self.names = names
        self.groupCount = groupCount
        instructions.reserveCapacity(tree.size + 3)
        instructions.append(.save(0))
        emit(tree)
        instructions.append(.save(1))
        instructions.append(.match)
    }

    private mutating func emit(_ tree: TextPatternTree) {
        switch tree.kind {
        case .empty: break
        case .scalar(let value): instructions.append(.scalar(value))
        case .set(let place): instructions.append(.set(place))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .capture(let number, let inner):
            instructions.append(.save(number * 2))
            emit(inner)
            instructions.append(.save(number * 2 + 1))
        case .sequence(let parts):
            for part in parts { emit(part) }
        case .choice(let parts): emitChoice(parts)
        case .repetition(let inner, let least, let most, let isLazy):
            emitRepetition(of: inner, least: least, most: most, isLazy: isLazy)
        }
    }

    private mutating func emitChoice(_ parts: [TextPatternTree]) {
        var jumps: [Int] = []
        for (place, part) in parts.enumerated() {
            guard place < parts.count - 1 else {
                emit(part)
                break
            }
            let split = instructions.count
            instructions.append(.jump(0))
            emit(part)
            jumps.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emitRepetition(of inner: TextPatternTree, least: Int, most: Int?, isLazy: Bool) {
        var start = instructions.count
        for _ in 0..<least {
            start = instructions.count
            emit(inner)
        }
        guard let most else {
            if least == 0 {
                instructions.append(.jump(0))
                emit(inner)
                instructions.append(.jump(start))
                instructions[start] = fork(start + 1, instructions.count, isLazy)
            } else {
                instructions.append(fork(start, instructions.count + 1, isLazy))
            }
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(instructions.count)
            instructions.append(.jump(0))
            emit(inner)
        }
        for split in splits { instructions[split] = fork(split + 1, instructions.count, isLazy) }
    }

    private func fork(_ again: Int, _ onward: Int, _ isLazy: Bool) -> Instruction {
        isLazy ? .split(onward, again) : .split(again, onward)
    }
}
