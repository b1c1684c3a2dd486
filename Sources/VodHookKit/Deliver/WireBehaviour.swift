/// How a request goes over the wire when it does not go as a good client would send it.
///
/// Everything here is HTTP/1.1. The default is a good request; then the transport is free to send it any way.
public struct WireBehaviour: Sendable {
    /// The body goes out with `Transfer-Encoding: chunked` in chunks of at most this many bytes.
    public var chunkBytes: Int?
    /// `Expect: 100-continue` is sent, and the body only after the answer 100 or a second without one.
    public var expectsContinue = false
    /// The body goes out at this rate.
    public var bodyBytesPerSecond: Int?
    /// Request line and headers go out at this rate.
    public var headerBytesPerSecond: Int?
    /// The connection is reset (RST) after so many bytes of the body.
    public var resetAfterBodyBytes: Int?
    /// The sending side is closed (FIN) after so many bytes of the body; the answer is still read.
    public var halfCloseAfterBodyBytes: Int?
    /// The request stops after so many bytes of the body until the gate opens.
    public var hold: (afterBodyBytes: Int, gate: RequestGate)?
    /// A connection of its own, closed after the answer.
    public var usesOwnConnection = false

    /// A good request.
    public init() {}

    /// True when any part asks for something that a good client would not do.
    public var isUnusual: Bool {
        chunkBytes != nil || expectsContinue || bodyBytesPerSecond != nil || headerBytesPerSecond != nil
            || resetAfterBodyBytes != nil || halfCloseAfterBodyBytes != nil || hold != nil
    }
}
