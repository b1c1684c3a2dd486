import JSONText
import VodHookCatalogue

/// The requests that read and reset the state; tests and probes use them, vendors do not.
struct StateAPI: Sendable {
    let store: CallbackStore

    /// Answers a request that is not a callback.
    ///
    /// `path` is percent-decoded, segment by segment; `id` is the query parameter of that name.
    func answer(method: String, path: [String], id: String?) -> CallbackAnswer {
        switch (method, path.first, path.count) {
        case ("GET", "health", 1): health
        case ("GET", "videos", 1): CallbackAnswer(status: 200, .array(store.ids.map { .string($0) }))
        case ("GET", "videos", 2): video(path[1])
        case ("GET", "events", 1): CallbackAnswer(status: 200, .array(store.events(about: id).map(\.json)))
        case ("DELETE", "state", 1): reset()
        case ("GET", _, _), ("DELETE", _, _): CallbackAnswer(status: 404, ["error": "there is nothing here"])
        default: notAllowed
        }
    }

    private var health: CallbackAnswer {
        let counts = store.counts
        let duplicates = counts.verdicts[.duplicate] ?? 0
        return CallbackAnswer(
            status: 200,
            ["status": "ok", "received": .int(counts.received), "duplicates": .int(duplicates)])
    }

    private func video(_ id: String) -> CallbackAnswer {
        guard let state = store.video(id) else {
            let error: JSONValue = ["error": "no event about this id has arrived", "id": .string(id)]
            return CallbackAnswer(status: 404, error)
        }
        return CallbackAnswer(status: 200, StateDocument.json(of: state))
    }

    private func reset() -> CallbackAnswer {
        store.reset()
        return CallbackAnswer(status: 200, ["status": "ok"])
    }

    private var notAllowed: CallbackAnswer {
        var answer = CallbackAnswer(status: 405, ["error": "callbacks are sent with POST"])
        answer.headers.append(HTTPHeader("Allow", "POST, GET, HEAD, DELETE"))
        return answer
    }
}
