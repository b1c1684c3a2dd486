package import VodHookCatalogue
import JSONText

/// One request of the API, whole, as it came.
package struct QueueRequest: Sendable {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    package var method: String
    /// Path and query as they were sent.
    package var target: String
    /// All headers, with `Host`.
    package var headers: [HTTPHeader]
    /// The body.
    package var body: [UInt8]

    package init(method: String, target: String, headers: [HTTPHeader], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The value of a header, whatever its case.
    func header(_ name: String) -> String? { headers.first(name) }

    /// Path and query apart, as they were sent.
    var parts: (path: Substring, query: Substring?) {
        guard let mark = target.utf8.firstIndex(of: 0x3F) else { return (target[...], nil) }
        return (target[..<mark], target[target.utf8.index(after: mark)...])
    }

    /// The items of the query, decoded; a plus sign stays what it is, because handles come unescaped.
    var query: [(name: String, value: String)] {
        (parts.query ?? "").split(separator: "&").map { item in
            guard let mark = item.utf8.firstIndex(of: 0x3D) else { return (PercentCoding.decoded(item), "") }
            return (
                PercentCoding.decoded(item[..<mark]),
                PercentCoding.decoded(item[item.utf8.index(after: mark)...])
            )
        }
    }
}

/// The answer to a request.
package struct QueueAnswer: Sendable {
    /// The status.
    package var status: Int
    /// The XML, or nothing.
    package var body: [UInt8] = []
    /// Where a created queue is.
    package var location: String?
    /// What is said about it in the log.
    package var note = QueueNote()
}
