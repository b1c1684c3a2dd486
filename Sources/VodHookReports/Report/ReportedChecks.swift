import JSONText
import VodHookDelivery
import VodHookPlan

extension ScenarioResult {
    /// The checks, and one more where the scenario did not pass although no check failed, so that reports made
    /// of checks alone never look better than the verdict.
    var reportedChecks: [Check] {
        let isInFile = deliveries.first?.planned.position.isInFile ?? true
        let place = isInFile ? SourcePosition(file: file, line: 1, column: 1) : .nowhere(file)
        if isInterrupted {
            let missing = plannedDeliveries - deliveries.count
            let check = Check(
                name: "the scenario ran to its end", verdict: isLeftOut ? .skipped : .interrupted,
                message: isLeftOut
                    ? "left out: an earlier scenario failed"
                    : "interrupted: \(Shown.count(missing, "delivery")) of \(plannedDeliveries) not begun",
                position: place, delivery: nil)
            return checks + [check]
        }
        if checks.isEmpty {
            return [
                Check(
                    name: "something was checked", verdict: .notTested, message: "nothing was checked",
                    position: place, delivery: nil)
            ]
        }
        return checks
    }

    /// The reported checks that were not skipped: what was left out is no error, the failure before it is.
    var countedChecks: [Check] { reportedChecks.filter { $0.verdict != .skipped } }

    /// Names for the checks that differ from each other; the delivery tells apart what is named alike.
    func uniqueNames(of checks: [Check]) -> [String] {
        var counts: [String: Int] = [:]
        for check in checks { counts[check.name, default: 0] += 1 }
        return checks.map { check in
            guard counts[check.name, default: 0] > 1, let delivery = check.delivery else { return check.name }
            return "\(check.name) [\(delivery)]"
        }.distinct
    }

    /// `1 event lost for good`, `2 late by up to 2s`: what a real vendor would have made of it.
    var vendorSentences: [String] {
        let view = VendorView(self)
        var sentences: [String] = []
        if !view.lost.isEmpty { sentences.append("\(Shown.count(view.lost.count, "event")) lost for good") }
        if !view.late.isEmpty {
            // To a tenth of a second: the schedule counts, not how long requests took.
            let latest = Duration.milliseconds(Int((view.latest.milliseconds / 100).rounded()) * 100)
            sentences.append("\(view.late.count) late by up to \(DurationText.text(latest))")
        }
        if !view.twice.isEmpty { sentences.append("\(view.twice.count) perhaps handled twice") }
        return sentences
    }
}

extension RunResult {
    /// Names for the scenarios that differ from each other; the file tells apart what is named alike.
    var uniqueScenarioNames: [String] {
        var counts: [String: Int] = [:]
        for scenario in scenarios { counts[scenario.name, default: 0] += 1 }
        return scenarios.map { scenario in
            counts[scenario.name, default: 0] > 1 ? "\(scenario.name) (\(scenario.file))" : scenario.name
        }.distinct
    }
}

extension [Check] {
    /// The worst verdict; what nothing is expected of passes with the scenario.
    var verdict: Verdict { isEmpty ? .pass : Verdict(of: map(\.verdict)) }

    /// `2 failed` and `1 not tested`, as far as there are any.
    var shownFailures: [String] {
        [(Verdict.fail, "failed"), (.notTested, Verdict.notTested.words)].compactMap { verdict, word in
            let count = count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(word)" : nil
        }
    }
}

extension [String] {
    /// The names, with a number behind each that came before: `a`, `a [2]`, `a [3]`.
    var distinct: [String] {
        var used: Set<String> = []
        var numbers: [String: Int] = [:]
        return map { base in
            var name = base
            while !used.insert(name).inserted {
                let number = numbers[base, default: 2]
                name = "\(base) [\(number)]"
                numbers[base] = number + 1
            }
            return name
        }
    }
}
