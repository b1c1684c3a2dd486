import Crypto
import JSONText
import Testing
import VodHookCatalogue

@testable import QueueServer

/// The API without a socket: requests in, answers out.
@Suite(.timeLimit(.minutes(1))) struct QueueAPITests {
    /// The API with a clock of the test's.
    struct Bench {
        let clock = ManualQueueClock()
        let api: QueueAPI

        init(keys: [QueueKey] = []) { api = QueueAPI(service: QueueService(clock: clock), keys: keys) }

        func call(
            _ method: String, _ target: String, _ body: String = "", _ headers: [HTTPHeader] = []
        ) async -> QueueAnswer {
            let request = QueueRequest(
                method: method, target: target, headers: [HTTPHeader("Host", "h:1")] + headers,
                body: Array(body.utf8))
            return await api.answer(request, requestID: "ID1")
        }

        /// The text of the first element of that name.
        func value(_ name: String, _ answer: QueueAnswer) throws -> String? {
            func find(_ element: XMLElement) -> String? {
                element.name == name
                    ? String(decoding: element.text, as: UTF8.self)
                    : element.children.lazy.compactMap { find($0) }.first
            }
            return find(try XMLReader.root(of: answer.body))
        }

        func send(_ body: String) async -> QueueAnswer {
            await call("POST", "/queues/q/messages", "<Message><MessageBody>\(body)</MessageBody></Message>")
        }

        func receive() async throws -> String {
            try #require(try value("ReceiptHandle", await call("GET", "/queues/q/messages")))
        }
    }

    private func text(_ answer: QueueAnswer) -> String { String(decoding: answer.body, as: UTF8.self) }

    @Test func `a queue is created once, again with the same attributes, not with others`() async throws {
        let bench = Bench()
        let created = await bench.call(
            "PUT", "/queues/q", "<Queue><VisibilityTimeout>40</VisibilityTimeout></Queue>")
        #expect(created.status == 201 && created.location == "http://h:1/queues/q" && created.body.isEmpty)
        let same = await bench.call(
            "PUT", "/queues/q", "<Queue><VisibilityTimeout>40</VisibilityTimeout></Queue>")
        #expect(same.status == 204 && same.location == "http://h:1/queues/q")
        let other = await bench.call("PUT", "/queues/q")
        #expect(other.status == 409)
        #expect(try bench.value("Code", other) == "QueueAlreadyExist")
    }

    @Test func `an error is in the namespace that the SDKs want and names request and host`() async {
        let answer = await Bench().call("GET", "/queues/q")
        #expect(answer.status == 404)
        #expect(
            text(answer)
                == "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error xmlns=\"http://mns.aliyuncs.com/doc/v1\"><Code>QueueNotExist</Code><Message>The queue name you provided is not exist.</Message><RequestId>ID1</RequestId><HostId>http://h:1</HostId></Error>"
        )
    }

    @Test func `a message comes back as it was sent`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        let properties =
            "<UserProperties><PropertyValue><Name>n</Name><Value>a&amp;b</Value><Type>STRING</Type></PropertyValue></UserProperties>"
        let sent = await bench.call(
            "POST", "/queues/q/messages",
            "<Message xmlns=\"http://mns.aliyuncs.com/doc/v1/\"><MessageBody>{\"a\":\"&lt;é\"}</MessageBody><Priority>3</Priority>\(properties)</Message>"
        )
        #expect(sent.status == 201)
        let digest = Hex.encode(Insecure.MD5.hash(data: Array("{\"a\":\"<é\"}".utf8))).uppercased()
        #expect(try bench.value("MessageBodyMD5", sent) == digest)
        #expect(try bench.value("ReceiptHandle", sent) == nil)
        let id = try #require(try bench.value("MessageId", sent))
        bench.clock.advance(1500)
        let received = await bench.call("GET", "/queues/q/messages?waitseconds=0")
        #expect(received.status == 200)
        #expect(
            text(received)
                == "<?xml version=\"1.0\" encoding=\"utf-8\"?><Message xmlns=\"http://mns.aliyuncs.com/doc/v1/\"><MessageId>\(id)</MessageId><ReceiptHandle>1-\(Base64.encode(Array("8589934593-1800000031-1-3".utf8)))</ReceiptHandle><NextVisibleTime>1800000031500</NextVisibleTime><MessageBodyMD5>\(digest)</MessageBodyMD5><MessageBody>{\"a\":\"&lt;é\"}</MessageBody><EnqueueTime>1800000000000</EnqueueTime><FirstDequeueTime>1800000001500</FirstDequeueTime><DequeueCount>1</DequeueCount><Priority>3</Priority>\(properties)</Message>"
        )
    }

    @Test func `a batch is a list, also of one`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        let batch = (1...3).map { "<Message><MessageBody>\($0)</MessageBody></Message>" }.joined()
        let sent = await bench.call("POST", "/queues/q/messages", "<Messages>\(batch)</Messages>")
        #expect(sent.status == 201 && sent.note.messages.count == 3)
        let two = await bench.call("GET", "/queues/q/messages?numOfMessages=2")
        #expect(try XMLReader.root(of: two.body).children.map(\.name) == ["Message", "Message"])
        let one = await bench.call("GET", "/queues/q/messages?numOfMessages=16&waitseconds=30")
        #expect(try XMLReader.root(of: one.body).name == "Messages")
        let none = await bench.call("GET", "/queues/q/messages?numOfMessages=16")
        #expect(none.status == 404 && none.note.verdict == .empty)
    }

    @Test func `a batch delete says which handles were no good and deletes the others`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        for body in ["a", "b"] { _ = await bench.send(body) }
        let handles = [try await bench.receive(), "nonsense", try await bench.receive()]
        let body = { (handles: [String]) in
            "<ReceiptHandles>" + handles.map { "<ReceiptHandle>\($0)</ReceiptHandle>" }.joined()
                + "</ReceiptHandles>"
        }
        let answer = await bench.call("DELETE", "/queues/q/messages", body(handles))
        #expect(answer.status == 404)
        let errors = try XMLReader.root(of: answer.body)
        #expect(errors.name == "Errors" && errors.children.count == 1)
        #expect(
            errors.children.first?.children.map(\.name) == ["ErrorCode", "ErrorMessage", "ReceiptHandle"])
        #expect(errors.children.first?.value("ReceiptHandle") == "nonsense")
        let left = await bench.call("GET", "/queues/q")
        #expect(try bench.value("InactiveMessages", left) == "0")
    }

    @Test func `handles fail as the pages say`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        _ = await bench.send("a")
        let old = try await bench.receive()
        let changed = await bench.call("PUT", "/queues/q/messages?receiptHandle=\(old)&visibilityTimeout=5")
        #expect(changed.status == 200)
        #expect(try bench.value("NextVisibleTime", changed) == "1800000005000")
        let new = try #require(try bench.value("ReceiptHandle", changed))
        let stale = await bench.call("DELETE", "/queues/q/messages?ReceiptHandle=\(old)")
        #expect(stale.status == 400 && stale.note.verdict == .stale)
        #expect(try bench.value("Code", stale) == "ReceiptHandleError")
        let escaped = new.replacing("=", with: "%3D")
        #expect(await bench.call("DELETE", "/queues/q/messages?ReceiptHandle=\(escaped)").status == 204)
        let gone = await bench.call("DELETE", "/queues/q/messages?ReceiptHandle=\(new)")
        #expect(gone.status == 404 && gone.note.verdict == .unknown)
        #expect(try bench.value("Code", gone) == "MessageNotExist")
    }

    @Test func `a delayed message brings a handle with it`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        let sent = await bench.call(
            "POST", "/queues/q/messages",
            "<Message><MessageBody>a</MessageBody><DelaySeconds>60</DelaySeconds></Message>")
        let handle = try #require(try bench.value("ReceiptHandle", sent))
        #expect(await bench.call("DELETE", "/queues/q/messages?ReceiptHandle=\(handle)").status == 204)
    }

    @Test func `a queue's own waiting time holds unless the request names one`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q", "<Queue><PollingWaitSeconds>9</PollingWaitSeconds></Queue>")
        #expect(await bench.call("GET", "/queues/q/messages?waitseconds=0").status == 404)
        async let answer = bench.call("GET", "/queues/q/messages")
        while bench.clock.alarms != [bench.clock.now() + 9000] { await Task.yield() }
        bench.clock.advance(9000)
        #expect(await answer.status == 404)
    }

    @Test func `lists are sorted, cut and continued`() async throws {
        let bench = Bench()
        for name in ["b", "a2", "a1", "a3"] { _ = await bench.call("PUT", "/queues/\(name)") }
        let first = await bench.call(
            "GET", "/queues", "", [HTTPHeader("x-mns-prefix", "a"), HTTPHeader("x-mns-ret-number", "2")])
        let root = try XMLReader.root(of: first.body)
        #expect(
            root.children.compactMap { $0.value("QueueURL") } == [
                "http://h:1/queues/a1", "http://h:1/queues/a2",
            ])
        let marker = try #require(root.value("NextMarker"))
        let rest = await bench.call(
            "GET", "/queues", "",
            [
                HTTPHeader("x-mns-prefix", "a"), HTTPHeader("x-mns-marker", marker),
                HTTPHeader("x-mns-with-meta", "true"),
            ])
        let last = try XMLReader.root(of: rest.body)
        #expect(last.children.count == 1 && last.child("NextMarker") == nil)
        #expect(
            last.children[0].value("VisibilityTimeout") == "30" && last.children[0].value("QueueName") == "a3"
        )
    }

    @Test func `attributes can be set one by one`() async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        bench.clock.advance(5000)
        let set = await bench.call(
            "PUT", "/queues/q?metaOverride=true", "<Queue><DelaySeconds>3</DelaySeconds></Queue>")
        #expect(set.status == 204)
        let got = await bench.call("GET", "/queues/q")
        #expect(try bench.value("DelaySeconds", got) == "3")
        #expect(try bench.value("VisibilityTimeout", got) == "30")
        #expect(try bench.value("CreateTime", got) == "1800000000")
        #expect(try bench.value("LastModifyTime", got) == "1800000005")
    }

    @Test(
        arguments: [
            ("GET", "/", "", 400, "InvalidRequestURL"), ("GET", "/topics/t", "", 400, "InvalidRequestURL"),
            ("PATCH", "/queues/q", "", 400, "InvalidRequestURL"),
            ("GET", "/queues/q/other", "", 400, "InvalidRequestURL"),
            ("PUT", "/queues/-q", "", 400, "InvalidQueueName"),
            ("PUT", "/queues/q_1", "", 400, "InvalidQueueName"),
            ("PUT", "/queues/\(String(repeating: "q", count: 121))", "", 400, "QueueNameLengthError"),
            ("PUT", "/queues/n", "<Queue><DelaySeconds>-1</DelaySeconds></Queue>", 400, "InvalidArgument"),
            ("PUT", "/queues/n", "<Queue><DelaySeconds>x</DelaySeconds></Queue>", 400, "InvalidArgument"),
            ("PUT", "/queues/n", "<Queue>", 400, "MalformedXML"),
            ("PUT", "/queues/n", "<Q/>", 400, "InvalidArgument"),
            ("POST", "/queues/q/messages", "", 400, "MalformedXML"),
            ("POST", "/queues/q/messages", "<Message/>", 400, "InvalidArgument"),
            ("POST", "/queues/q/messages", "<Message><MessageBody/></Message>", 400, "InvalidArgument"),
            ("POST", "/queues/q/messages", "<Messages/>", 400, "InvalidArgument"),
            (
                "POST", "/queues/q/messages",
                "<Message><MessageBody>a</MessageBody><Priority>17</Priority></Message>", 400,
                "InvalidArgument"
            ),
            (
                "POST", "/queues/q/messages",
                "<Message><MessageBody>\(String(repeating: "a", count: 65_537))</MessageBody></Message>", 400,
                "InvalidArgument"
            ),
            (
                "POST", "/queues/none/messages", "<Message><MessageBody>a</MessageBody></Message>", 404,
                "QueueNotExist"
            ),
            ("GET", "/queues/none/messages", "", 404, "QueueNotExist"),
            ("GET", "/queues/none/messages?peekonly=true", "", 404, "QueueNotExist"),
            ("GET", "/queues/q/messages?waitseconds=31", "", 400, "InvalidArgument"),
            ("GET", "/queues/q/messages?waitseconds=x", "", 400, "InvalidQueryString"),
            ("GET", "/queues/q/messages?numOfMessages=17", "", 400, "InvalidArgument"),
            ("GET", "/queues/q/messages?numOfMessages=0", "", 400, "InvalidArgument"),
            ("GET", "/queues/q/messages", "", 404, "MessageNotExist"),
            ("GET", "/queues/q/messages?peekonly=true", "", 404, "MessageNotExist"),
            ("DELETE", "/queues/q/messages", "", 400, "MissingReceiptHandle"),
            ("DELETE", "/queues/none/messages?ReceiptHandle=1-a", "", 404, "QueueNotExist"),
            ("PUT", "/queues/q/messages?VisibilityTimeout=1", "", 400, "MissingReceiptHandle"),
            ("PUT", "/queues/q/messages?ReceiptHandle=1-a", "", 400, "MissingVisibilityTimeout"),
            ("PUT", "/queues/q/messages?ReceiptHandle=1-a&VisibilityTimeout=0", "", 400, "InvalidArgument"),
            (
                "PUT", "/queues/q/messages?ReceiptHandle=1-a&VisibilityTimeout=1", "", 400,
                "ReceiptHandleError"
            ),
        ] as [(String, String, String, Int, String)])
    func `what is wrong has the code of the vendor`(
        method: String, target: String, body: String, status: Int, code: String
    ) async throws {
        let bench = Bench()
        _ = await bench.call("PUT", "/queues/q")
        let answer = await bench.call(method, target, body)
        #expect(answer.status == status)
        #expect(try bench.value("Code", answer) == code)
    }

    @Test(arguments: [0, 1, 2, 3]) func `a digest of the body is checked in the forms that clients send`(
        form: Int
    ) async throws {
        let bench = Bench()
        let digest = Array(Insecure.MD5.hash(data: Array("<Queue/>".utf8)))
        let forms = [
            Base64.encode(digest), Base64.encode(Array(Hex.encode(digest).utf8)),
            Base64.encode(Array(Hex.encode(digest).uppercased().utf8)),
            Base64.encode(Array(digest.reversed())),
        ]
        let answer = await bench.call(
            "PUT", "/queues/q", "<Queue/>", [HTTPHeader("content-md5", forms[form])])
        #expect(answer.status == (form < 3 ? 201 : 400))
        if form == 3 { #expect(try bench.value("Code", answer) == "InvalidDegist") }
    }

    @Test func `with a key nothing happens without a signature`() async throws {
        let bench = Bench(keys: [QueueKey(id: "AK", secret: "SK")])
        let answer = await bench.call("PUT", "/queues/q")
        #expect(answer.status == 400 && answer.note.verdict == .refused)
        #expect(try bench.value("Code", answer) == "MissingAuthorizationHeader")
        #expect(try bench.api.service.perform { store, _ in store.names } == [])
    }
}
