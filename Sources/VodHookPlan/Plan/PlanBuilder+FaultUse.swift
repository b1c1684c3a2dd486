import JSONText
import VodHookCatalogue

/// Which faults a plan could have, and which it has: one that never comes is a test that does not test it.
extension PlanBuilder {
    /// What became of one fault of a scenario or of a step.
    struct FaultUse {
        let fault: Fault
        /// How many deliveries were offered to it.
        var offered = 0
        /// How many of them `every` leaves.
        var counted = 0
        /// How many of those chance leaves.
        var chosen = 0
        /// True when it does something to one of them.
        var isApplied = false
        /// Why it does nothing to the one where that was noticed.
        var obstacle: String?
    }

    /// The faults that a delivery has: those without a choice, every n-th, and those that chance picks.
    mutating func chosen(_ faults: [Fault], for id: String) -> [Fault] {
        faults.filter { fault in
            var use = uses[fault.position] ?? FaultUse(fault: fault)
            defer { uses[fault.position] = use }
            use.offered += 1
            if let every = fault.every, !use.offered.isMultiple(of: every) { return false }
            use.counted += 1
            if let chance = fault.chance {
                // The folder is left out, so that the same file draws the same from any working directory.
                let place = fault.position.description.split(separator: "/").last.map(String.init) ?? ""
                var draw = SeededGenerator(seed: planner.seed).branch("fault", place, id)
                if !draw.bool(chance: chance) { return false }
            }
            use.chosen += 1
            return true
        }
    }

    /// Notes which faults do something to the deliveries of a step; `made` are those that the plan has of it,
    /// `planned` all that there were before faults of order, in their order.
    mutating func noteUse(of planned: [PlannedDelivery], made: [PlannedDelivery], in place: FaultPlace) {
        let sent = Set(made.flatMap { $0.faults.map(\.position) })
        for delivery in planned {
            for fault in delivery.faults {
                if !fault.drops, let drop = delivery.faults.first(where: \.drops) {
                    // What chance drops now it leaves another time.
                    let why = "every delivery that could have it is dropped"
                    note(fault, drop.chance == nil ? why : nil)
                } else if let obstacle = obstacle(
                    to: fault, delivery.id, isSent: sent.contains(fault.position), made.count, place)
                    ?? Self.reasonForNothing(fault, delivery.rules)
                {
                    note(fault, obstacle)
                } else {
                    uses[fault.position]?.isApplied = true
                }
            }
        }
    }

    /// Why a fault with these parameters leaves what is sent as it is; nil when it does not.
    private static func reasonForNothing(_ fault: Fault, _ rules: DeliveryRules) -> String? {
        switch fault.kind {
        case .order(.delay(let by)): by == .zero ? "it is late by nothing" : nil
        case .signature(.changedBody), .order, .body: nil
        case .signature(let fault):
            rules.http.signature.map { reasonForNothing(fault, $0) } ?? "its provider signs nothing"
        case .wire(.contentType(let type)):
            type.hasSameBytes(as: rules.http.contentType) ? "\(type) is what is sent anyway" : nil
        case .wire(.method(let method)):
            method.hasSameBytes(as: rules.http.method) ? "\(method) is what is sent anyway" : nil
        case .wire: nil
        }
    }

    private static func reasonForNothing(_ fault: SignatureFault, _ scheme: SignatureScheme) -> String? {
        func isIn(_ slot: String) -> Bool {
            scheme.text.contains(slot) || scheme.headers.contains { $0.value.contains(slot) }
        }
        switch fault {
        case .staleSignature(let by), .futureSignature(let by):
            if by < .seconds(1) { return "signatures hold whole seconds, and it is off by less" }
            return isIn("{timestamp}") ? nil : "its provider signs no time"
        case .missingTimestamp, .millisecondsTimestamp, .textTimestamp:
            return isIn("{timestamp}") ? nil : "its provider signs no time"
        case .otherURL: return isIn("{url}") ? nil : "its provider signs no URL"
        case .wrongKey, .previousKey, .missingSignature, .upperCaseSignature, .otherScheme, .changedBody:
            return nil
        }
    }

    /// Notes a fault that leaves a body as it is.
    mutating func noteIdleBody(_ fault: Fault) { note(fault, "the body is the same without it") }

    private mutating func note(_ fault: Fault, _ obstacle: String?) {
        if uses[fault.position]?.obstacle == nil { uses[fault.position]?.obstacle = obstacle }
    }

