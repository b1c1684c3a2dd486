import JSONText
package import VodHookPlan

/// The short words of `listen --respond`: `500x2,200`, `200:delay=6s`, `close,own`.
package enum AnswerScriptText {
    /// Why a script cannot be read, as a sentence with the remedy.
    package struct Mistake: Error, Equatable, CustomStringConvertible {
        /// The sentence.
        package let description: String
    }

    /// The answers of `texts` one after the other; the last one never ends.
    ///
    /// An entry is a status, `close` or `own`, then `xN` for how often, then options behind colons: `delay=6s`,
    /// `keep`, `body=TEXT`. A body takes the rest of its text, commas and colons included.
    package static func parse(_ texts: [String]) throws(Mistake) -> [ScriptedAnswer] {
        var answers: [ScriptedAnswer] = []
        for text in texts {
            for entry in entries(of: text) { answers.append(try answer(entry)) }
        }
        guard !answers.isEmpty else { throw Mistake(description: "an empty script: write such as 500x2,200") }
        answers[answers.count - 1].times = nil
        return answers
    }

    private static func entries(of text: String) -> [String] {
        var entries: [String] = []
        var rest = Substring(text)
        while let comma = rest.firstIndex(of: ",") {
            // Behind a body nothing is looked at any more.
            if let body = rest.firstRange(of: ":body="), body.lowerBound < comma { break }
            entries.append(String(rest[..<comma]))
            rest = rest[rest.index(after: comma)...]
        }
        return entries + [String(rest)]
    }

    private static func answer(_ entry: String) throws(Mistake) -> ScriptedAnswer {
        var head = Substring(entry)
        var body: [UInt8]?
        if let mark = head.firstRange(of: ":body=") {
            body = Array(head[mark.upperBound...].utf8)
            head = head[..<mark.lowerBound]
        }
        let parts = head.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var answer = try what(parts[0], entry)
        answer.body = body ?? []
        for option in parts.dropFirst() {
            if option == "keep" {
                answer.keepsState = true
            } else if option.hasPrefix("delay="), let delay = DurationText.parse(String(option.dropFirst(6)))
            {
                answer.delay = delay
            } else {
                throw Mistake(
                    description:
                        "\"\(option)\" in \"\(entry)\": write delay=6s, keep or body=TEXT behind a colon")
            }
        }
        return answer
    }

    private static func what(_ word: String, _ entry: String) throws(Mistake) -> ScriptedAnswer {
        let parts = word.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let times = parts.count == 2 ? Int(parts[1]) : 1
        guard let times, (1...1_000_000).contains(times) else {
            throw Mistake(description: "\"\(entry)\": behind x stands how often, from 1 to 1000000")
        }
        var answer = ScriptedAnswer(status: 200, times: times)
        switch parts[0] {
        case "close": answer.closes = true
        case "own": answer.isOwn = true
        default:
            guard let status = Int(parts[0]), (200...599).contains(status) else {
                throw Mistake(
                    description:
                        "\"\(entry)\" is no answer: write a status from 200 to 599, close, or own, such as 500x2,200"
                )
            }
            answer.status = status
        }
        return answer
    }
}
