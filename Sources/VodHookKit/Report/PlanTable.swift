/// The planned time line of a scenario as a table; what `--dry-run` prints.
public enum PlanTable {
    /// The table with a heading, ending with a line break.
    public static func text(_ plan: Plan) -> String {
        var rows: [[String]] = []
        add(plan.steps, at: .zero, to: &rows)
        let header = ["AT", "WHAT", "MEDIA", "PROVIDER", "PROFILE", "BYTES", "NOTE"]
        let lines = TextTable.lines(header, rows)
        return "\(plan.name)  \(plan.file)  seed \(plan.seed)\n" + lines.map { "\($0)\n" }.joined()
    }

    /// Adds the rows of `steps`; returns when they end if every answer came at once.
    @discardableResult
    private static func add(_ steps: [PlannedStep], at begin: Duration, to rows: inout [[String]]) -> Duration
    {
        var time = begin
        for step in steps {
            time = max(time, step.at ?? .zero)
            switch step.kind {
            case .wait(let duration):
                rows.append([
                    DurationText.text(time), "wait \(DurationText.text(duration))", "", "", "", "", "",
                ])
                time += duration
            case .probe(let probe):
                rows.append([DurationText.text(time), "probe \(probe.name)", "", "", "", "", ""])
            case .deliver(let deliveries):
                var end = time
                for delivery in deliveries {
                    let at = time + delivery.offset
                    var notes = delivery.faults.map(\.kind.rawValue)
                    if let leader = delivery.follows { notes.append("after \(leader)") }
                    if let held = delivery.during { notes.append("while \(held) is held open") }
                    rows.append([
                        DurationText.text(at), delivery.event + (delivery.subject.map { " \($0)" } ?? ""),
                        delivery.media, delivery.provider, delivery.profile, String(delivery.body.count),
                        notes.joined(separator: ", "),
                    ])
                    end = max(end, at)
                }
                time = end
            case .parallel(let branches):
                time = branches.map { add($0, at: time, to: &rows) }.max() ?? time
            }
        }
        return time
    }
}
