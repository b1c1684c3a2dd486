import JSONText
import VodHookCatalogue
package import VodHookPlan

extension Runner {
    /// Asks until what is expected holds or the time is up.
    ///
    /// Probes wait in wall time: a receiver needs real time to work.
    func run(_ probe: PlannedProbe) async -> Piece {
        var probe = probe
        probe.name = resolve(probe.name)
        let spec = probe.spec
        let deadline = wall.now() + (spec.within ?? .zero)
        var requests = 0
        var isAnswered = false
        var unjudged: String?
        while true {
            requests += 1
            let (shown, answer) = await ask(spec)
            isAnswered = isAnswered || isOfTarget(shown, answer)
            var result = ProbeResult(planned: probe, url: shown, requests: requests, last: answer)
            result.isAnsweredByTarget = isAnswered
            let checks = Checker.checks(of: result)
            if spec.never, unjudged == nil { unjudged = Checker.whyUnjudged(result, checks) }
            let holds = checks.allSatisfy { $0.verdict == .pass }
            let isOver = wall.now() + spec.every > deadline || Task.isCancelled
            if spec.never ? holds || isOver : holds || isOver {
                let final =
                    spec.never ? [Checker.neverCheck(of: result, held: holds, unjudged: unjudged)] : checks
                let captures = capture(spec.captures, from: answer.reply, probe.name, probe: probe.id)
                return Piece(probes: [result], checks: final + captures)
            }
            await wall.pause(spec.every)
        }
    }

    /// True when the target itself answered the question: one at the origin where deliveries go.
    private func isOfTarget(_ url: String, _ answer: ProbeAnswer) -> Bool {
        guard case .http(let exchange) = answer, exchange.answer != nil,
            let origin = channel.value(of: "target.origin")
        else { return false }
        return URLText(url)?.origin == origin
    }

    /// Keeps the values of `captures`; a check fails for each that is not there.
    func capture(
        _ captures: [Capture], from reply: Reply?, _ subject: String, delivery: String? = nil,
        probe: String? = nil
    ) -> [Check] {
        captures.compactMap { capture in
            let (value, complaint) = capture.value(in: reply)
            captured[capture.name] = value
            guard let complaint else { return nil }
            return Check(
                name: "\(subject): capture \(capture.name)", verdict: .fail,
                message: "cannot capture \"\(capture.name)\": \(complaint)", position: capture.position,
                delivery: delivery, probe: probe)
        }
    }

    /// Asks once; `shown` is the URL or the command as asked.
    package func ask(_ spec: ProbeSpec) async -> (shown: String, answer: ProbeAnswer) {
        switch spec.question {
        case .request(let question):
            let resolved = question.resolved(url: resolveURL, resolve)
            if let missing = missingCapture(in: question.texts) {
                return (resolved.url, .http(Exchange(failure: Self.unasked(missing))))
            }
            return (resolved.url, await asker.ask(resolved))
        case .command(let words):
            let resolved = words.map(resolve)
            let shown = resolved.joined(separator: " ")
            if let missing = missingCapture(in: words) {
                let outcome = CommandOutcome(
                    exitCode: nil, output: [], failure: Self.unasked(missing), duration: .zero)
                return (shown, .command(outcome))
            }
            let timeout = spec.within ?? spec.expect.within?.value ?? Self.commandTimeout
            return (shown, await asker.ask(resolved, timeout: timeout))
        }
    }

    /// How long a command may take that says nothing of it.
    private static let commandTimeout = Duration.seconds(30)

    /// The first name in `texts` that something was to be captured as, and was not.
    private func missingCapture(in texts: [String]) -> String? {
        let names = texts.flatMap(Interpolation.references).map(\.name).filter { $0.hasPrefix("capture.") }
        return names.map(Self.captureName).first { captured[$0] == nil }
    }

    /// Replaces the names that are known only while the run is under way.
    private func resolve(_ text: String) -> String {
        Interpolation.resolve(text) { value(of: $0.name) }
    }

    /// Replaces names in a URL: a captured value is percent-encoded, unless the URL begins with it or says `|raw`.
    private func resolveURL(_ text: String) -> String {
        var isBeginning = text.utf8.starts(with: "${".utf8)
        return Interpolation.resolve(text) { reference in
            let name = reference.name
            let value = value(of: name)
            let isWhole = isBeginning || name.hasSuffix(Capture.rawMark) || !name.hasPrefix("capture.")
            isBeginning = false
            return isWhole ? value : value.map(PercentCoding.encoded)
        }
    }

    private func value(of name: String) -> String? {
        name.hasPrefix("capture.") ? captured[Self.captureName(name)] : channel.value(of: name)
    }

    /// The name behind `capture.`, without the mark behind it.
    private static func captureName(_ name: String) -> String {
        let name = name.dropFirst(8)
        return String(name.hasSuffix(Capture.rawMark) ? name.dropLast(Capture.rawMark.count) : name)
    }

    /// What comes of a question that holds the name of a value that was not captured.
    private static func unasked(_ name: String) -> TransportFailure {
        TransportFailure(.other, "nothing was captured as \"\(name)\"; it was not asked")
    }
}
