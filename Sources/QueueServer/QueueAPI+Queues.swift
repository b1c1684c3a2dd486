import VodHookCatalogue

/// What the API does about queues themselves.
extension QueueAPI {
    func create(_ name: String, _ request: QueueRequest) throws(QueueError) -> QueueAnswer {
        var attributes = QueueAttributes()
        try Self.read(request, into: &attributes)
        let final = attributes
        let creation = try service.perform { store, now in store.create(name, final, at: now) }
        let location = "\(Self.origin(of: request))/queues/\(name)"
        switch creation {
        case .created: return QueueAnswer(status: 201, location: location)
        case .same: return QueueAnswer(status: 204, location: location)
        case .different: throw .queueExists
        }
    }

    func setAttributes(of name: String, _ request: QueueRequest) throws(QueueError) -> QueueAnswer {
        guard let current = try service.perform({ store, _ in store.attributes(name) }) else {
            throw .noQueue
        }
        var attributes = current
        try Self.read(request, into: &attributes)
        let final = attributes
        guard try service.perform(on: name, { store, now in store.set(name, final, at: now) }) else {
            throw .noQueue
        }
        return QueueAnswer(status: 204)
    }

    func drop(_ name: String) throws(QueueError) -> QueueAnswer {
        // Whoever waits for messages of the queue hears that it is gone.
        _ = try service.perform(on: name) { store, _ in store.drop(name) }
        return QueueAnswer(status: 204)
    }

    func attributes(of name: String) throws(QueueError) -> QueueAnswer {
        guard let facts = try service.perform(on: name, { store, now in store.facts(name, at: now) }) else {
            throw .noQueue
        }
        var xml = XMLText()
        xml.element("Queue", in: XMLText.namespace) { Self.write(facts, of: name, to: &$0) }
        return QueueAnswer(status: 200, body: xml.bytes)
    }

    private static func write(_ facts: QueueStore.Facts, of name: String, to xml: inout XMLText) {
        xml.element("QueueName", name)
        xml.element("CreateTime", facts.createdAt / 1000)
        xml.element("LastModifyTime", facts.modifiedAt / 1000)
        for number in QueueAttributes.numbers {
            xml.element(number.name, facts.attributes[keyPath: number.path])
        }
        xml.element("ActiveMessages", facts.counts.ready)
        xml.element("InactiveMessages", facts.counts.hidden)
        xml.element("DelayMessages", facts.counts.delayed)
        xml.element("LoggingEnabled", facts.attributes.loggingEnabled ? "True" : "False")
    }

    func list(_ request: QueueRequest) throws(QueueError) -> QueueAnswer {
        let prefix = request.header("x-mns-prefix") ?? ""
        let marker = request.header("x-mns-marker") ?? ""
        let withMeta = request.header("x-mns-with-meta")?.lowercased() == "true"
        var limit = 1000
        if let text = request.header("x-mns-ret-number") {
            guard let number = Int(text), (1...1000).contains(number) else {
                throw .range("x-mns-ret-number", 1...1000, "")
            }
            limit = number
        }
        let final = limit
        let (shown, next) = try service.perform { store, now in
            let all = store.names.filter { name in
                name.utf8.starts(with: prefix.utf8)
                    && (marker.isEmpty || !name.utf8.lexicographicallyPrecedes(marker.utf8))
            }
            let shown = all.prefix(final).map { ($0, store.facts($0, at: now)) }
            return (shown, all.count > final ? all[final] : nil)
        }
        var xml = XMLText()
        xml.element("Queues", in: XMLText.namespace) { xml in
            for (name, facts) in shown {
                xml.element("Queue") { xml in
                    xml.element("QueueURL", "\(Self.origin(of: request))/queues/\(name)")
                    if withMeta, let facts { Self.write(facts, of: name, to: &xml) }
                }
            }
            if let next { xml.element("NextMarker", next) }
        }
        return QueueAnswer(status: 200, body: xml.bytes)
    }

    func account(_ request: QueueRequest) throws(QueueError) -> QueueAnswer {
        switch request.method {
        case "GET":
            var xml = XMLText()
            xml.element("Account", in: XMLText.namespace) { $0.element("LoggingBucket", "") }
            return QueueAnswer(status: 200, body: xml.bytes)
        case "PUT": return QueueAnswer(status: 204)
        case _: throw .invalidURL
        }
    }

    /// Takes over what the body names; what it does not name stays.
    private static func read(
        _ request: QueueRequest, into attributes: inout QueueAttributes
    ) throws(QueueError) {
        guard let queue = try document(request, ["Queue"]) else { return }
        for number in QueueAttributes.numbers {
            guard let text = queue.value(number.name) else { continue }
            guard let value = Int(text) else { throw .schema(number.name) }
            guard number.range.contains(value) else {
                throw .range(number.name, number.range, number.name.hasSuffix("Size") ? "bytes" : "seconds")
            }
            attributes[keyPath: number.path] = value
        }
        switch queue.value("LoggingEnabled")?.lowercased() {
        case "true": attributes.loggingEnabled = true
        case "false": attributes.loggingEnabled = false
        case nil: break
        case _: throw .schema("LoggingEnabled")
        }
    }
}
