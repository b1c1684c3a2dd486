/// What becomes of a body between signing and sending.
extension PlannedDelivery {
    /// True when the body that is sent is not the one that is signed.
    package var sendsAnotherBody: Bool { changeCount > 0 }

    /// The bytes that are sent of a signed body.
    package func sent(_ signed: [UInt8]) -> [UInt8] {
        var body = signed
        for _ in 0..<changeCount { Self.changeOneByte(of: &body) }
        return body
    }

    /// The body as it is sent.
    package var sentBody: [UInt8] { sent(body) }

    private var changeCount: Int {
        faults.count { if case .signature(.changedBody) = $0.kind { true } else { false } }
    }

    /// Changes the last digit or letter, so that JSON stays JSON.
    private static func changeOneByte(of body: inout [UInt8]) {
        let place = body.lastIndex { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) }
        guard let place else {
            body.append(0x20)
            return
        }
        body[place] = body[place] == 0x30 || body[place] == 0x61 ? body[place] + 1 : body[place] - 1
    }
}
