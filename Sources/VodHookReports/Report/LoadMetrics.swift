import JSONText
package import VodHookLoad

/// The figures of a load under way as the text that Prometheus reads.
package enum LoadMetrics {
    /// The content type of the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    /// The bounds of the histogram, in microseconds: powers of two from 128 µs to 8.4 s.
    private static let bounds = (7...23).map { 1 << $0 }

    /// The text, ending with a line break.
    package static func text(_ progress: LoadProgress) -> String {
        var lines: [String] = []
        let counters: [(name: String, about: String, value: Int)] = [
            ("events_offered", "Events that were due.", progress.counts.offered),
            ("events_delivered", "Events that were acknowledged.", progress.counts.delivered),
            ("events_lost", "Events that the vendor would have given up.", progress.counts.lost),
            ("events_late", "Delivered events that needed more than one attempt.", progress.counts.late),
            (
                "events_duplicated", "Events whose request went out whole more than once.",
                progress.counts.duplicated
            ),
            ("events_dropped", "Events that could not be started near their time.", progress.counts.dropped),
            ("attempts", "Requests that were begun.", progress.counts.attempts),
            ("connections", "Connections that were opened.", progress.counts.connections),
        ]
        for counter in counters {
            head(counter.name + "_total", "counter", counter.about, &lines)
            lines.append("vodhook_\(counter.name)_total \(counter.value)")
        }
        head("answers_total", "counter", "Answers by status.", &lines)
        for (status, count) in progress.statuses.sorted(by: { $0.key < $1.key }) {
            lines.append("vodhook_answers_total{status=\"\(status)\"} \(count)")
        }
        head("errors_total", "counter", "Attempts without an answer by kind.", &lines)
        for (kind, count) in progress.errors.sorted(by: { $0.key < $1.key }) {
            lines.append("vodhook_errors_total{kind=\"\(label(kind))\"} \(count)")
        }
        for (name, about, value) in [
            ("in_flight", "Requests that wait for their answer.", progress.inFlight),
            ("waiting", "Sends that wait for a connection.", progress.waiting),
        ] {
            head(name, "gauge", about, &lines)
            lines.append("vodhook_\(name) \(value)")
        }
        histogram(progress, &lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func histogram(_ progress: LoadProgress, _ lines: inout [String]) {
        let name = "response_seconds"
        head(
            name, "histogram", "From the intended time to the end of the answer, for first attempts.", &lines)
        for bound in bounds {
            let count = progress.response.count(below: bound)
            lines.append("vodhook_\(name)_bucket{le=\"\(seconds(bound))\"} \(count)")
        }
        let count = progress.response.count
        lines.append("vodhook_\(name)_bucket{le=\"+Inf\"} \(count)")
        lines.append("vodhook_\(name)_sum \(seconds(Int(progress.responseMicroseconds)))")
        lines.append("vodhook_\(name)_count \(count)")
    }

    private static func head(_ name: String, _ type: String, _ about: String, _ lines: inout [String]) {
        lines.append("# HELP vodhook_\(name) \(about)")
        lines.append("# TYPE vodhook_\(name) \(type)")
    }

    private static func seconds(_ microseconds: Int) -> String { Shown.fixed(Double(microseconds) / 1e6, 6) }

    /// A label's value: backslash, quotation mark and line feed are escaped.
    private static func label(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
