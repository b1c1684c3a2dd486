@testable import JSONText
import Testing
@testable import VodHookCatalogue
@testable import VodHookReports

@Suite struct RecordingTests {
    private static func request(_ body: [UInt8], at time: Int64 = 1_768_464_000_123_456) -> RecordedRequest {
        var request = RecordedRequest(
            receivedAt: time, method: "POST", target: "/cb?a=1",
            headers: [HTTPHeader("Host", "h"), HTTPHeader("x-b", "2"), HTTPHeader("X-b", "1")], body: body,
            answer: RecordedAnswer(
                origin: .scripted, status: 503, headers: [HTTPHeader("A", "b")], body: [0xFF],
                after: .microseconds(1500), failure: "none"))
        request.recognition.provider = "aliyun"
        request.recognition.event = "X"
        request.recognition.signature = .valid
        return request
    }

    private static let header = RecordingLine.header(
        startedAt: 1_768_464_000_000_000, toolVersion: "1", removed: [.urls])

    @Test(arguments: [Array(#"{"a":"ü\n"}"#.utf8), [0xFF, 0x00, 0x0A], [], Array("a\r\nb".utf8)])
    func `a request is read back as it was written, on one line`(_ body: [UInt8]) throws {
        let line = RecordingLine.line(Self.request(body))
        #expect(line.count { $0 == 0x0A } == 1 && line.last == 0x0A)
        let recording = Recording(SourceText(name: "r", bytes: Self.header + line))
        let read = try #require(recording.requests.first)
        #expect(recording.findings.isEmpty)
        #expect(recording.removed == [.urls])
        #expect(RecordingLine.line(read) == line)
        #expect(read.body == body)
        #expect(read.headers.map(\.name) == ["Host", "x-b", "X-b"])
        #expect(read.answer.after == .microseconds(1500))
    }

    @Test(arguments: [1, 20, 100])
    func `a torn last line is left out with a warning`(_ missing: Int) {
        let whole = Self.header + RecordingLine.line(Self.request([0x61]))
        let torn = whole + RecordingLine.line(Self.request([0x62])).dropLast(missing + 1)
        let recording = Recording(SourceText(name: "r", bytes: torn))
        #expect(recording.requests.count == 1)
        #expect(recording.findings.map(\.severity) == [.warning])
        #expect(
            recording.findings.first?.text.contains("r:3:1: warning: the last line is torn and is left out")
                == true)
    }

    @Test func `a line torn by a killed session does not hide the next session`() {
        let line = RecordingLine.line(Self.request([0x61]))
        let bytes = Self.header + line.prefix(30) + [0x0A] + Self.header + line
        let recording = Recording(SourceText(name: "r", bytes: bytes))
        #expect(recording.requests.count == 1)
        #expect(recording.findings.count == 1)
    }

    @Test func `requests come in the order of their arrival`() {
        let lines = [3, 1, 2].flatMap { RecordingLine.line(Self.request([UInt8($0)], at: Int64($0))) }
        #expect(Recording(SourceText(name: "r", bytes: lines)).requests.map(\.body) == [[1], [2], [3]])
    }

    @Test(arguments: ["", "hello", #"{"name":"x","steps":[]}"#])
    func `another file is an error with a remedy`(_ text: String) {
        let findings = Recording(SourceText(name: "r", text: text)).findings
        #expect(findings.map(\.message) == ["this is not a recording"])
        #expect(findings.containsError)
    }

    @Test func `a line with a time that cannot be is left out with a warning`() {
        let whole = String(decoding: RecordingLine.line(Self.request([0x61])), as: UTF8.self)
        let damaged = [
            whole.replacing("1768464000123456", with: "9223372036854775807"),
            whole.replacing("1768464000123456", with: "-1"),
            whole.replacing("1768464000123456", with: "1e99"),
            whole.replacing(#""afterMs":1.5"#, with: #""afterMs":1e300"#),
        ]
        let recording = Recording(SourceText(name: "r", text: whole + damaged.joined()))
        #expect(recording.requests.count == 1)
        let moment = #""unixMicroseconds" is no moment from 1970 to 9999, and the line is left out"#
        #expect(
            recording.findings.map(\.message) == [
                moment, moment, moment, #""afterMs" is more than 10 years, and the line is left out"#,
            ])
        #expect(recording.findings.allSatisfy { $0.severity == .warning })
        #expect(recording.findings.map(\.position.line) == [2, 3, 4, 5])
    }
}
