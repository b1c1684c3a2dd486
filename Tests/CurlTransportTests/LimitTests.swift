@testable import CurlTransport
import Foundation
import Testing
@testable import VodHookCatalogue

/// The page about limits says what the code does.
struct LimitTests {
    @Test func `the page has each limit of answers with its message`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/limits.md"), encoding: .utf8)
        let formatter = NumberFormatter()
        formatter.locale = Locale(identifier: "en_US")
        formatter.numberStyle = .decimal
        typealias Limit = AnswerParser.Limit
        for (limit, problem) in [
            (Limit.heads, .headTooLong), (Limit.statusLine, .lineTooLong), (Limit.headerLine, .lineTooLong),
            (Limit.chunkLine, .lineTooLong), (Limit.trailerLine, .lineTooLong), (Limit.body, .bodyTooLong),
        ] as [(Int, AnswerProblem)] {
            let number = try #require(formatter.string(from: NSNumber(value: limit)))
            #expect(page.contains("| \(number) bytes | \(problem.sentence) |"))
        }
        let kept = try #require(formatter.string(from: NSNumber(value: Answer.bodyLimit)))
        #expect(page.contains("\(kept) bytes are kept"))
    }
}
