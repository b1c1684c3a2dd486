/// Why an engine could not start.
package enum CurlEngineError: Error, Equatable, CustomStringConvertible {
    /// The file of trusted certificates cannot be opened.
    case certificateFileUnreadable(path: String, reason: String)
    /// libcurl refused a setting, such as HTTP/2 in a build without it.
    case libcurl(reason: String)
    /// The system gave no thread or no descriptor.
    case system(reason: String)

    /// A sentence for the user.
    package var description: String {
        switch self {
        case .certificateFileUnreadable(let path, let reason):
            "the certificate file \(path) cannot be read: \(reason)"
        case .libcurl(let reason):
            "libcurl cannot be set up: \(reason)"
        case .system(let reason):
            "the network engine cannot start: \(reason)"
        }
    }

    /// Does what may fail in the system and passes the reason on.
    static func wrap<Value>(_ body: () throws(SystemError) -> Value) throws(CurlEngineError) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .system(reason: error.reason)
        }
    }
}
