import Testing
import VodHookCatalogue

@testable import QueueServer

/// Both generations of signatures, against digests that others have computed.
@Suite struct QueueSignatureTests {
    static let key = QueueKey(id: "AK", secret: "Secret1")
    static let version = HTTPHeader("x-mns-version", "2015-06-06")
    static let content = [
        HTTPHeader("Content-Type", "text/xml;charset=UTF-8"),
        HTTPHeader("Content-MD5", "ZWU2YzZmMTQ1MzQ1ZjE4YmM1NWJkZmEwZTRhZGU0Y2I="),
    ]
    static let date = "Wed, 04 Jun 2025 06:33:37 GMT"
    static let now: QueueTime = 1_749_018_817_000

    static func request(_ method: String, _ target: String, _ headers: [HTTPHeader] = []) -> QueueRequest {
        QueueRequest(method: method, target: target, headers: headers + [version])
    }

    /// Digests by signatures.py beside this file.
    @Test(
        arguments: [
            ("Secret1", request("GET", "/queues/q/messages?waitseconds=30"), "TtiY3e1Jods7yH4yA1AEUYikfpk="),
            ("Secret1", request("POST", "/queues/q/messages", content), "U0yNZ7q3VTC1BOVKg4otg7vLuUU="),
            (
                "Secret1", request("DELETE", "/queues/q/messages?ReceiptHandle=1-ODU4=="),
                "OTOPBDU1u5q+byLWVtvgjIgMmk4="
            ),
            (
                "Geheim+ß",
                request(
                    "GET", "/queues",
                    [HTTPHeader("X-MNS-With-Meta", "true"), HTTPHeader("x-mns-prefix", "v")]),
                "QcfERMMc25tKzxWAjXPRYQcBNko="
            ),
        ] as [(String, QueueRequest, String)])
    func `the older signature is that of Python's hmac`(secret: String, request: QueueRequest, digest: String)
    {
        #expect(QueueSignature.dated(request, date: Self.date, secret: secret) == digest)
    }

    /// Digests by signatures.py beside this file.
    @Test(
        arguments: [
            (
                request("GET", "/queues/q/messages?waitseconds=30"), "cn-shanghai",
                "33917e784de88f0defdc8dcf464f7ab7b5f8adef2353d444e35ace65756d30d8"
            ),
            (
                request("POST", "/queues/q/messages", content), "cn-shanghai",
                "4b8de9817f6ab69db7605ad1ebba2e4b61cdaa201e4ee8d6b28d475258a3137f"
            ),
            (
                request("DELETE", "/queues/q/messages?ReceiptHandle=1-ODU4=="), "cn-hangzhou",
                "f61e720ea81d6682f7f7c1c0f6983d03892c95ec956c966f048a49c0215a0bec"
            ),
            (
                request("DELETE", "/queues/q/messages?ReceiptHandle=1-ODU4%3D%3D"), "cn-hangzhou",
                "f61e720ea81d6682f7f7c1c0f6983d03892c95ec956c966f048a49c0215a0bec"
            ),
        ] as [(QueueRequest, String, String)])
    func `the newer signature is that of Python's hmac`(request: QueueRequest, region: String, digest: String)
    {
        let scope = QueueSignature.Scope(day: "20250604", region: region)
        #expect(QueueSignature.scoped(request, scope, at: Self.now, secret: "Secret1") == digest)
    }

    /// One request of the vendor's own tests.
    struct Vector: Sendable, CustomTestStringConvertible {
        var scope: QueueSignature.Scope
        var secret: String
        var moment: QueueTime
        var request: QueueRequest
        var digest: String
        var testDescription: String { request.target }
    }

