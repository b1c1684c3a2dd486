import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

extension RunResult {
    /// The result without secrets, fit for reports.
    package func scrubbed(by scrubber: Scrubber) -> RunResult {
        var result = self
        result.scenarios = scenarios.map { $0.scrubbed(by: scrubber) }
        return result
    }
}

extension ScenarioResult {
    /// The result without secrets, fit for reports.
    package func scrubbed(by scrubber: Scrubber) -> ScenarioResult {
        var result = self
        result.name = scrubber.text(name)
        result.target = scrubber.text(target)
        for place in deliveries.indices {
            result.deliveries[place].planned.name = deliveries[place].planned.name.map(scrubber.text)
            result.deliveries[place].planned.path = deliveries[place].planned.path.map(scrubber.text)
            let body = deliveries[place].planned.body
            result.deliveries[place].planned.body = scrubber.bytes(body)
            result.deliveries[place].isBodyScrubbed = result.deliveries[place].planned.body != body
            // The checks are made; what is left of an expectation is for replays, and one with a secret is no use there.
            let expect = JSONWriter.bytes(of: ExpectationJSON.value(deliveries[place].planned))
            if scrubber.bytes(expect) != expect { result.deliveries[place].planned.expect = Expectation() }
            result.deliveries[place].attempts = deliveries[place].attempts.map { attempt in
                var attempt = attempt
                attempt.observation = attempt.observation.scrubbed(by: scrubber)
                return attempt
            }
        }
        for place in probes.indices {
            result.probes[place].planned.name = scrubber.text(probes[place].planned.name)
            result.probes[place].url = scrubber.text(probes[place].url)
            result.probes[place].last = probes[place].last.scrubbed(by: scrubber)
        }
        for place in checks.indices {
            result.checks[place].name = scrubber.text(checks[place].name)
            result.checks[place].complaint = scrubber.text(checks[place].complaint)
            result.checks[place].answer = scrubber.text(checks[place].answer)
        }
        for place in acknowledgements.indices {
            result.acknowledgements[place].message = scrubber.text(acknowledgements[place].message)
        }
        return result
    }
}

extension Observation {
    fileprivate func scrubbed(by scrubber: Scrubber) -> Observation {
        var observation = self
        observation.misreading = misreading.map(scrubber.text)
        observation.advice = advice.map(scrubber.text)
        observation.sent.line = scrubber.text(sent.line)
        observation.sent.headers = sent.headers.map(scrubber.header)
        observation.reply = reply.scrubbed(by: scrubber)
        observation.remarks = remarks.map(scrubber.text)
        for place in fields.indices {
            guard case .value(let value) = fields[place].value else { continue }
            observation.fields[place].value = .value(value.scrubbed(by: scrubber))
        }
        return observation
    }
}

extension Reply {
    fileprivate func scrubbed(by scrubber: Scrubber) -> Reply {
        var reply = self
        reply.line = line.map(scrubber.text)
        reply.headers = headers.map(scrubber.header)
        reply.body = body.map(scrubber.bytes)
        reply.failure = failure?.scrubbed(by: scrubber)
        return reply
    }
}

extension JSONValue {
    fileprivate func scrubbed(by scrubber: Scrubber) -> JSONValue {
        switch self {
        case .string(let text): return .string(scrubber.text(text))
        case .array(let elements): return .array(elements.map { $0.scrubbed(by: scrubber) })
        case .object(let object):
            var scrubbed = JSONObject()
            for member in object.members {
                scrubbed.append(member.key, member.value.scrubbed(by: scrubber))
            }
            return .object(scrubbed)
        case .null, .bool, .number: return self
        }
    }
}

extension ProbeAnswer {
    fileprivate func scrubbed(by scrubber: Scrubber) -> ProbeAnswer {
        switch self {
        case .http(let exchange): return .http(exchange.scrubbed(by: scrubber))
        case .command(var outcome):
            outcome.output = scrubber.bytes(outcome.output)
            outcome.errorLines = outcome.errorLines.map(scrubber.text)
            outcome.failure = outcome.failure?.scrubbed(by: scrubber)
            return .command(outcome)
        }
    }
}

extension Exchange {
    fileprivate func scrubbed(by scrubber: Scrubber) -> Exchange {
        var exchange = self
        if var answer {
            answer.headers = answer.headers.map(scrubber.header)
            answer.body = scrubber.bytes(answer.body)
            exchange.answer = answer
        }
        exchange.failure = failure?.scrubbed(by: scrubber)
        return exchange
    }
}

extension TransportFailure {
    fileprivate func scrubbed(by scrubber: Scrubber) -> TransportFailure {
        TransportFailure(kind, scrubber.text(message), curlCode: curlCode)
    }
}
