import JSONText
package import VodHookPlan

/// The planned time line of a scenario as a table; what `--dry-run` prints.
package enum PlanTable {
    /// The table with a heading, ending with a line break.
    package static func text(_ plan: Plan) -> String {
        var rows: [[String]] = []
        var time = Duration.zero
        for (steps, part) in [(plan.setup, "set-up"), (plan.steps, ""), (plan.teardown, "tear-down")] {
            time = steps.walk(from: time) { rows.append(row($1, at: $0, part)) }
        }
        let header = ["AT", "WHAT", "MEDIA", "PROVIDER", "PROFILE", "BYTES", "NOTE"]
        let lines = TextTable.lines(header, rows)
        return "\(plan.name)  \(plan.file)  seed \(plan.seed)\n" + lines.map { "\($0)\n" }.joined()
    }

    /// One row; `part` names the part of the plan if it is not the steps.
    private static func row(_ moment: PlannedMoment, at time: Duration, _ part: String) -> [String] {
        let time = DurationText.text(time)
        switch moment {
        case .wait(let duration): return [time, "wait \(DurationText.text(duration))", "", "", "", "", part]
        case .probe(let probe): return [time, "probe \(probe.name)", "", "", "", "", part]
        case .deliver(let delivery):
            var notes = part.isEmpty ? [] : [part]
            notes += delivery.faults.map(\.word.text)
            if let leader = delivery.follows { notes.append("after \(leader)") }
            if let held = delivery.during { notes.append("while \(held) is held open") }
            return [
                time, delivery.event + (delivery.subject.map { " \($0)" } ?? ""), delivery.media,
                delivery.provider, delivery.profile, String(delivery.body.count),
                notes.joined(separator: ", "),
            ]
        }
    }
}