    /// From MNSV4SignerTest of aliyun/aliyun-mns-java-sdk, read 2026-11.
    static let vendorVectors: [Vector] = {
        let query =
            "param1=abc&PARAM2=d%20%20ef&PARAM3=%5Bdef%5D%23bbb&PARAM4=%E4%B8%AD%E6%96%87%E5%8F%82%E6%95%B0"
        func bare(_ method: String, _ target: String, _ headers: [(String, String)] = []) -> QueueRequest {
            QueueRequest(method: method, target: target, headers: headers.map { HTTPHeader($0.0, $0.1) })
        }
        let first = QueueSignature.Scope(day: "20250603", region: "region1")
        let test = QueueSignature.Scope(day: "20250603", region: "testRegion")
        let june: QueueTime = 1_748_947_955_638
        return [
            Vector(
                scope: first, secret: "sk1", moment: june,
                request: bare("POST", "/queues/TestQueue/?\(query)"),
                digest: "1fc6013f158d4c3aba09570895a2a93c8445c2c5213d82a1463baf602cf0d945"),
            Vector(
                scope: first, secret: "sk1", moment: june,
                request: bare("POST", "/queues/TestQueue?num=10&paramx=100&\(query)"),
                digest: "8d555514e749185d3e6d68df416692e6cc960ba85a089c9d69a2f4d7bb607560"),
            Vector(
                scope: QueueSignature.Scope(day: "20251203", region: "region2"), secret: "skkkkkkk1111111111",
                moment: 1_764_761_028_000,
                request: bare(
                    "PUT", "/queues/TestQueue123456",
                    [("x-mns-abc", "kkk"), ("X-MNS-Sss", "2015-06-06xFFF"), ("x-kkk-def", "jjj")]),
                digest: "04f1e5f929b5aaac3af6a54970f591581ecd2aade2562f926c5f2ec5d5c8cfad"),
            Vector(
                scope: QueueSignature.Scope(day: "20251204", region: "eu-west-1"),
                secret: "skkkkkk2222222222",
                moment: 1_764_829_955_638,
                request: bare(
                    "GET", "/queues",
                    [
                        ("x-mns-version", "2015-06-30"), ("x-mns-ttt", "1"), ("X-MNS-UUUuu", "FALse"),
                        ("bb-MNS-UUUuu", "abcdddDDD"), ("Content-Type", "application/json"),
                        ("Content-MD5", "0d9d2ce750000593eb34f00"),
                    ]),
                digest: "294f776a2d5726df679b54b081ab8126a199a2545c8c8a7a875adff0b386e458"),
            Vector(
                scope: test, secret: "testSk", moment: june, request: bare("GET", "/"),
                digest: "63f78964dcd1132bab91b9c38ceebdfb59509149b34874c5b2c9dfc2b12e7291"),
            Vector(
                scope: test, secret: "testSk", moment: june,
                request: bare("POST", "/queues/Test%20Queue@123"),
                digest: "87de7499365a31e767cdc0c726a893c72c860e415876f7f92914197ac3795833"),
            Vector(
                scope: QueueSignature.Scope(house: .apsara, day: "20250603", region: "region1"),
                secret: "sk1",
                moment: june, request: bare("POST", "/queues/TestQueue?\(query)"),
                digest: "51269315dedfd0f0252cbca05356c85f5005077796a1e8463c54d6716f331389"),
        ]
    }()

    @Test(arguments: vendorVectors) func `the newer signature is that of the vendor's own tests`(
        vector: Vector
    ) {
        #expect(
            QueueSignature.scoped(vector.request, vector.scope, at: vector.moment, secret: vector.secret)
                == vector.digest)
    }

    @Test(
        arguments: [
            (nil, date, "MissingAuthorizationHeader"), ("", date, "InvalidAuthorizationHeader"),
            ("Basic AK:x", date, "InvalidAuthorizationHeader"),
            ("MNS AK", date, "InvalidAuthorizationHeader"),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", date, nil),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", nil, "MissingDateHeader"),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", "yesterday", "InvalidDateHeader"),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", "Wed, 04 Jun 2025 06:48:38 GMT", "TimeExpired"),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", "Wed, 04 Jun 2025 06:18:36 GMT", "TimeExpired"),
            ("MNS AK:TtiY3e1Jods7yH4yA1AEUYikfpk=", "Wed, 04 Jun 2025 06:48:37 GMT", "SignatureDoesNotMatch"),
            ("MNS AK:ttiY3e1Jods7yH4yA1AEUYikfpk=", date, "SignatureDoesNotMatch"),
            ("MNS AX:TtiY3e1Jods7yH4yA1AEUYikfpk=", date, "InvalidAccessKeyId"),
            (
                "MNS4-HMAC-SHA256 Credential=AK/20250604/cn-shanghai/mns/aliyun_v4_request,Signature=33917e784de88f0defdc8dcf464f7ab7b5f8adef2353d444e35ace65756d30d8",
                date, nil
            ),
            (
                "MNS4-HMAC-SHA256 Credential=AK/20250604/cn-beijing/mns/aliyun_v4_request,Signature=33917e784de88f0defdc8dcf464f7ab7b5f8adef2353d444e35ace65756d30d8",
                date, "SignatureDoesNotMatch"
            ),
            (
                "MNS4-HMAC-SHA256 Credential=AK/20250605/cn-shanghai/mns/aliyun_v4_request,Signature=33917e784de88f0defdc8dcf464f7ab7b5f8adef2353d444e35ace65756d30d8",
                date, "SignatureDoesNotMatch"
            ),
            (
                "MNS4-HMAC-SHA256 Credential=AK/20250604/cn-shanghai/oss/aliyun_v4_request,Signature=3391",
                date,
                "InvalidAuthorizationHeader"
            ),
            ("MNS4-HMAC-SHA256 Credential=AK", date, "InvalidAuthorizationHeader"),
        ] as [(String?, String?, String?)])
    func `a request is taken or refused by its signature`(header: String?, date: String?, code: String?) {
        var request = Self.request("GET", "/queues/q/messages?waitseconds=30")
        if let header { request.headers.append(HTTPHeader("Authorization", header)) }
        if let date { request.headers.append(HTTPHeader("Date", date)) }
        let keys = [QueueKey(id: "old", secret: "x"), Self.key]
        #expect(QueueSignature.fault(of: request, keys: keys, at: Self.now)?.code == code)
    }

    @Test func `x-mns-date stands in for Date`() {
        var request = Self.request("GET", "/queues", [HTTPHeader("x-mns-date", Self.date)])
        let digest = QueueSignature.dated(request, date: "", secret: "Secret1")
        request.headers.append(HTTPHeader("Authorization", "MNS AK:\(digest)"))
        #expect(QueueSignature.fault(of: request, keys: [Self.key], at: Self.now) == nil)
        #expect(
            QueueSignature.fault(of: request, keys: [Self.key], at: Self.now + 901_000)?.code == "TimeExpired"
        )
    }
}
