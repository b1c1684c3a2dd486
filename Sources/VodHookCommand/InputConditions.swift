import FoundationEssentials
import JSONText
import VodHookPlan

extension Set<InputCondition> {
    /// What holds for all of `items` together, as far as flags go by it.
    init(_ items: [Inputs.Item]) {
        self = []
        func all(_ condition: InputCondition, _ holds: (Inputs.Item) -> Bool) {
            if items.allSatisfy(holds) { insert(condition) }
        }
        all(.ownTarget) { !$0.target.isEmbedded }
        all(.embedded) { $0.target.isEmbedded }
        all(.unchecked) { $0.target.spec.insecure }
        all(.withoutTLS) { !$0.mayUseTLS }
        all(.unsigned) { !$0.target.isEmbedded && $0.target.spec.key == nil }
        all(.withoutKey) { $0.target.spec.key == nil }
        if !Self.namesProxy { insert(.withoutProxy) }
    }

    /// What holds for single events that go to `target`, or are shown as requests to it.
    init(_ target: ResolvedTarget, defaultURL: String) {
        self = []
        if target.spec.insecure { insert(.unchecked) }
        if !isSecure(target.spec.url ?? defaultURL) { insert(.withoutTLS) }
        if target.spec.key == nil { insert(.withoutKey) }
        if !Self.namesProxy { insert(.withoutProxy) }
    }

    /// True when the environment names a proxy in a way that libcurl looks at.
    private static var namesProxy: Bool {
        let environment = ProcessInfo.processInfo.environment
        return ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].contains {
            environment[$0]?.isEmpty == false
        }
    }
}

/// True when a URL begins with https, or holds a name that may stand for such a beginning.
private func isSecure(_ url: String) -> Bool {
    let text = url.lowercased()
    return text.hasPrefix("https:") || (text.hasPrefix("${") && !text.hasPrefix("${target."))
}

extension Inputs.Item {
    /// Whether a delivery or a question of the scenario goes to an https URL.
    var mayUseTLS: Bool {
        isSecure(target.spec.url ?? "") || scenario.questions.contains { isSecure($0) }
    }
}

extension Scenario {
    /// The URLs that are asked for state.
    fileprivate var questions: [String] {
        (setup + steps + teardown).flatMap(\.questions) + observe.compactMap(\.probe.url)
    }
}

extension Step {
    fileprivate var questions: [String] {
        switch kind {
        case .probe(let probe): [probe.url].compactMap(\.self)
        case .parallel(let branches): branches.flatMap { $0.flatMap(\.questions) }
        case .repetition(_, let steps), .group(let steps): steps.flatMap(\.questions)
        case .emit(let emit): emit.meanwhile.flatMap(\.questions)
        case .send, .wait: []
        }
    }
}

extension ProbeSpec {
    fileprivate var url: String? {
        switch question {
        case .request(let question): question.url
        case .command: nil
        }
    }
}
