import Crypto
import JSONText
import VodHookCatalogue

/// What the API does about messages.
extension QueueAPI {
    // MARK: Send

    func send(to name: String, _ request: QueueRequest) throws(QueueError) -> QueueAnswer {
        guard let root = try Self.document(request, ["Message", "Messages"]) else { throw .malformedXML }
        guard let attributes = try service.perform({ store, _ in store.attributes(name) }) else {
            throw .noQueue
        }
        let isBatch = root.name == "Messages"
        let elements = isBatch ? root.children : [root]
        guard (1...Self.batchLimit).contains(elements.count), elements.allSatisfy({ $0.name == "Message" })
        else { throw .schema("Messages") }
        var new: [NewMessage] = []
        for element in elements {
            new.append(try Self.message(element, limit: attributes.maximumMessageSize))
        }
        let final = new
        let put = try service.perform(on: name) { store, now in store.put(final, into: name, at: now) }
        guard let put else { throw .noQueue }
        var xml = XMLText()
        func write(_ one: QueueStore.Received, _ xml: inout XMLText) {
            xml.element("MessageId", one.id)
            xml.element("MessageBodyMD5", Self.digest(of: one.message.body))
            // With it a delayed message can be deleted before anybody can receive it.
            if !isBatch, one.message.place == .delayed {
                xml.element("ReceiptHandle", one.message.handle.text)
            }
        }
        if isBatch {
            xml.element("Messages", in: XMLText.namespace) { xml in
                for one in put { xml.element("Message") { write(one, &$0) } }
            }
        } else {
            xml.element("Message", in: XMLText.namespace) { xml in
                for one in put { write(one, &xml) }
            }
        }
        let notes = put.map { QueueNote.Message(id: $0.id, body: $0.message.body) }
        return QueueAnswer(status: 201, body: xml.bytes, note: QueueNote(verdict: .put, messages: notes))
    }

    private static func message(_ element: XMLElement, limit: Int) throws(QueueError) -> NewMessage {
        guard let body = element.child("MessageBody"), !body.text.isEmpty, body.children.isEmpty else {
            throw .schema("MessageBody")
        }
        guard body.text.count <= limit else { throw .range("MessageBody", 1...limit, "bytes") }
        var message = NewMessage(body: body.text)
        message.delaySeconds = try number(element, "DelaySeconds", 0...604_800, "seconds")
        message.priority =
            try number(element, "Priority", 1...16, "").map { UInt8(clamping: $0) }
            ?? QueueMessage.defaultPriority
        var extras = XMLText(fragment: [])
        for child in element.children
        where ["UserProperties", "SystemProperties", "MessageGroupId"].contains(child.name) {
            write(child, to: &extras)
        }
        message.extras = extras.bytes
        return message
    }

    /// An element with all that is in it, as it came.
    private static func write(_ element: XMLElement, to xml: inout XMLText) {
        if element.children.isEmpty { return xml.element(element.name, bytes: element.text) }
        xml.element(element.name) { xml in
            for child in element.children { write(child, to: &xml) }
        }
    }

    private static func number(
        _ element: XMLElement, _ name: String, _ range: ClosedRange<Int>, _ unit: String
    ) throws(QueueError) -> Int? {
        guard let text = element.value(name) else { return nil }
        guard let number = Int(text) else { throw .schema(name) }
        guard range.contains(number) else { throw .range(name, range, unit) }
        return number
    }

    // MARK: Receive and peek

    func receive(
        from name: String, _ query: QueueQuery, _ connection: (any Connection)?
    ) async throws(QueueError) -> QueueAnswer {
        let batch = try query.number("numOfMessages", 1...Self.batchLimit)
        guard let usual = try service.perform({ store, _ in store.attributes(name)?.pollingWaitSeconds })
        else {
            throw .noQueue
        }
        let seconds = try query.number("waitseconds", 0...30) ?? usual
        let limit = batch ?? 1
        let received = try await receive(limit, name, seconds, connection)
        if received.isEmpty { throw .noMessage }
        return Self.answer(received, isBatch: batch != nil, verdict: .received) { one, xml in
            xml.element("ReceiptHandle", one.message.handle.text)
            xml.element("NextVisibleTime", one.message.visibleAt)
        }
    }

    private func receive(
        _ limit: Int, _ name: String, _ seconds: Int, _ connection: (any Connection)?
    ) async throws(QueueError) -> [QueueStore.Received] {
        guard seconds > 0, let connection else {
            return try await service.receive(limit, from: name, waiting: Int64(seconds) * 1000)
        }
        // Who has gone away gets no message: it would be hidden from the others for nothing.
        let service = service
        let poll = Task { () -> Result<[QueueStore.Received], QueueError> in
            do throws(QueueError) {
                return .success(
                    try await service.receive(limit, from: name, waiting: Int64(seconds) * 1000))
            } catch {
                return .failure(error)
            }
        }
        await connection.onClose { poll.cancel() }
        let result = await withTaskCancellationHandler {
            await poll.value
        } onCancel: {
            poll.cancel()
        }
        await connection.onClose(nil)
        return try result.get()
    }

