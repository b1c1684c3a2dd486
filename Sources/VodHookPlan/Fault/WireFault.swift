/// Faults of the wire: what HTTP allows and many clients never do, and what it does not allow.
///
/// `WireChanges` applies them.
package enum WireFault: FaultGroup {
    case contentType(String)
    case chunked(bytes: Int)
    case expectContinue
    case slowBody(bytesPerSecond: Int)
    case slowHeaders(bytesPerSecond: Int)
    /// After so many bytes of the body; half of it when nil.
    case reset(after: Int?)
    /// After so many bytes of the body; all of it when nil.
    case halfClose(after: Int?)
    case ownConnection
    case method(String)

    var kind: Fault.Kind { .wire(self) }

    static let words = [
        word(
            "content-type", value("text/plain"), about: "Another Content-Type; {value} unless given.",
            make: contentType),
        word(
            "chunked", bytes(16, limit: .positive),
            about: "The body is sent in chunks of this size; {bytes} bytes unless given.", make: chunked),
        word("expect-continue", about: "Expect: 100-continue is sent before the body.") { .expectContinue },
        word(
            "slow-body", bytesPerSecond(1000),
            about: "The body dribbles; {bytesPerSecond} bytes a second unless given.", make: slowBody),
        word(
            "slow-headers", bytesPerSecond(1000),
            about: "The headers dribble; {bytesPerSecond} bytes a second unless given.", make: slowHeaders),
        word(
            "reset", bytes(),
            about: "The connection is reset after so many bytes of the body; half of it unless given.",
            make: reset),
        word(
            "half-close", bytes(),
            about: "The sending side is closed after so many bytes of the body; all of it unless given.",
            make: halfClose),
        word("own-connection", about: "The request has a connection of its own.") { .ownConnection },
        word("method", value("PUT"), about: "Another method; {value} unless given.", make: method),
    ]
}
