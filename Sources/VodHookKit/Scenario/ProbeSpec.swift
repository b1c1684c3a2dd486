/// Reads state from outside the deliveries: polled until what is expected holds or time is up.
public struct ProbeSpec: Sendable {
    /// What is asked.
    public enum Question: Sendable {
        /// An HTTP request; URL, headers and body may hold `${movie.videoId}` and others.
        case request(HTTPQuestion)
        /// A command with its arguments; its exit code stands for the status, its output for the body.
        case command([String])
    }

    /// What is asked.
    public var question: Question
    /// How long it is polled; nil asks once.
    public var within: Duration?
    /// The time between two questions.
    public var every: Duration = .milliseconds(100)
    /// True when what is expected must not hold at any time within `within`.
    public var never = false
    /// Values taken from the last answer.
    public var captures: [Capture] = []
    /// What must hold.
    public var expect = Expectation()
    /// Where the question stands in the file.
    public var position: SourcePosition

    /// A probe that expects nothing yet.
    public init(_ question: Question, at position: SourcePosition) {
        self.question = question
        self.position = position
    }
}

/// An HTTP request of a probe, before its names are replaced.
public struct HTTPQuestion: Sendable {
    /// The method.
    public var method = "GET"
    /// The URL.
    public var url: String
    /// Headers.
    public var headers: [HTTPHeader] = []
    /// The body.
    public var body: [UInt8] = []
    /// How long one answer may take.
    public var timeout: Duration = .seconds(5)

    /// A GET.
    public init(url: String) { self.url = url }

    /// Every text in which names are replaced.
    var texts: [String] { [url] + headers.map(\.value) + [String(decoding: body, as: UTF8.self)] }

    /// The request with every text put through `resolve`.
    func resolved(_ resolve: (String) -> String) -> HTTPQuestion {
        var question = self
        question.url = resolve(url)
        question.headers = headers.map { HTTPHeader($0.name, resolve($0.value)) }
        question.body = Array(resolve(String(decoding: body, as: UTF8.self)).utf8)
        return question
    }
}
