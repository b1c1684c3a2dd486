import JSONText
import VodHookPlan

/// Events about drawn media.
extension FuzzExaminer {
    /// The most runs to make one drawn media simpler.
    private static let simplifyLimit = 200

    func examineDrawn(_ number: Int, _ failing: FuzzSession.Failing) async -> FuzzResult.Finding? {
        guard let event = session.fuzzer.input.event else { return nil }
        let profile = event.profile(number)
        var media = event.media(number, seed: options.seed)
        var runs = 0
        var hasShrunk = true
        while hasShrunk, runs < Self.simplifyLimit {
            hasShrunk = false
            for smaller in MediaDraw.smaller(media) where runs < Self.simplifyLimit {
                runs += 1
                if await isFailing(smaller, profile, failing.symptom) {
                    media = smaller
                    hasShrunk = true
                    break
                }
            }
        }
        var failed = 0
        for _ in 0..<options.repetitions where await isFailing(media, profile, failing.symptom) {
            failed += 1
        }
        // A receiver that is back ended all the same.
        let isEnd = failing.symptom.kind == .death && failing.isSuspect
        guard failed > 0 || isEnd, let scenario = event.scenario(media, profile: profile),
            let root = JSONReader.read(scenario.source).value?.value
        else { return nil }
        let rule = "\(event.name) (\(profile)) \(Self.about(media)) \(failing.symptom.message)"
        var finding = FuzzResult.Finding(
            rule: rule, tier: .valid, kind: failing.symptom.kind.rawValue, lines: [event.name],
            repeated: (failed, options.repetitions), explains: 1, difference: [], alike: [],
            scenario: Self.named(root, rule, seed: session.fuzzer.planner.seed),
            served: isEnd ? failing.served : nil)
        if !isEnd, let scenario = finding.scenario {
            let proof = FuzzProof(session: session)
            let control = event.documented(profile: profile).flatMap {
                JSONReader.read($0.source).value?.value
            }
            finding.unsaved = await proof.doubt(
                about: scenario,
                control: control.map { Self.named($0, rule, seed: session.fuzzer.planner.seed) } ?? scenario)
            count(proof.spent)
        }
        return finding
    }

    /// `about a media with {…}`; about any when the event fails without saying anything of its media.
    static func about(_ media: JSONValue) -> String {
        media.object?.count == 0 ? "about any media" : "about a media with \(JSONWriter.text(of: media))"
    }

    private func isFailing(_ media: JSONValue, _ profile: String, _ symptom: FuzzSymptom) async -> Bool {
        if isOver { return false }
        guard let (record, seen) = await session.run(media, profile: profile) else { return false }
        count(record.requests)
        return seen?.kind == symptom.kind && seen?.answer == symptom.answer
    }

    /// The scenario under the name of a finding.
    static func named(_ root: JSONValue, _ rule: String, seed: UInt64) -> JSONValue {
        guard case .object(var object) = root else { return root }
        object["name"] = .string(Interpolation.escaped(SafeText.line(rule)))
        object.append("tags", ["found-by-fuzz"])
        object.append("seed", .number(JSONNumber(validLiteral: String(seed))))
        object.append("delivery", ["retryAfter": []])
        object["observe"] = nil
        return .object(object)
    }
}