    /// Where the deliveries of a step stand, for faults of order.
    enum FaultPlace {
        case emit, meanwhile, send
        /// A step that takes one of its deliveries alone.
        case only
        /// A step whose first delivery, with this id, is held open.
        case held(String?)
    }

    /// Why a fault does nothing to a delivery that is not dropped, one of `count` that its step makes.
    private func obstacle(
        to fault: Fault, _ id: String, isSent: Bool, _ count: Int, _ place: FaultPlace
    ) -> String? {
        guard case .order(let kind) = fault.kind else {
            return isSent ? nil : "\"only\" leaves out every delivery that could have it"
        }
        switch (kind, place) {
        case (.drop, _): return nil
        case (_, .only): return "\"only\" takes one delivery, at once and by itself"
        case (.reorder, .send), (.overlap, .send): return "the step sends a single delivery"
        case (.reorder, .held), (.overlap, .meanwhile): return Self.orderIsSet
        case (.overlap, .held(let first)): return first == id ? nil : Self.orderIsSet
        case (.reorder, .emit), (.reorder, .meanwhile):
            return count > 1 ? nil : "the step makes a single delivery"
        case (.overlap, .emit), (.duplicate, _), (.duplicateAtOnce, _), (.delay, _): return nil
        }
    }

    private static let orderIsSet = "\"meanwhile\" sets the order of these deliveries"

    /// Reports what is expected of deliveries that are all dropped: nobody would look at it.
    mutating func checkExpectation(
        of expect: Expectation, _ planned: [PlannedDelivery], _ captures: [Capture]
    ) {
        let isDropped =
            !planned.isEmpty && planned.allSatisfy { $0.faults.contains { $0.drops && $0.chance == nil } }
        if isDropped { droppedCount += planned.count }
        guard isDropped, let position = expect.positions.first ?? captures.first?.position else { return }
        report(
            position, "every delivery of this step is dropped, so nothing is looked at here",
            remedy: "take it out, or the fault \"drop\"")
    }

    /// Reports what a scenario expects of deliveries that are all dropped.
    mutating func checkScenarioExpectation() {
        guard deliveryCount > 0, droppedCount == deliveryCount, !isFull,
            let position = scenario.expect.positions.first
        else { return }
        report(
            position, "every delivery of this scenario is dropped, so nothing is looked at here",
            remedy: "take it out, or the fault \"drop\"")
    }

    /// Findings for faults that cannot come in this plan, whatever is drawn.
    func idleFaultFindings() -> [Finding] {
        if isFull { return [] }
        let unoffered = scenario.faults.filter { uses[$0.position] == nil }.map { FaultUse(fault: $0) }
        let reported = Set(findings.map(\.position))
        return (Array(uses.values) + unoffered).compactMap { use -> Finding? in
            guard !use.isApplied, !reported.contains(use.fault.position) else { return nil }
            return finding(use)
        }
    }

    /// Notes on faults that chance has left out.
    func chanceNotes() -> [Finding] {
        if isFull { return [] }
        return uses.values.compactMap { use -> Finding? in
            guard use.counted > 0, use.chosen == 0, let chance = use.fault.chance, chance > 0 else {
                return nil
            }
            return Finding(
                scenario.source, at: use.fault.position,
                "chance has left \(use.fault.word.text) out of \(Shown.count(use.counted, "delivery"))",
                remedy: "another seed draws anew", severity: .warning)
        }
    }

    private func finding(_ use: FaultUse) -> Finding? {
        let name = use.fault.word.text
        func finding(_ why: String, _ remedy: String) -> Finding {
            Finding(
                scenario.source, at: use.fault.position, "\(name) never happens: \(why)", remedy: remedy)
        }
        if use.offered == 0 {
            // A step without deliveries has a finding of its own; a scenario need not have any.
            return finding(
                "no step makes a delivery that could have it", "add an emit or a send, or take it out")
        }
        if use.fault.chance == 0 {
            return finding("its chance is 0", "give it a chance above 0, or take it out")
        }
        if let every = use.fault.every, use.counted == 0 {
            let deliveries = Shown.count(use.offered, "delivery")
            return finding(
                "\"every\" is \(every), and there is no more than \(deliveries) that could have it",
                "lower \"every\", or emit more")
        }
        guard use.chosen > 0, let obstacle = use.obstacle else { return nil }
        return finding(obstacle, "take it out, or put it where it can happen")
    }
}
