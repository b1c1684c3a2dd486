/// How a request goes over the wire when it does not go as a good client would send it.
///
/// Everything here is HTTP/1.1. The default is a good request; then the transport is free to send it any way.
package struct WireBehaviour: Sendable {
    /// The body goes out with `Transfer-Encoding: chunked` in chunks of at most this many bytes.
    package var chunkBytes: Int?
    /// `Expect: 100-continue` is sent, and the body only after the answer 100 or a second without one.
    package var expectsContinue = false
    /// The body goes out at this rate.
    package var bodyBytesPerSecond: Int?
    /// Request line and headers go out at this rate.
    package var headerBytesPerSecond: Int?
    /// The connection is reset (RST) after so many bytes of the body.
    package var resetAfterBodyBytes: Int?
    /// The sending side is closed (FIN) after so many bytes of the body; the answer is still read.
    package var halfCloseAfterBodyBytes: Int?
    /// The request stops after so many bytes of the body until the gate opens.
    package var hold: (afterBodyBytes: Int, gate: RequestGate)?
    /// A connection of its own, closed after the answer.
    package var usesOwnConnection = false

    package init() {}

    /// True when any part asks for something that a good client would not do.
    package var isUnusual: Bool {
        chunkBytes != nil || expectsContinue || bodyBytesPerSecond != nil || headerBytesPerSecond != nil
            || resetAfterBodyBytes != nil || halfCloseAfterBodyBytes != nil || hold != nil
    }
}
