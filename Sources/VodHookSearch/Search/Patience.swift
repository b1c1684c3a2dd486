extension HistoryRunner {
    /// How states are read: when one is believed, and how long it may take to become what it should be.
    package struct Patience: Sendable, Equatable {
        /// The longest wait after the last answer for a state to become as wanted.
        package var limit: Duration
        /// The time between two questions.
        package var every: Duration
        /// How long after the last answer a state is believed at the earliest.
        package var rest: Duration
        /// How long a state must stay the same before it counts as standing still.
        package var quiet: Duration
        /// How long one that is still that of before the first event must stay the same.
        package var blankQuiet: Duration
        /// True when the scenario's probes get no longer than `limit`; what fails then is run again with all their time.
        package var shortensProbes = false

        package init(
            limit: Duration, every: Duration = .milliseconds(20), rest: Duration = .zero,
            quiet: Duration = .milliseconds(100), blankQuiet: Duration? = nil
        ) {
            self.limit = limit
            self.every = every
            self.rest = rest
            self.quiet = quiet
            self.blankQuiet = max(blankQuiet ?? quiet, quiet)
        }
    }
}

/// How long a receiver works on after its answers, as learned from plain histories, and what follows for reading states.
package struct ReceiverPace: Sendable, Equatable {
    /// So long a state is watched before it is taken for the last one of a receiver of which nothing is known.
    package static let watch = Duration.seconds(3)
    /// The bounds of what a state gets before it is reported.
    private static let shortestConfirmation = Duration.seconds(3)
    private static let longestConfirmation = Duration.seconds(20)

    /// The longest time after a last answer in which a state was still seen to change.
    package private(set) var work: Duration

    package init(work: Duration = .zero) { self.work = work }

    /// Takes over how long a state was seen to change.
    package mutating func learn(_ record: HistoryRecord) { work = max(work, record.changed) }

    /// How long after the last answer a state is believed.
    package var rest: Duration { work == .zero ? .zero : work * 5 / 4 + .milliseconds(20) }

    /// For histories of some of the events, after which the scenario's probes need not hold, and for what is run again
    /// with more time before it is reported.
    package var hurrying: HistoryRunner.Patience {
        var patience = searching
        patience.shortensProbes = true
        return patience
    }

    /// While searching, and for plain histories.
    package var searching: HistoryRunner.Patience {
        HistoryRunner.Patience(
            limit: max(.milliseconds(100), work * 3), rest: rest, quiet: max(.milliseconds(100), work / 2),
            blankQuiet: work * 4)
    }

    /// For the first ones that fail while searching: many at once may need longer than one alone.
    package var doubting: HistoryRunner.Patience {
        var patience = hurrying
        patience.limit = max(patience.limit * 2, .seconds(1))
        return patience
    }

    /// For whatever would be reported.
    package var confirming: HistoryRunner.Patience {
        var patience = searching
        patience.limit = min(max(work * 10, Self.shortestConfirmation), Self.longestConfirmation)
        patience.quiet = max(patience.quiet, work)
        return patience
    }

    /// For whatever would be reported of a receiver that works before it answers, as one report has shown already.
    package var confirmingShortly: HistoryRunner.Patience {
        var patience = confirming
        if work == .zero { patience.limit = .seconds(1) }
        return patience
    }

    /// For a receiver that may still be busy with many histories: it has come to this one when its state changes.
    package static let draining = HistoryRunner.Patience(
        limit: watch, quiet: watch, blankQuiet: .seconds(30))

    /// For a receiver of which nothing is known: whatever changes within `watch` is seen, and when.
    package static let watching = HistoryRunner.Patience(
        limit: watch, quiet: watch, blankQuiet: .seconds(5))
}