    func peek(into name: String, _ query: QueueQuery) throws(QueueError) -> QueueAnswer {
        let batch = try query.number("numOfMessages", 1...Self.batchLimit)
        let limit = batch ?? 1
        let peeked = try service.perform(on: name) { store, now in store.peek(limit, into: name, at: now) }
        guard let peeked else { throw .noQueue }
        if peeked.isEmpty { throw .noMessage }
        return Self.answer(peeked, isBatch: batch != nil, verdict: .peeked) { _, _ in }
    }

    private static func answer(
        _ messages: [QueueStore.Received], isBatch: Bool, verdict: QueueVerdict,
        _ more: (QueueStore.Received, inout XMLText) -> Void
    ) -> QueueAnswer {
        func write(_ one: QueueStore.Received, _ xml: inout XMLText) {
            let message = one.message
            xml.element("MessageId", one.id)
            more(one, &xml)
            xml.element("MessageBodyMD5", digest(of: message.body))
            xml.element("MessageBody", bytes: message.body)
            xml.element("EnqueueTime", message.enqueuedAt)
            xml.element("FirstDequeueTime", message.firstReceivedAt ?? message.enqueuedAt)
            xml.element("DequeueCount", message.dequeueCount)
            xml.element("Priority", message.priority)
            xml.raw(message.extras)
        }
        var xml = XMLText()
        if isBatch {
            xml.element("Messages", in: XMLText.namespace) { xml in
                for one in messages { xml.element("Message") { write(one, &$0) } }
            }
        } else {
            xml.element("Message", in: XMLText.namespace) { xml in
                for one in messages { write(one, &xml) }
            }
        }
        let notes = messages.map {
            QueueNote.Message(
                id: $0.id, body: $0.message.body,
                count: verdict == .received ? Int($0.message.dequeueCount) : 0)
        }
        return QueueAnswer(status: 200, body: xml.bytes, note: QueueNote(verdict: verdict, messages: notes))
    }

    /// Upper-case hex of the digest of a body as it is transferred.
    static func digest(of body: [UInt8]) -> String {
        Hex.encode(Insecure.MD5.hash(data: body)).uppercased()
    }

    // MARK: Delete and change

    func delete(
        from name: String, _ query: QueueQuery, _ request: QueueRequest
    ) throws(QueueError) -> QueueAnswer {
        if let handle = query["receipthandle"] {
            guard !handle.isEmpty else { throw .missingHandle }
            let result = try service.perform(on: name) { store, now in
                store.delete(handle, from: name, at: now)
            }
            guard let result else { throw .noQueue }
            switch result {
            case .success(let message):
                let note = QueueNote.Message(id: message.id(in: name))
                return QueueAnswer(status: 204, note: QueueNote(verdict: .deleted, messages: [note]))
            case .failure(let fault): throw .handle(fault)
            }
        }
        guard let root = try Self.document(request, ["ReceiptHandles"]) else { throw .missingHandle }
        let handles = root.children.map(\.trimmedText)
        guard (1...Self.batchLimit).contains(handles.count),
            root.children.allSatisfy({ $0.name == "ReceiptHandle" })
        else { throw .schema("ReceiptHandles") }
        let results = try service.perform(on: name) { store, now in
            handles.map { store.delete($0, from: name, at: now) }
        }
        var faults: [(handle: String, error: QueueError)] = []
        var deleted: [QueueNote.Message] = []
        for (handle, result) in zip(handles, results) {
            switch result {
            case nil: throw .noQueue
            case .success(let message)?: deleted.append(QueueNote.Message(id: message.id(in: name)))
            case .failure(let fault)?: faults.append((handle, .handle(fault)))
            }
        }
        guard let first = faults.first else {
            return QueueAnswer(status: 204, note: QueueNote(verdict: .deleted, messages: deleted))
        }
        var xml = XMLText()
        xml.element("Errors", in: XMLText.namespace) { xml in
            for (handle, error) in faults {
                xml.element("Error") {
                    $0.element("ErrorCode", error.code)
                    $0.element("ErrorMessage", error.message)
                    $0.element("ReceiptHandle", handle)
                }
            }
        }
        let note = QueueNote(
            verdict: first.error.verdict,
            messages: faults.compactMap { $0.error.about.map { QueueNote.Message(id: $0) } },
            reason: "\(faults.count) of \(Shown.count(handles.count, "handle")): \(first.error.reason)")
        return QueueAnswer(status: 404, body: xml.bytes, note: note)
    }

    func changeVisibility(in name: String, _ query: QueueQuery) throws(QueueError) -> QueueAnswer {
        guard let handle = query["receipthandle"], !handle.isEmpty else { throw .missingHandle }
        guard let seconds = try query.number("VisibilityTimeout", 1...43_200) else {
            throw .missingVisibility
        }
        let result = try service.perform(on: name) { store, now in
            store.changeVisibility(handle, in: name, to: seconds, at: now)
        }
        guard let result else { throw .noQueue }
        switch result {
        case .success(let message):
            var xml = XMLText()
            xml.element("ChangeVisibility", in: XMLText.namespace) {
                $0.element("ReceiptHandle", message.handle.text)
                $0.element("NextVisibleTime", message.visibleAt)
            }
            let note = QueueNote(verdict: .extended, messages: [QueueNote.Message(id: message.id(in: name))])
            return QueueAnswer(status: 200, body: xml.bytes, note: note)
        case .failure(let fault): throw .handle(fault)
        }
    }
}
