import JSONText
import VodHookCatalogue

/// Faults about one place of a body: some body must have it, or the scenario would pass without them.
extension PlanBuilder {
    /// Those of the `chosen` faults that do something to a body, and its bytes with them done.
    ///
    /// `value` is the body without faults, nil when it is no JSON; `rendered` gives its bytes with some faults done.
    mutating func broken(
        _ chosen: [Fault], of offered: [Fault], _ value: JSONValue?, _ envelope: Envelope,
        remedy: String? = nil, rendered: ([Fault]) -> [UInt8]
    ) -> (faults: [Fault], body: [UInt8]) {
        let idle = BodyFaults.idle(chosen, on: value, envelope, rendered: rendered)
        var done: [Fault] = []
        for (place, fault) in chosen.enumerated() {
            note(fault, idle[place], remedy)
            if idle[place] == nil { done.append(fault) }
        }
        // Chance may pass over the one body that has the place, and then the fault is no mistake.
        for fault in offered where !chosen.contains(where: { $0.position == fault.position }) {
            note(fault, BodyFaults.idle([fault], on: value, envelope, rendered: rendered)[0], remedy)
        }
        let bytes = rendered(done)
        for place in done.indices.reversed() {
            let fault = done[place]
            guard case .body = fault.kind, uses[fault.position]?.isApplied == false else { continue }
            var others = done
            others.remove(at: place)
            guard rendered(others) == bytes else { continue }
            noteIdleBody(fault)
            done = others
        }
        return (done, bytes)
    }

    private mutating func note(_ fault: Fault, _ complaint: String?, _ remedy: String?) {
        guard BodyFaults.isAimed(fault) else { return }
        if let complaint {
            if idleFaults[fault.position] == nil { idleFaults[fault.position] = (complaint, remedy) }
        } else {
            usedFaults.insert(fault.position)
        }
    }

    /// Reports the faults that did nothing to any body.
    mutating func checkFaults() {
        // The rest of a plan that was given up may have what they are about.
        guard !isFull else { return }
        for (position, idle) in idleFaults where !usedFaults.contains(position) {
            report(position, idle.message, remedy: idle.remedy)
        }
    }
}
