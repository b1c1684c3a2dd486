package import JSONText
package import VodHookPlan

/// Everything observed in one call of vodhook; the only input of every report.
package struct RunResult: Sendable {
    /// The version of the tool.
    package var toolVersion: String
    package var seed: UInt64
    /// One result for each scenario, in the order of the call.
    package var scenarios: [ScenarioResult]
    /// The wall time of the whole run.
    package var duration: Duration

    package init(toolVersion: String, seed: UInt64, scenarios: [ScenarioResult], duration: Duration) {
        self.toolVersion = toolVersion
        self.seed = seed
        self.scenarios = scenarios
        self.duration = duration
    }

    /// The worst verdict of all scenarios.
    package var verdict: Verdict { Verdict(of: scenarios.map(\.verdict)) }
}

/// What came of one scenario.
package struct ScenarioResult: Sendable {
    /// The scenario's name.
    package var name: String
    /// The scenario's file.
    package var file: String
    /// The seed of its plan.
    package var seed: UInt64
    /// Where deliveries went, without user information and query.
    package var target: String
    /// True when that was the receiver within this process, which nobody can find again.
    package var isTargetEmbedded = false
    /// The deliveries that began, in the order of the plan.
    package var deliveries: [DeliveryResult]
    /// The probes that ran, in the order of the plan.
    package var probes: [ProbeResult]
    /// Every check that was made.
    package var checks: [Check]
    /// Answers that mean something else to the vendor than their author probably thinks.
    package var acknowledgements: [AcknowledgementFinding] = []
    /// How many deliveries the plan had.
    package var plannedDeliveries: Int
    /// True when the run was interrupted before the plan was done.
    package var isInterrupted: Bool
    /// The wall time of the scenario.
    package var duration: Duration
    /// True when it did not begin because an earlier one had failed.
    package var isLeftOut = false

    /// The result with a failed check for each acknowledgement finding.
    package var failingOnAcknowledgements: ScenarioResult {
        var result = self
        result.checks += acknowledgements.map { finding in
            Check(
                name: "acknowledgement", verdict: .fail, message: finding.message, position: finding.position,
                delivery: finding.delivery)
        }
        return result
    }

    /// A scenario that the interruption, or the end after a failure, came before.
    package static func notBegun(_ plan: Plan, isLeftOut: Bool = false) -> ScenarioResult {
        ScenarioResult(
            name: plan.name, file: plan.file, seed: plan.seed, target: "", deliveries: [], probes: [],
            checks: [],
            plannedDeliveries: plan.deliveries.count, isInterrupted: true, duration: .zero,
            isLeftOut: isLeftOut)
    }

    /// The worst verdict of all checks, unless it was left out or interrupted.
    package var verdict: Verdict {
        if isLeftOut { return .skipped }
        return isInterrupted ? .interrupted : Verdict(of: checks.map(\.verdict))
    }
}

/// What came of one delivery.
package struct DeliveryResult: Sendable {
    /// The delivery as planned.
    package var planned: PlannedDelivery
    /// Its attempts in order.
    package var attempts: [Attempt]
    /// How it ended.
    package var outcome: Outcome
    /// True when the body of `planned` holds stand-ins in place of secrets.
    package var isBodyScrubbed = false
}

/// One attempt of a delivery, as observed.
package struct Attempt: Sendable {
    /// From 1.
    package var number: Int
    /// When it was due, in scenario time since the run began.
    package var plannedAt: Duration
    /// What the channel observed of it.
    package var observation: Observation

    /// When it began, in wall time since the run began.
    package var startedAt: Duration { observation.startedAt }
}

/// What came of one probe.
package struct ProbeResult: Sendable {
    /// The probe as planned.
    package var planned: PlannedProbe
    /// The URL, or the command, as asked.
    package var url: String
    /// How often it was asked.
    package var requests: Int
    /// The last answer.
    package var last: ProbeAnswer
    /// How many deliveries of the result come before it in the plan.
    package var deliveriesBefore = 0
    /// True when any question was answered by the target itself, at the place where deliveries go.
    var isAnsweredByTarget = false
}

/// One assertion with its place in the scenario file.
package struct Check: Sendable, Equatable {
    /// What was checked, in words.
    package var name: String
    /// What came of it.
    package var verdict: Verdict
    /// What was expected and what came, or why it was not tested; empty when it passed.
    package var complaint: String
    /// The beginning of what the receiver answered, to be read behind the complaint; empty where it adds nothing.
    package var answer: String
    /// Where the expectation stands; for the unwritten one, where the step stands.
    package var position: SourcePosition
    /// The delivery it is about, or nil.
    package var delivery: String?
    /// The probe it is about, or nil.
    package var probe: String?
    /// True when it failed because the delivery was lost, which another failed check of the delivery says.
    package var followsLoss: Bool
    /// Why it is not tested unless the target has answered something else; nil when that does not matter.
    var needsOtherAnswer: String?

    /// A check; `message` is its complaint.
    package init(
        name: String, verdict: Verdict, message: String, answer: String = "", position: SourcePosition,
        delivery: String? = nil, probe: String? = nil, followsLoss: Bool = false
    ) {
        self.name = name
        self.verdict = verdict
        complaint = message
        self.answer = answer
        self.position = position
        self.delivery = delivery
        self.probe = probe
        self.followsLoss = followsLoss
    }

    /// The complaint with what was answered, behind the words of a check that was not tested; empty when it passed.
    package var message: String {
        verdict == .notTested ? "\(verdict.words): \(complaint)\(answer)" : complaint + answer
    }
}
