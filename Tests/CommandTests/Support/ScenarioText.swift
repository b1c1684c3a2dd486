/// Small scenarios for tests of delivery.
enum ScenarioText {
    /// One event of one provider; `more` holds further keys, each with a comma behind it.
    static func one(_ provider: String, _ event: String, more: String = "") -> String {
        """
        {
          "name": "One event",
          "provider": "\(provider)",
          "seed": 7,
          \(more)
          "media": { "movie": { "extend": "order-42" } },
          "steps": [ { "emit": "\(event)" } ]
        }

        """
    }

    static let aliyun = one("aliyun", "TranscodeComplete")
    static let volcengine = one("volcengine", "FileUploadComplete")
}
