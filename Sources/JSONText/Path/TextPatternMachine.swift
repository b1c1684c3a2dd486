/// Runs a program over a text: all threads advance together, one scalar at a time.
///
/// At each place a program line holds one thread at most, so the work is bounded by the length of the
/// text times the size of the program.
struct TextPatternMachine {
    private struct Thread {
        let line: Int
        /// Start and end of each group so far, -1 when unset; empty when nobody asks for groups.
        let slots: [Int]
    }

    private let program: TextPatternProgram
    private let instructions: [TextPatternProgram.Instruction]
    private let input: [Unicode.Scalar]
    private let blank: [Int]
    /// The place at which a thread last came to each line, plus one.
    private var visits: [Int]
    private var current: [Thread] = []
    private var next: [Thread] = []
    private var pending: [Thread] = []

    init(_ program: TextPatternProgram, _ input: [Unicode.Scalar], capturing: Bool = true) {
        self.program = program
        self.input = input
        instructions = program.instructions
        blank = capturing ? [Int](repeating: -1, count: 2 * (program.groupCount + 1)) : []
        visits = [Int](repeating: 0, count: program.instructions.count)
    }

    /// The group slots of the leftmost match, or nil.
    mutating func search() -> [Int]? {
        var found: [Int]?
        for place in 0...input.count {
            current = next
            next.removeAll(keepingCapacity: true)
            if found == nil {
                swap(&current, &next)
                follow(from: 0, blank, at: place)
                swap(&current, &next)
            }
            if current.isEmpty { if found != nil { break } else { continue } }
            for thread in current {
                if case .match = instructions[thread.line] {
                    // The threads behind this one have lower priority.
                    found = thread.slots
                    break
                }
                step(thread, at: place)
            }
        }
        return found
    }

    /// True when some thread ends exactly at the end of the text.
    mutating func matchesWhole() -> Bool {
        follow(from: 0, blank, at: 0)
        for place in 0..<input.count {
            if next.isEmpty { return false }
            swap(&current, &next)
            next.removeAll(keepingCapacity: true)
            for thread in current { step(thread, at: place) }
        }
        return next.contains { if case .match = instructions[$0.line] { true } else { false } }
    }

    private mutating func step(_ thread: Thread, at place: Int) {
        guard place < input.count else { return }
        let isHit: Bool =
            switch instructions[thread.line] {
            case .scalar(let value): input[place].value == value
            case .set(let number): program.sets[number].contains(input[place].value)
            default: false
            }
        if isHit { follow(from: thread.line + 1, thread.slots, at: place + 1) }
    }

    /// Adds to `next` every thread reached from `line` without taking up text, the preferred ones first.
    private mutating func follow(from line: Int, _ slots: [Int], at place: Int) {
        pending.append(Thread(line: line, slots: slots))
        while let thread = pending.popLast() {
            if visits[thread.line] == place + 1 { continue }
            visits[thread.line] = place + 1
            switch instructions[thread.line] {
            case .jump(let target): pending.append(Thread(line: target, slots: thread.slots))
            case .split(let first, let second):
                pending.append(Thread(line: second, slots: thread.slots))
                pending.append(Thread(line: first, slots: thread.slots))
            case .save(let slot):
                var slots = thread.slots
                if !slots.isEmpty { slots[slot] = place }
                pending.append(Thread(line: thread.line + 1, slots: slots))
            case .assertion(let assertion):
                if holds(assertion, at: place) {
                    pending.append(Thread(line: thread.line + 1, slots: thread.slots))
                }
            case .scalar, .set, .match: next.append(thread)
            }
        }
    }

    private func holds(_ assertion: TextPatternAssertion, at place: Int) -> Bool {
        switch assertion {
        case .textStart: place == 0
        case .textEnd: place == input.count
        case .lineStart: place == 0 || isLineEnd(input[place - 1])
        case .lineEnd: place == input.count || isLineEnd(input[place])
        case .wordEdge: isWord(place - 1) != isWord(place)
        case .notWordEdge: isWord(place - 1) == isWord(place)
        }
    }

    private func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

    private func isWord(_ place: Int) -> Bool {
        guard input.indices.contains(place) else { return false }
        switch input[place] {
        case "0"..."9", "A"..."Z", "a"..."z", "_": return true
        default: return false
        }
    }
}
