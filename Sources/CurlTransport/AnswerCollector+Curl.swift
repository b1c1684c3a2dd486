internal import CCurl

extension AnswerCollector {
    /// Why the answer makes no sense, when libcurl ended its transfer with `code`; `isSent` when the request went out.
    func problem(_ code: CURLcode, isSent: Bool) -> AnswerProblem? {
        if let problem { return problem }
        // A line that is too long for libcurl never gets here; it fails for want of room, which newer ones call 100.
        let hasNoRoom = code == CURLE_OUT_OF_MEMORY || code.rawValue == 100
        if hasNoRoom, isSent, !isComplete { return .lineTooLong }
        // So ends a fold before the first header.
        return code == CURLE_BAD_FUNCTION_ARGUMENT && status != nil ? .foldedHeader : nil
    }

    /// Notes whether the connection that ends the answer was ended; asked often, for libcurl asks last when it knows the
    /// end and still has the connection.
    mutating func noteEnd(_ easy: EasyHandle) {
        if lastsUntilClose { isTLSOpen = TLSEnd.isMissing(easy) }
    }

    /// True when the whole answer came, when libcurl ended its transfer with `code` and this message.
    mutating func isWhole(_ code: CURLcode, _ easy: EasyHandle, message: String?) -> Bool {
        if isHTTP1 { return isComplete || (code == CURLE_OK && takeEnd()) }
        return status != nil && easy.isAnswered(code, message: message)
    }
}
