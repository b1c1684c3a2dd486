import VodHookCatalogue

/// The bodies that one search sends: a share for each tier, those made on purpose first, then drawn ones.
struct FuzzTrials {
    typealias Trial = FuzzSession.Trial

    /// In the order in which they are sent; each tier has its turn.
    let all: [Trial]
    /// How many available ones there are, sent or not.
    let available: Int

    init(
        _ subjects: [FuzzSubject], event: FuzzedEvent?, refusedProfiles: Set<String>, options: FuzzOptions
    ) {
        var source = Source(
            subjects: subjects, event: event, refusedProfiles: refusedProfiles,
            chance: SeededGenerator(seed: options.seed).branch("fuzz"))
        let available = options.tiers.map { source.available($0) }
        self.available = available.reduce(0) { $0 + $1.count }
        // Documented events are what a receiver gets, so they have their whole share, drawn if need be.
        let fair = options.cases / max(options.tiers.count, 1)
        let wanted = zip(options.tiers, available).map { tier, list in
            tier == .valid && event != nil ? max(list.count, fair) : list.count
        }
        let shares = Self.shares(wanted, of: options.cases)
        var lists = zip(available, shares).map { Array($0.prefix($1)) }
        for (place, tier) in options.tiers.enumerated() {
            while lists[place].count < shares[place], let one = source.drawn(tier) {
                lists[place].append(one)
            }
        }
        var all = Self.inTurn(lists)
        var isDrawing = true
        while all.count < options.cases, isDrawing {
            isDrawing = false
            for tier in options.tiers where all.count < options.cases {
                guard let one = source.drawn(tier) else { continue }
                all.append(one)
                isDrawing = true
            }
        }
        self.all = all
    }

    /// How many each may have of `total`: as many as all others, or what it wants; what it does not want is for the rest.
    static func shares(_ wanted: [Int], of total: Int) -> [Int] {
        var shares = wanted.map { _ in 0 }
        var rest = total
        while rest > 0 {
            let open = wanted.indices.filter { shares[$0] < wanted[$0] }
            if open.isEmpty { break }
            let fair = max(rest / open.count, 1)
            for place in open {
                let more = min(fair, wanted[place] - shares[place], rest)
                shares[place] += more
                rest -= more
            }
        }
        return shares
    }

    private static func inTurn(_ lists: [[Trial]]) -> [Trial] {
        (0..<(lists.map(\.count).max() ?? 0)).flatMap { turn in
            lists.compactMap { turn < $0.count ? $0[turn] : nil }
        }
    }

    /// Where trials come from.
    private struct Source {
        let subjects: [FuzzSubject]
        let event: FuzzedEvent?
        let refusedProfiles: Set<String>
        var chance: SeededGenerator
        private var number: Int
        /// What there is for each subject, made when it is needed.
        private var known: [FuzzTier: [[BodyVariation]]] = [:]

        init(
            subjects: [FuzzSubject], event: FuzzedEvent?, refusedProfiles: Set<String>,
            chance: SeededGenerator
        ) {
            self.subjects = subjects
            self.event = event
            self.refusedProfiles = refusedProfiles
            self.chance = chance
            number = event?.edges ?? 0
        }

        private mutating func variations(_ tier: FuzzTier) -> [[BodyVariation]] {
            if let known = known[tier] { return known }
            let all = subjects.map { $0.maker.all(tier) }
            known[tier] = all
            return all
        }

        /// What is worth a case of its own, in an order of the seed; media at the edges keep theirs.
        mutating func available(_ tier: FuzzTier) -> [Trial] {
            let varied = chance.shuffled(
                variations(tier).enumerated().flatMap { place, all in
                    all.map { Trial.varied(place, FuzzCase(tier: tier, variations: [$0])) }
                })
            guard tier == .valid, let event else { return varied }
            // A profile that is refused as documented has its finding already.
            let edges = (0..<event.edges).filter { !refusedProfiles.contains(event.profile($0)) }
            return FuzzTrials.inTurn([edges.map { .drawn($0) }, varied])
        }

        /// One more of a tier; nil when there is nothing to make it of.
        mutating func drawn(_ tier: FuzzTier) -> Trial? {
            guard !subjects.isEmpty else { return nil }
            if tier == .valid, let event { return drawnMedia(event) }
            let place = chance.index(below: subjects.count)
            if tier == .hostile {
                let one = subjects[place].maker.drawn(&chance)
                return .varied(place, FuzzCase(tier: tier, variations: [one]))
            }
            let all = variations(tier)[place]
            let chosen = (0..<chance.int(in: 2...3)).compactMap { _ in chance.element(of: all) }
            return chosen.isEmpty ? nil : .varied(place, FuzzCase(tier: tier, variations: chosen))
        }

        private mutating func drawnMedia(_ event: FuzzedEvent) -> Trial? {
            while refusedProfiles.contains(event.profile(number)) { number += 1 }
            number += 1
            return .drawn(number - 1)
        }
    }
}
