import ArgumentParser
import VodHookDelivery

extension ExitCode {
    /// Something failed or was not tested.
    static let checkFailed = ExitCode(1)
    /// An input file is invalid.
    static let invalidInput = ExitCode(2)
    /// The tool could not do its work.
    static let cannotWork = ExitCode(3)
    /// Bad flags, as ArgumentParser reports them.
    static let badFlags = ExitCode(64)
    /// Interrupted; the report of what was done is written.
    static let interrupted = ExitCode(130)
}

extension Verdict {
    /// Ends the command with the exit code of the verdict, unless it is a pass.
    func end() throws {
        switch self {
        case .pass: return
        case .fail, .notTested, .skipped: throw ExitCode.checkFailed
        case .interrupted: throw ExitCode.interrupted
        }
    }
}

/// Why the tool stops: a sentence for the user and the exit code.
struct Failure: Error {
    let message: String
    let code: ExitCode

    /// The tool could not do its work.
    static func cannotWork(_ message: String) -> Failure { Failure(message: message, code: .cannotWork) }
    /// A flag or an argument is bad.
    static func flag(_ message: String) -> Failure { Failure(message: message, code: .badFlags) }
    /// An input is invalid.
    static func invalidInput(_ message: String) -> Failure { Failure(message: message, code: .invalidInput) }
}
