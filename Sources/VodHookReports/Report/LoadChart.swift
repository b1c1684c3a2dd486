import JSONText
import VodHookLoad

/// A chart of lines over one axis, laid out for a drawing of a fixed size.
struct LoadChart {
    /// One line.
    struct Line {
        var name: String
        /// Which of the page's line styles it has, from 1.
        var style: Int
        var points: [(x: Double, y: Double)]
    }

    // The field within the drawing of the template, in the drawing's own units.
    private static let left = 58.0
    private static let right = 456.0
    private static let top = 12.0
    private static let bottom = 214.0

    var title: String
    var note: String
    var xName: String
    var yName: String
    var xTicks: [(value: Double, label: String)]
    var xRange: ClosedRange<Double>
    /// True when every step up is ten times the one before.
    var isLogarithmic = false
    var lines: [Line]

    /// The chart as a template shows it.
    var fields: PageFields {
        var fields = PageFields()
        fields.set("chartTitle", title)
        fields.set("chartNote", note)
        fields.set("xName", xName)
        fields.set("yName", yName)
        fields.set("summary", summary)
        let values = lines.flatMap { $0.points.map(\.y) }
        let axis = isLogarithmic ? Self.decades(values) : Self.steps(values)
        fields.set(
            "yTicks",
            axis.map { value in
                var tick = PageFields()
                tick.set("y", y(value, axis))
                tick.set("textY", y(value, axis) + 4)
                tick.set("label", Self.label(value))
                return tick
            })
        fields.set(
            "xTicks",
            xTicks.filter { xRange.contains($0.value) }.map { value, label in
                var tick = PageFields()
                tick.set("x", x(value))
                tick.set("label", label)
                return tick
            })
        fields.set(
            "lines",
            lines.filter { !$0.points.isEmpty }.map { line in
                var drawn = PageFields()
                drawn.set("style", String(line.style))
                drawn.set("lineName", line.name)
                let points = line.points.map { "\(Shown.fixed(x($0.x), 1)),\(Shown.fixed(y($0.y, axis), 1))" }
                drawn.set("points", points.joined(separator: " "))
                return drawn
            })
        return fields
    }

    private var summary: String {
        let parts = lines.compactMap { line -> String? in
            guard let most = line.points.map(\.y).max() else { return nil }
            return "\(line.name) up to \(Self.label(most))"
        }
        return "\(title): \(parts.joined(separator: ", "))"
    }

    private func x(_ value: Double) -> Double {
        let span = max(xRange.upperBound - xRange.lowerBound, 1e-9)
        return Self.left + (Self.right - Self.left) * (value - xRange.lowerBound) / span
    }

    private func y(_ value: Double, _ axis: [Double]) -> Double {
        guard let low = axis.first, let high = axis.last, high > low else { return Self.bottom }
        let share: Double
        if isLogarithmic {
            let scale = { (value: Double) in Logarithm.natural(max(value, low)) }
            share = (scale(value) - scale(low)) / (scale(high) - scale(low))
        } else {
            share = (value - low) / (high - low)
        }
        return Self.bottom - (Self.bottom - Self.top) * min(max(share, 0), 1)
    }

    /// Round numbers from 0 to above the greatest value.
    private static func steps(_ values: [Double]) -> [Double] {
        let most = max(values.max() ?? 1, 1e-3)
        var step = 1e-4
        while step * 5 < most {
            // 1, 2, 5, 10, 20 …
            let digit = (step / power(below: step)).rounded()
            step *= digit == 2 ? 2.5 : 2
        }
        return (0...Int((most / step).rounded(.up))).map { Double($0) * step }
    }

    /// Powers of ten around the values.
    private static func decades(_ values: [Double]) -> [Double] {
        let positive = values.filter { $0 > 0 }
        let low = power(below: max(positive.min() ?? 1, 0.001))
        let most = max(positive.max() ?? 1, low)
        var decades = [low]
        while let last = decades.last, last < most || decades.count < 2 { decades.append(last * 10) }
        return decades
    }

    private static func power(below value: Double) -> Double {
        var power = 1e-6
        while power * 10 <= value * 1.000001 { power *= 10 }
        return power
    }

    /// A number as short as it goes: `0.05`, `2.5`, `400`, `20k`.
    static func label(_ value: Double) -> String {
        if value >= 10_000 {
            return "\(JSONNumber(shortest: (value / 100).rounded() / 10)?.literal ?? "?")k"
        }
        let factor = value < 10 ? 1000.0 : 10
        return JSONNumber(shortest: (value * factor).rounded() / factor)?.literal ?? "?"
    }
}
