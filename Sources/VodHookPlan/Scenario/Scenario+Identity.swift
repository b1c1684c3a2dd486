import VodHookCatalogue

extension Scenario {
    /// What sets the ids of this scenario's media apart from those of any other scenario with the same seed.
    ///
    /// It comes from the name alone, so that several scenarios can be sent to one receiver that keeps its state, and
    /// each still has the same ids on every machine.
    package var identitySalt: UInt64 {
        var chance = SeededGenerator(seed: 0).branch("scenario", name)
        return chance.next()
    }
}
