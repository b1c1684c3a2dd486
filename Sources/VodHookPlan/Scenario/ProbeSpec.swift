package import JSONText
package import VodHookCatalogue

/// Reads state from outside the deliveries: polled until what is expected holds or time is up.
package struct ProbeSpec: Sendable {
    /// What is asked.
    package enum Question: Sendable {
        /// An HTTP request; URL, headers and body may hold `${movie.videoId}` and others.
        case request(HTTPQuestion)
        /// A command with its arguments; its exit code stands for the status, its output for the body.
        case command([String])
    }

    /// What is asked.
    package var question: Question
    /// How long it is polled; nil asks once.
    package var within: Duration?
    /// The time between two questions.
    package var every: Duration = .milliseconds(100)
    /// True when what is expected must not hold at any time within `within`.
    package var never = false
    /// Values taken from the last answer.
    package var captures: [Capture] = []
    /// What must hold.
    package var expect = Expectation()
    /// Where the question stands in the file.
    package var position: SourcePosition

    /// A probe that expects nothing yet.
    package init(_ question: Question, at position: SourcePosition) {
        self.question = question
        self.position = position
    }
}

/// An HTTP request of a probe, before its names are replaced.
package struct HTTPQuestion: Sendable {
    package var method = "GET"
    package var url: String
    package var headers: [HTTPHeader] = []
    package var body: [UInt8] = []
    /// How long one answer may take.
    package var timeout: Duration = .seconds(5)

    package init(url: String) { self.url = url }

    /// Every text in which names are replaced.
    package var texts: [String] { [url] + headers.map(\.value) + [String(decoding: body, as: UTF8.self)] }

    /// The request with every text put through `resolve`.
    func resolved(_ resolve: (String) -> String) -> HTTPQuestion { resolved(url: resolve, resolve) }

    /// The request with its URL put through `resolveURL` and every other text through `resolve`.
    package func resolved(
        url resolveURL: (String) -> String, _ resolve: (String) -> String
    ) -> HTTPQuestion {
        var question = self
        question.url = resolveURL(url)
        question.headers = headers.map { HTTPHeader($0.name, resolve($0.value)) }
        question.body = Array(resolve(String(decoding: body, as: UTF8.self)).utf8)
        return question
    }
}
