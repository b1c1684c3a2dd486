import JSONText

extension MediaStory {
    /// What happens to a media later: changed, refreshed, moved to colder storage, restored, deleted.
    func upkeepFacts(_ facts: Facts, after end: Timestamp) -> [(String, Fact)] {
        [
            ("change", changeFacts(after: end)),
            ("refresh", refreshFacts(facts, after: end)),
            ("storageClass", storageClassFacts(facts, after: end)),
            ("restore", restoreFacts(after: end)),
            ("deletion", deletionFacts(facts, after: end)),
            ("renditionDeletion", renditionDeletionFacts(facts, after: end)),
            ("materialDeletion", materialDeletionFacts(after: end)),
        ]
    }

    /// The id of the media, or of the picture or attachment that belongs to it.
    private func subject(_ type: String) -> Fact {
        switch type {
        case "image": identity("image")
        case "attachment": identity("attachment")
        default: identity("video")
        }
    }

    private func changeFacts(after end: Timestamp) -> Fact {
        var operation = Operation("change", in: self)
        var facts = common(&operation, after: end, seconds: 30...120)
        let mode = operation.text("mode") ?? "update"
        let type = operation.text("mediaType") ?? "video"
        facts["mode"] = .text(mode)
        facts["mediaType"] = .text(type)
        facts["id"] = subject(type)
        // A media is created before its upload begins and deleted last.
        if mode == "create" { facts["finishedAt"] = .time(start) }
        if mode == "delete" {
            facts["finishedAt"] = .time(end + .seconds(operation.chance.int(in: 3600...7200)))
        }
        let title = spec.title ?? spec.name
        var content: Facts = [:]
        for name in ["title", "description", "coverUrl", "tags", "category"] {
            guard let given = operation.object(name) else { continue }
            content[name] = .group(["old": changed(given["old"]), "new": changed(given["new"])])
        }
        if content.byName.isEmpty {
            let old: Fact? = mode == "create" ? nil : .text(title)
            let new: Fact? = mode == "delete" ? nil : .text(mode == "create" ? title : "\(title) (2)")
            content["title"] = .group(["old": old, "new": new])
            if mode != "delete" { content["category"] = .group(["new": .int(1_000_020_000)]) }
        }
        facts["content"] = .group(content)
        return .group(facts)
    }

    private func changed(_ value: JSONValue?) -> Fact? {
        switch value {
        case .string(let text): .text(text)
        case .number(let number): number.int64.map { .int(Int($0)) }
        default: nil
        }
    }

    private func refreshFacts(_ media: Facts, after end: Timestamp) -> Fact {
        var operation = Operation("refresh", in: self)
        var facts = common(&operation, after: end, seconds: 20...60)
        facts["task"] = .text(operation.text("task") ?? "refresh")
        let good = renditions(of: media).filter { $0["succeeded"] != nil }
        facts["renditions"] = .list(facts["succeeded"] == nil ? [] : good)
        facts["taskIds"] = .list([identity("refresh", "task")])
        return .group(facts)
    }

    private func storageClassFacts(_ media: Facts, after end: Timestamp) -> Fact {
        var operation = Operation("storageClass", in: self)
        var facts = common(&operation, after: end, seconds: 600...900)
        let scope = operation.text("scope") ?? "all"
        facts["class"] = .text(operation.text("class") ?? "infrequent")
        facts["scope"] = .text(scope)
        facts["trigger"] = .text(operation.text("trigger") ?? "api")
        facts["strategyId"] = operation.text("trigger") == "rule" ? identity("storageClass", "strategy") : nil
        facts["fileId"] = scope == "renditions" ? renditions(of: media).first?["fileId"] : nil
        return .group(facts)
    }

    private func restoreFacts(after end: Timestamp) -> Fact {
        var operation = Operation("restore", in: self)
        var facts = common(&operation, after: end, seconds: 900...1800)
        let days = min(max(operation.integer("days") ?? 1, 1), 3650)
        facts["expiresAt"] = .time(time("finishedAt", of: facts) + .seconds(days * 86_400))
        return .group(facts)
    }

    private func deletionFacts(_ media: Facts, after end: Timestamp) -> Fact {
        var operation = Operation("deletion", in: self)
        var facts = common(&operation, after: end, seconds: 3600...7200)
        let type = operation.text("mediaType") ?? "video"
        let scope = operation.text("scope") ?? "all"
        let all = renditions(of: media)
        facts["mediaType"] = .text(type)
        facts["scope"] = .text(scope)
        facts["id"] = subject(type)
        facts["jobIds"] = scope == "renditions" ? .list(all.compactMap { $0["jobId"] }) : nil
        facts["fileNames"] = .list([.text(source.fileName)] + all.compactMap { $0["key"] })
        return .group(facts)
    }

    private func renditionDeletionFacts(_ media: Facts, after end: Timestamp) -> Fact {
        var operation = Operation("renditionDeletion", in: self)
        var facts = common(&operation, after: end, seconds: 3600...7200)
        let all = renditions(of: media)
        let wanted = operation.text("definition").map { Fact.text($0) }
        let one = all.first { rendition in
            guard case .text(let name)? = wanted, case .text(let its)? = rendition["definition"] else {
                return true
            }
            return its == name
        }
        let deleted = operation.flag("all") ? all : one.map { [$0] } ?? []
        facts["fileId"] = operation.flag("all") ? nil : one?["fileId"]
        facts["fileNames"] = .list(deleted.compactMap { $0["key"] })
        return .group(facts)
    }

    private func materialDeletionFacts(after end: Timestamp) -> Fact {
        var operation = Operation("materialDeletion", in: self)
        var facts = common(&operation, after: end, seconds: 3600...7200)
        facts["id"] = identity("material")
        let isImage = Operation("materialUpload", in: self).text("type") == "image"
        facts["isImage"] = .bool(isImage)
        facts["fileName"] = .text(isImage ? "picture.jpg" : source.fileName)
        return .group(facts)
    }

    private func renditions(of media: Facts) -> [Fact] {
        if case .list(let elements)? = media["renditions"] { elements } else { [] }
    }
}
