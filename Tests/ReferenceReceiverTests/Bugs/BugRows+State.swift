@testable import JSONText
@testable import ReferenceReceiver
@testable import VodHookCatalogue

/// Bugs in reading bodies and in what the state is made of.
extension BugRow {
    static let state: [BugRow] = [
        BugRow(.readyOnFirstStream, right: ["transcoding", "ready"], wrong: ["ready", "ready"]) { bench in
            bench.send(Upload.stream("SD", "j1"))
            let first = bench.state("status")
            bench.send(Upload.transcode)
            return [first, bench.state("status")]
        },
        BugRow(.readyOnFailure, right: "failed", wrong: "ready") { bench in
            bench.send(
                Upload.transcode.with([
                    "Status": "fail", "StreamInfos": [Upload.streamInfo("SD", "j1", status: "fail")],
                ]))
            return bench.state("status")
        },
        BugRow(.codeIgnored, right: ["failed", 1], wrong: ["ready", 0]) { bench in
            bench.send(Workflow.complete(code: "InternalError"))
            let errors = bench.state("errors", of: "v9").array?.count ?? 0
            return [bench.state("status", of: "v9"), .int(errors)]
        },
        BugRow(.firstStreamOnly, right: [2, "SD"], wrong: [1, "SD"]) { bench in
            bench.send(Upload.stream("LD", "j2"))
            bench.send(Upload.transcode)
            let last = bench.state("renditions").array?.last
            return [bench.renditions(), last?["definition"] ?? .null]
        },
        BugRow(.lateUploadSetsBack, right: ["ready", "ready"], wrong: ["ready", "uploaded"]) { bench in
            bench.send(Upload.transcode)
            bench.send(Upload.snapshot)
            let first = bench.state("status")
            bench.send(Upload.file)
            return [first, bench.state("status")]
        },
        BugRow(.lastArrivalWins, right: ["ready", 1110], wrong: ["transcoding", 900]) { bench in
            let early = Upload.stream("SD", "j1", at: "2026-01-02T10:00:05Z").with(["Bitrate": "900"])
            bench.send(Upload.transcode)
            bench.send(early)
            let rendition = bench.state("renditions").array?.last
            return [bench.state("status"), rendition?["bitrateKbps"] ?? .null]
        },
        BugRow(.fileTypeCase, right: [1, 1], wrong: [1, 0]) { bench in
            bench.send(Workflow.complete())
            bench.send(Workflow.complete(vid: "", fileType: "Video"))
            return [bench.renditions(of: "v9"), bench.renditions(of: "bb:1")]
        },
        BugRow(
            .snapshotNumberPadding,
            right: ["http://out.test/v1/c-00009.jpg", "http://out.test/v1/c-00010.jpg"],
            wrong: ["http://out.test/v1/c-00009.jpg", "http://out.test/v1/c-000010.jpg"]
        ) { bench in
            let job = Upload.snapshot["SnapshotInfos"]?.first ?? .null
            bench.send(Upload.snapshot.with(["SnapshotInfos": [job.with(["SnapshotCount": 10])]]))
            return .array(bench.state("snapshots").first?["urls"]?.array?.suffix(2) ?? [])
        },
    ]

    static let reading: [BugRow] = [
        BugRow(.bitrateMustBeNumber, right: [200, 200], wrong: [500, 200]) { bench in
            bitrates(bench)
        },
        BugRow(.bitrateMustBeText, right: [200, 200], wrong: [200, 500]) { bench in bitrates(bench) },
        BugRow(.durationAsInteger, right: [200, 200, 200], wrong: [200, 500, 500]) { bench in
            let whole = Upload.stream("SD", "j1").with(["Duration": .decimal("154.0")])
            return [
                .int(bench.send(whole)), .int(bench.send(whole.with(["Duration": .decimal("15.093")]))),
                .int(bench.send(Workflow.complete())),
            ]
        },
        BugRow(.animatedImageAsObject, right: [200, 200], wrong: [500, 200]) { bench in
            let text: JSONValue = #"{"Status":"success","FileURL":"http://out.test/a.gif"}"#
            return [.int(bench.send(animated(text))), .int(bench.send(animated(["Status": "success"])))]
        },
        BugRow(.unknownFieldRefused, right: [200, 200, 200], wrong: [200, 400, 400]) { bench in
            let stream = Upload.streamInfo("SD", "j1").with(["NewMember": 1])
            return [
                .int(bench.send(Upload.transcode)), .int(bench.send(Upload.file.with(["NewMember": 1]))),
                .int(bench.send(Upload.transcode.with(["StreamInfos": [stream]]))),
            ]
        },
        BugRow(.videoIDRequired, right: [200, 200, 200], wrong: [400, 400, 200]) { bench in
            let image: JSONValue = ["EventType": "ImageUploadComplete", "ImageId": "i1", "Status": "success"]
            return [
                .int(bench.send(image)), .int(bench.send(Upload.deletion)),
                .int(bench.send(Workflow.complete())),
            ]
        },
        BugRow(.jsonContentTypeOnly, right: [200, 200], wrong: [200, 400]) { bench in
            .array(
                ["application/json; charset=utf-8", "application/octet-stream"].map { type in
                    .int(bench.send(Workflow.complete(), headers: [HTTPHeader("content-type", type)]))
                })
        },
    ]

    /// The answers to a Bitrate of text and to one that is a number.
    private static func bitrates(_ bench: Bench) -> JSONValue {
        let info = Upload.streamInfo("SD", "j1").with(["Bitrate": 1110])
        return [
            .int(bench.send(Upload.stream("SD", "j1"))),
            .int(bench.send(Upload.transcode.with(["StreamInfos": [info]]))),
        ]
    }

    private static func animated(_ job: JSONValue) -> JSONValue {
        [
            "EventType": "DynamicImageComplete", "VideoId": "v1", "Status": "success",
            "EventTime": "2026-01-02T10:00:12Z", "DynamicImageJobInfo": job,
        ]
    }
}
