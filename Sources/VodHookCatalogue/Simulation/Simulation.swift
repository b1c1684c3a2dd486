package import JSONText

/// Plays what a provider does with one media and states it as facts: ids, sizes, times, failures.
///
/// Facts carry scenario times and no vendor's words. The same media, seed and instance give the same facts,
/// so all events of one video agree with each other.
package struct Simulation: Sendable {
    /// The seed of the run.
    package let seed: UInt64
    /// The scenario time at which the first upload begins.
    package let start: Timestamp
    /// Gives all ids and file names other values and leaves everything else as it is; 0 for the usual ones.
    package let salt: UInt64
    /// True when the name of the file has a mark in place of what is drawn for it.
    package var marksIdentities = false

    package init(seed: UInt64, start: Timestamp, salt: UInt64 = 0) {
        self.seed = seed
        self.start = start
        self.salt = salt
    }

    /// The facts about one media.
    ///
    /// `instance` tells apart the media of repetitions and histories.
    package func facts(of spec: MediaSpec, provider: Provider, instance: Int = 0, offset: Duration = .zero)
        -> Facts
    {
        let root = SeededGenerator(seed: seed).branch("media", spec.name, String(instance))
        var story = MediaStory(
            spec: spec, provider: provider, generator: root, start: start + offset, salt: salt,
            marksIdentities: marksIdentities)
        return story.facts()
    }
}
