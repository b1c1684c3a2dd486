/// What must be true of the requests that arrive with a fault, compared with those that arrive without it.
///
/// Every facet of every request is compared. Those named in `changes` must differ, and no other may.
struct FaultProof: Sendable {
    /// How the requests correspond to those of the plain run.
    enum Order: Sendable {
        /// One by one.
        case plain
        /// For each request that arrives, the place of the plain one that it comes from.
        case from([Int])
        /// The same bodies, but not in the plain order.
        case another
    }

    /// The same scenario run twice, without its faults and with them.
    struct Pair: Sendable {
        let clean: Recording
        var faulty: Recording
        var was: [RawRequest] { clean.requests }
        var now: [RawRequest] { faulty.requests }
    }

    var order = Order.plain
    /// The facets that differ, for each request; a single set counts for all of them.
    let changes: [Set<String>]
    /// What the recorder waits for before it answers.
    var answerWhen: String?
    /// What the change is; that there is no other is known by then.
    var detail: @Sendable (Pair) -> Bool = { _ in true }

    /// Why the proof does not hold; empty when it holds.
    func complaints(_ pair: Pair) -> [String] {
        guard let origins = origins(pair) else { return ["the requests are in the plain order, or others"] }
        guard origins.count == pair.now.count, origins.allSatisfy({ pair.was.indices.contains($0) }) else {
            return ["\(pair.now.count) requests instead of \(origins.count)"]
        }
        var complaints: [String] = []
        for (place, origin) in origins.enumerated() {
            let expected = changes.count == 1 ? changes[0] : changes[place]
            let found = Self.differences(pair, place, origin)
            if found != expected {
                complaints.append(
                    "request \(place + 1) differs in \(found.sorted()) instead of \(expected.sorted())")
            }
        }
        if complaints.isEmpty, !detail(pair) { complaints.append("the detail does not hold") }
        return complaints
    }

    private func origins(_ pair: Pair) -> [Int]? {
        switch order {
        case .plain: return Array(pair.was.indices)
        case .from(let origins): return origins
        case .another:
            let bodies = pair.was.map(\.body)
            let origins = pair.now.compactMap { bodies.firstIndex(of: $0.body) }
            return origins.sorted() == Array(bodies.indices) && origins != origins.sorted() ? origins : nil
        }
    }

    private static func differences(_ pair: Pair, _ place: Int, _ origin: Int) -> Set<String> {
        let now = pair.faulty.facets(of: pair.now[place])
        let was = pair.clean.facets(of: pair.was[origin])
        var names = Set(now.keys).union(was.keys).filter { now[$0] != was[$0] }
        let common = Set(now.keys).intersection(was.keys)
        func order(_ request: RawRequest) -> [String] {
            request.headers.map { "header \($0.name)" }.filter { common.contains($0) }
        }
        if order(pair.now[place]) != order(pair.was[origin]) { names.insert("order of headers") }
        return names
    }
}

extension FaultProof.Pair {
    /// The pair that comes of a fault that was silently not sent.
    var withoutFault: Self { Self(clean: clean, faulty: clean) }

    /// The pair with one more thing changed, once for each thing that can.
    var tampered: [(what: String, pair: Self)] {
        func with(_ change: (inout [RawRequest], Int) -> Void) -> Self {
            var pair = self
            change(&pair.faulty.requests, pair.faulty.requests.count - 1)
            return pair
        }
        var others = [
            ("a request more", with { $0.append($0[$1]) }),
            ("a request less", with { requests, _ in requests.removeLast() }),
            ("a header more", with { $0[$1].headers.append(("X-Other", "1")) }),
            ("headers in another order", with { $0[$1].headers.swapAt(0, $0[$1].headers.count - 1) }),
            ("another host", with { $0[$1].headers[0].value = "127.0.0.1" }),
            ("a byte more", with { $0[$1].body.append(0x78) }),
            ("another path", with { $0[$1].line.replace("/vod/callback", with: "/vod/callback2") }),
            ("another end", with { $0[$1].end = "closed" }),
            ("the sender has finished, or not", with { $0[$1].isFinished.toggle() }),
            ("a consent that was not asked for", with { $0[$1].continuedAfter = 7 }),
            ("a request at the same time", with { $0[$1].inFlight += 1 }),
            (
                "another pace",
                with { requests, last in
                    let isSlow = requests[last].headPieces >= 5
                    let whole = requests[last].headBytes + requests[last].body.count
                    requests[last].pieces = isSlow ? [(whole, 1)] : (1...9).map { ($0, $0) } + [(whole, 10)]
                }
            ),
        ]
        // With a single request there is nothing to tell its connection from.
        if now.count > 1 {
            let (last, before) = (now[now.count - 1].connection, now[now.count - 2].connection)
            others.append(("another connection", with { $0[$1].connection = last == before ? -1 : before }))
        }
        return others
    }
}
