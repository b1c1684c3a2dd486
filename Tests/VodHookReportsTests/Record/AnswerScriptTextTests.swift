@testable import JSONText
import Testing
@testable import VodHookPlan
@testable import VodHookReports

@Suite struct AnswerScriptTextTests {
    private static func shown(_ answer: ScriptedAnswer) -> String {
        let what = answer.closes ? "close" : answer.isOwn ? "own" : "\(answer.status)"
        let body = answer.body.isEmpty ? "" : " \(String(decoding: answer.body, as: UTF8.self))"
        return
            "\(what) x\(answer.times.map(String.init) ?? "∞") \(DurationText.text(answer.delay))\(answer.keepsState ? " keep" : "")\(body)"
    }

    @Test(arguments: [
        (["200"], ["200 x∞ 0s"]), (["500x2,200"], ["500 x2 0s", "200 x∞ 0s"]),
        (["200:delay=6s"], ["200 x∞ 6s"]), (["close,own"], ["close x1 0s", "own x∞ 0s"]),
        (["closex3:keep", "500x2"], ["close x3 0s keep", "500 x∞ 0s"]),
        (["404,200:delay=1s:body=a,b:c=d,500", "201"], ["404 x1 0s", "200 x1 1s a,b:c=d,500", "201 x∞ 0s"]),
    ])
    func `a script is read, and its last answer stays`(_ texts: [String], _ answers: [String]) throws {
        #expect(try AnswerScriptText.parse(texts).map(Self.shown) == answers)
    }

    @Test(arguments: [
        ("", "\"\" is no answer: write a status from 200 to 599, close, or own, such as 500x2,200"),
        ("99", "\"99\" is no answer: write a status from 200 to 599, close, or own, such as 500x2,200"),
        ("500x0", "\"500x0\": behind x stands how often, from 1 to 1000000"),
        ("500x", "\"500x\": behind x stands how often, from 1 to 1000000"),
        ("200:late", "\"late\" in \"200:late\": write delay=6s, keep or body=TEXT behind a colon"),
        ("200:delay=6", "\"delay=6\" in \"200:delay=6\": write delay=6s, keep or body=TEXT behind a colon"),
    ])
    func `a mistake is said with the remedy`(_ text: String, _ message: String) {
        #expect(throws: AnswerScriptText.Mistake(description: message)) { try AnswerScriptText.parse([text]) }
    }
}
