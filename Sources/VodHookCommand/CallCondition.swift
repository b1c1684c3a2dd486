import VodHookReports

/// A way of calling a command in which some of its flags do nothing.
indirect enum CallCondition: Sendable, Hashable {
    /// One of these flags is given.
    case given([String])
    /// None of these flags is given.
    case without([String])
    /// Every value of the flag is among these, and there is one.
    case values(String, among: [String])
    /// Standard output holds a report for programs, and no file holds the one for people.
    case isForPrograms
    /// Several at once.
    case all([CallCondition])
    /// What the files say that the command reads.
    case inputs(InputCondition)

    /// Whether a call is of this kind; `inputs` is what is known of its files, nothing before they are read.
    func holds(_ call: GivenFlags, _ inputs: Set<InputCondition>) -> Bool {
        switch self {
        case .given(let flags): return flags.contains(where: call.has)
        case .without(let flags): return !flags.contains(where: call.has)
        case .values(let flag, let values):
            let given = call.values(of: flag)
            return !given.isEmpty && given.allSatisfy(values.contains)
        case .isForPrograms:
            let kinds = call.values(of: "--report")
            return kinds.contains { !$0.contains("=") && $0 != ReportRequest.terminal }
                && !kinds.contains { $0.hasPrefix("\(ReportRequest.terminal)=") }
        case .all(let conditions): return conditions.allSatisfy { $0.holds(call, inputs) }
        case .inputs(let condition): return inputs.contains(condition)
        }
    }

    /// True when the files must be read to know it.
    var isAboutInputs: Bool {
        switch self {
        case .given, .without, .values, .isForPrograms: false
        case .all(let conditions): conditions.contains(where: \.isAboutInputs)
        case .inputs: true
        }
    }

    /// It in words, for a heading.
    var text: String {
        func list(_ flags: [String]) -> String { ReportRequest.sentence(flags.map { "`\($0)`" }) }
        return switch self {
        case .given(let flags): "with \(list(flags))"
        case .without(let flags): "without \(list(flags))"
        case .values(let flag, let values): "with `\(flag)` \(list(values)) alone"
        case .isForPrograms: "with a report for programs on standard output"
        case .all(let conditions): conditions.map(\.text).joined(separator: ", ")
        case .inputs(let condition): condition.text
        }
    }
}

/// What holds for all that a command reads, once it is read.
enum InputCondition: String, Sendable, CaseIterable {
    /// Every scenario has a target of its own.
    case ownTarget
    /// Every scenario goes to the embedded receiver.
    case embedded
    /// No URL begins with https.
    case withoutTLS
    /// No certificate is checked.
    case unchecked
    /// Every scenario has a target of its own, and no key to sign with.
    case unsigned
    /// No key is given.
    case withoutKey
    /// The environment names no proxy.
    case withoutProxy
    /// A scenario is read.
    case withScenario
    /// No scenario is read.
    case withoutScenario
    /// No body of a callback is read.
    case withoutBody
    /// The load is a closed loop that needs more connections than are allowed.
    case widerLoop
    /// The load is a closed loop.
    case closedLoop

    /// It in words, for a heading.
    var text: String {
        switch self {
        case .ownTarget: "with a target of your own"
        case .embedded: "without a target, in flag or file"
        case .withoutTLS: "when no URL begins with https"
        case .unchecked: "when a file or a flag says that no certificate is checked"
        case .unsigned: "with a target of your own and no key"
        case .withoutKey: "when no key is given"
        case .withoutProxy: "when the environment names no proxy"
        case .withScenario: "when a file is a scenario"
        case .withoutScenario: "when no file is a scenario"
        case .withoutBody: "when no file is a body"
        case .widerLoop: "with a closed loop that is wider"
        case .closedLoop: "with a closed loop"
        }
    }
}
