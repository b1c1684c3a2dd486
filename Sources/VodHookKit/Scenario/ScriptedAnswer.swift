/// One answer, or some like it, that the receiver gives before it behaves, whatever the callback says.
public struct ScriptedAnswer: Sendable, Equatable {
    /// The status code, from 200 to 599.
    public var status: Int
    /// How often; nil means for ever.
    public var times: Int?
    /// How long it waits before it answers.
    public var delay: Duration
    /// True to close the connection instead of answering.
    public var closes: Bool
    /// True when it keeps the event all the same: the acknowledgement that got lost.
    public var keepsState: Bool
    /// True when the receiver behaves as it would without a script.
    public var isOwn: Bool
    /// Further headers.
    public var headers: [HTTPHeader]
    /// The body.
    public var body: [UInt8]

    /// A scripted answer, given once unless `times` says otherwise.
    public init(
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
