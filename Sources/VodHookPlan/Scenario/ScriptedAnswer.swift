package import VodHookCatalogue

/// One answer, or some like it, that the receiver gives before it behaves, whatever the callback says.
package struct ScriptedAnswer: Sendable, Equatable {
    /// The status code, from 200 to 599.
    package var status: Int
    /// How often; nil means for ever.
    package var times: Int?
    /// How long it waits before it answers.
    package var delay: Duration
    /// True to close the connection instead of answering.
    package var closes: Bool
    /// True when it keeps the event all the same: the acknowledgement that got lost.
    package var keepsState: Bool
    /// True when the receiver behaves as it would without a script.
    package var isOwn: Bool
    /// Further headers.
    package var headers: [HTTPHeader]
    package var body: [UInt8]

    /// A scripted answer, given once unless `times` says otherwise.
    package init(
        status: Int, times: Int? = 1, delay: Duration = .zero, closes: Bool = false, keepsState: Bool = false,
        isOwn: Bool = false, headers: [HTTPHeader] = [], body: [UInt8] = []
    ) {
        self.status = status
        self.times = times
        self.delay = delay
        self.closes = closes
        self.keepsState = keepsState
        self.isOwn = isOwn
        self.headers = headers
        self.body = body
    }
}
