@testable import JSONText
@testable import ReferenceReceiver

/// Bugs in verifying, answering and keeping.
extension BugRow {
    static let signature: [BugRow] = [
        BugRow(.signatureNotChecked, right: 401, wrong: 200, keys: ["Key12345"]) { bench in
            .int(bench.send(Upload.file))
        },
        BugRow(.signatureWithoutBody, right: [200, 401], wrong: [401, 200], keys: ["Key12345"]) { bench in
            let body = JSONWriter.bytes(of: Workflow.complete())
            return [
                .int(try bench.sendSigned("volcengine", bytes: body)),
                .int(try bench.sendSigned("aliyun", bytes: body)),
            ]
        },
        BugRow(.signatureOverRewrittenBody, right: [200, 200], wrong: [200, 401], keys: ["Key12345"]) {
            bench in
            let printed = JSONWriter.text(of: Workflow.complete(), layout: .pretty)
            return [
                .int(try bench.sendSigned(Workflow.complete())),
                .int(try bench.sendSigned("volcengine", bytes: Array(printed.utf8))),
            ]
        },
        BugRow(.inventedHMAC, right: [200, 200], wrong: [401, 401], keys: ["Key12345"]) { bench in
            [.int(try bench.sendSigned(Upload.file)), .int(try bench.sendSigned(Workflow.complete()))]
        },
        BugRow(.urlFromHost, right: 200, wrong: 401, keys: ["Key12345"]) { bench in
            .int(try bench.sendSigned(Upload.file))
        },
        BugRow(.urlWithoutQuery, right: [200, 200], wrong: [200, 401], keys: ["Key12345"]) { bench in
            [
                .int(try bench.sendSigned(Upload.file)),
                .int(try bench.sendSigned(Upload.file, target: "/cb?post=1")),
            ]
        },
        BugRow(.oneKeyOnly, right: [200, 200], wrong: [200, 401], keys: ["Key12345", "OldKey12"]) { bench in
            [
                .int(try bench.sendSigned(Upload.file)),
                .int(try bench.sendSigned(Upload.file, key: "OldKey12")),
            ]
        },
        BugRow(.noFreshness, right: [401, 401], wrong: [200, 200], keys: ["Key12345"]) { bench in
            [
                .int(try bench.sendSigned(Upload.file, age: 301)),
                .int(try bench.sendSigned(Upload.file, age: -301)),
            ]
        },
        BugRow(.futurePasses, right: [401, 401], wrong: [401, 200], keys: ["Key12345"]) { bench in
            [
                .int(try bench.sendSigned(Upload.file, age: 301)),
                .int(try bench.sendSigned(Upload.file, age: -301)),
            ]
        },
    ]

    static let answer: [BugRow] = [
        BugRow(
            .errorsAnswered200, right: [401, 401, "uploaded"], wrong: [200, 200, "uploaded"],
            keys: ["Key12345"]
        ) { bench in
            [
                .int(bench.send(Upload.transcode)), .int(bench.send(bytes: Array("{".utf8)).status),
                try bench.sendSigned(Upload.file) == 200 ? bench.state("status") : .null,
            ]
        },
        BugRow(.unknownEvent400, right: [200, 200], wrong: [400, 200]) { bench in
            [.int(bench.send(Self.newEvent)), .int(bench.send(Upload.file))]
        },
        BugRow(.unknownEvent500, right: [200, 200], wrong: [500, 200]) { bench in
            [.int(bench.send(Self.newEvent)), .int(bench.send(Upload.file))]
        },
        BugRow(.slowEveryThird, right: [0, 0, 0, 0], wrong: [0, 0, 6, 0]) { bench in
            .array(
                (0..<4).map { _ in
                    .int(Int(bench.send(bytes: JSONWriter.bytes(of: Upload.file)).delay.components.seconds))
                })
        },
        BugRow(.crashWithoutStreams, right: [false, false, false], wrong: [false, true, true]) { bench in
            let absent = Upload.transcode.with(["StreamInfos": .null])
            return .array(
                [Upload.transcode, absent, Upload.transcode.with(["StreamInfos": []])].map { body in
                    let answer = bench.send(bytes: JSONWriter.bytes(of: body))
                    return .bool(answer.endsReceiver && answer.closesConnection)
                })
        },
    ]

    static let keeping: [BugRow] = [
        BugRow(.answersBeforeKeeping, right: ["uploaded", "ready"], wrong: [.null, "uploaded"]) { bench in
            bench.send(Upload.file)
            let first = bench.state("status")
            bench.send(Upload.transcode)
            return [first, bench.state("status")]
        },
        BugRow(.countsDuplicates, right: [1, 2], wrong: [2, 4]) { bench in
            for _ in 1...2 { bench.send(Upload.transcode) }
            return [bench.state("events"), bench.renditions()]
        },
        BugRow(.coarseDeduplication, right: 2, wrong: 1) { bench in
            bench.send(Upload.stream("SD", "j1"))
            bench.send(Upload.stream("LD", "j2"))
            return bench.renditions()
        },
        BugRow(.deduplicationBeforeProcessing, right: [200, 200, "ready"], wrong: [500, 200, "uploaded"]) {
            bench in
            bench.send(Upload.file)
            return [
                .int(bench.send(Upload.transcode)), .int(bench.send(Upload.transcode)), bench.state("status"),
            ]
        },
        BugRow(.lostUpdate, right: [3, "http://out.test/v1/c-00001.jpg"], wrong: [2, .null]) { bench in
            bench.send(Upload.file)
            let held = bench.handler.open()
            bench.send(Upload.snapshot)
            _ = bench.send(bytes: JSONWriter.bytes(of: Upload.stream("SD", "j1")), keeping: held)
            return [bench.state("events"), bench.state("cover")]
        },
        BugRow(.directURLDropped, right: [200, "ready"], wrong: [200, .null]) { bench in
            let body = Workflow.complete(vid: "")
            return [.int(bench.send(body)), bench.state("status", of: "bb:1")]
        },
    ]

    private static let newEvent: JSONValue = [
        "EventType": "BrandNewComplete", "VideoId": "v1", "Status": "success",
    ]
}
