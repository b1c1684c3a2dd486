import JSONText

extension MediaStory {
    /// What people and machines say about the content.
    func moderationFacts(after end: Timestamp) -> [(String, Fact)] {
        [
            ("audit", auditFacts(after: end)), ("moderation", machineVerdict(after: end)),
            ("fingerprint", fingerprintFacts(after: end)), ("tagging", taggingFacts(after: end)),
        ]
    }

    private func auditFacts(after end: Timestamp) -> Fact {
        var operation = Operation("audit", in: self)
        var facts = common(&operation, after: end, seconds: 60...600)
        let isBlocked = operation.text("verdict") == "blocked"
        facts["verdict"] = .text(isBlocked ? "blocked" : "normal")
        facts["auditor"] = .text(operation.text("auditor") ?? "editor@example.test")
        facts["reason"] = (operation.text("reason") ?? (isBlocked ? "含有违规内容" : nil)).map { .text($0) }
        facts["createdAt"] = facts["startedAt"]
        return .group(facts)
    }

    private func machineVerdict(after end: Timestamp) -> Fact {
        var operation = Operation("moderation", in: self)
        var facts = common(&operation, after: end, seconds: 5...40)
        guard facts["succeeded"] != nil else { return .group(facts) }
        let suggestion = operation.text("suggestion") ?? "pass"
        let label = operation.text("label") ?? (suggestion == "pass" ? "normal" : "porn")
        let picture = scene(label == "porn" ? label : "normal", suggestion, &operation)
        let violence = scene(label == "terrorism" ? label : "normal", suggestion, &operation)
        let isAbnormal = suggestion != "pass"
        facts["suggestion"] = .text(suggestion)
        facts["label"] = .text(label)
        facts["result"] = .group([
            "suggestion": .text(suggestion), "label": .text(label),
            "abnormal": isAbnormal ? .list([.text(spec.source.hasVideo ? "video" : "text")]) : nil,
            "video": spec.source.hasVideo
                ? .group([
                    "suggestion": .text(suggestion), "label": .text(label), "porn": picture,
                    "terrorism": violence,
                ]) : nil,
            "images": spec.source.hasVideo
                ? .list([
                    .group([
                        "suggestion": .text(suggestion), "label": .text(label), "type": .text("cover"),
                        "key": identity("moderation", "cover"),
                        "results": .list([
                            scored("porn", label == "porn" ? label : "normal", suggestion, &operation),
                            scored(
                                "terrorism", label == "terrorism" ? label : "normal", suggestion, &operation),
                        ]),
                    ])
                ]) : nil,
            "texts": .list([
                .group([
                    "suggestion": .text("pass"), "label": .text("normal"), "type": .text("title"),
                    "content": .text(spec.title ?? spec.name), "scene": .text("antispam"),
                    "score": score(&operation),
                ])
            ]),
        ])
        return .group(facts)
    }

    private func score(_ operation: inout Operation) -> Fact {
        .decimal((operation.chance.double(in: 60...100) * 100).rounded() / 100)
    }

    private func scored(_ name: String, _ label: String, _ suggestion: String, _ operation: inout Operation)
        -> Fact
    {
        .group([
            "scene": .text(name), "label": .text(label),
            "suggestion": .text(label == "normal" ? "pass" : suggestion), "score": score(&operation),
        ])
    }

    /// What one kind of check found in the pictures of the video.
    private func scene(_ label: String, _ suggestion: String, _ operation: inout Operation) -> Fact {
        let count = operation.chance.int(in: 1...3)
        let top: [Fact] = (0..<count).map { place in
            .group([
                "score": score(&operation), "label": .text(label),
                "atMs": .int(Int(nearest: source.seconds * 1000 * Double(place) / Double(count))),
                "key": identity("moderation", "picture", String(operation.chance.next())),
            ])
        }
        let scores = top.compactMap { if case .decimal(let score)? = $0["score"] { score } else { nil } }
        return .group([
            "suggestion": .text(label == "normal" ? "pass" : suggestion), "label": .text(label),
            "top": .list(top), "maxScore": .decimal(scores.max() ?? 0),
            "averageScore": .decimal(scores.reduce(0, +) / Double(max(1, scores.count))),
            "counters": .list([.group(["label": .text(label), "count": .int(count)])]),
        ])
    }

    private func fingerprintFacts(after end: Timestamp) -> Fact {
        var operation = Operation("fingerprint", in: self)
        var facts = common(&operation, after: end, seconds: 5...60)
        guard facts["succeeded"] != nil else { return .group(facts) }
        let count = min(max(operation.integer("matches") ?? 1, 0), 100)
        let matches: [Fact] = (0..<count).map { place in
            let similarity = operation.number("similarity") ?? operation.chance.double(in: 0.8...1)
            let length = (source.seconds * 10).rounded() / 10
            return .group([
                "similarity": .decimal((similarity * 100).rounded() / 100),
                "match": identity("fingerprint", "match", String(place)),
                "parts": .list([
                    .group([
                        "input": .group(["start": .decimal(0), "duration": .decimal(length)]),
                        "original": .group(["start": .decimal(Double(place)), "duration": .decimal(length)]),
                    ])
                ]),
            ])
        }
        facts["result"] = .group(["matches": .list(matches)])
        return .group(facts)
    }

    private func taggingFacts(after end: Timestamp) -> Fact {
        var operation = Operation("tagging", in: self)
        var facts = common(&operation, after: end, seconds: 10...60)
        guard facts["succeeded"] != nil else { return .group(facts) }
        func tags(_ key: String, _ standard: [String]) -> Fact {
            .list(
                (operation.texts(key) ?? standard).map { tag in
                    let last = max(1, Int(nearest: (source.seconds * 1000).rounded(.down)) - 1)
                    let times = (0..<2).map { _ in operation.chance.int(in: 0...last) }.sorted()
                    return .group(["tag": .text(tag), "timesMs": .list(times.map { .int($0) })])
                })
        }
        facts["result"] = .group([
            "keywords": tags("keywords", ["风景", "travel"]), "people": tags("people", ["演员甲"]),
            "places": tags("places", ["杭州"]),
        ])
        return .group(facts)
    }
}
