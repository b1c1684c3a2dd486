import VodHookCatalogue
import VodHookDelivery

extension ScenarioResult {
    /// Where to look first when every attempt failed alike, as one sentence; nil when the scenario did not fail, or
    /// attempts differ, or the reports say enough without it.
    package var hint: String? {
        let replies = deliveries.flatMap(\.attempts).map(\.observation.reply)
        guard verdict.isRed, !isTargetEmbedded, let first = replies.first else { return nil }
        if let kind = first.failure?.kind {
            guard replies.allSatisfy({ $0.failure?.kind == kind }) else { return nil }
            switch kind {
            case .refused:
                return "nothing listens at \(target): is the receiver running, and the target right?"
            case .unresolved: return "the host of \(target) is not known here: is the target right?"
            case .tls:
                return "every TLS connection failed: --cacert FILE trusts a certificate of your own"
            case .malformedAnswer:
                return "what answers at \(target) does not speak HTTP: is the target right?"
            case .timeout, .closed, .cancelled, .other: return nil
            }
        }
        guard let status = first.code, replies.allSatisfy({ $0.code == status })
        else { return nil }
        switch status {
        case 401, 403:
            return "every answer was \(status): does the receiver check with the key that signs here "
                + "(VODHOOK_KEY), and for the URL that is signed (the target, or --signed-url)?"
        case 404, 405:
            return "every answer was \(status): is the path of the target right?"
        default: return nil
        }
    }
}
