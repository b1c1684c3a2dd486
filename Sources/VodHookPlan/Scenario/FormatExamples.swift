import VodHookCatalogue

/// Examples for the reference page of scenario files, under the names of the records that they are examples of.
///
/// Each is what stands at the record's place in a scenario; the tests put it there and run it.
package enum FormatExamples {
    /// The examples of scenario files.
    package static let scenario: [String: String] = [
        "scenario": """
        {
          "name": "A video is transcoded",
          "tags": [ "smoke" ],
          "provider": "aliyun",
          "seed": 7,
          "media": { "movie": {} },
          "steps": [ { "emit": "lifecycle" } ],
          "expect": { "status": 200, "attempts": 1 },
          "assert": [ { "count": { "lost": 0 } } ]
        }
        """,
        "matrix": #"{ "values": { "profile": [ "current", "2017" ], "definition": [ "FD", "LD" ] } }"#,
        "target": """
        {
          "url": "embedded",
          "signedUrl": "https://api.example.test/callback",
          "key": "${env.VODHOOK_KEY:-Key12345}",
          "headers": { "X-Trace": "t-1" }
        }
        """,
        "delivery": #"{ "timeout": "10s", "retryAfter": [ "1s", "5s" ] }"#,
        "receiver": """
        { "answers": [ { "status": 500, "times": 2 }, { "status": 200, "keepsState": true, "body": { "ok": true } } ] }
        """,
        "media": """
        {
          "source": { "duration": "154s", "width": 1280, "height": 720, "fps": 25 },
          "renditions": [ { "definition": "FD" }, { "definition": "SD", "fail": true } ],
          "snapshots": [ { "type": "CoverSnapshot", "count": 8 } ],
          "operations": { "audit": { "verdict": "blocked" } }
        }
        """,
        "emit": """
        {
          "emit": "StreamTranscodeComplete",
          "media": "movie",
          "rendition": "SD",
          "at": "1h",
          "change": [ { "path": "$.Extend", "set": "order-42" } ],
          "expect": { "status": 200, "within": "5s" }
        }
        """,
        "wait": #"{ "wait": "90s" }"#,
        "probe": """
        {
          "name": "the video is ready",
          "probe": {
            "url": "${target.origin}/videos/${movie.videoId}",
            "within": "3s",
            "expect": { "status": 200, "body": [ { "path": "$.status", "equals": "ready" } ] }
          }
        }
        """,
        "command": """
        {
          "command": [ "echo", "${movie.videoId} is ready" ],
          "within": "3s",
          "expect": { "exit": 0, "output": [ { "matches": "^[0-9a-f]{32} is ready" } ] }
        }
        """,
        "capture": #"{ "path": "$.renditions[0].definition" }"#,
        "include": #"{ "include": "upload.json", "vars": { "title": "Lesson 9" } }"#,
        "parallel": """
        {
          "parallel": [
            [ { "emit": "StreamTranscodeComplete" } ],
            [ { "wait": "1s" }, { "emit": "SnapshotComplete", "jitter": "500ms" } ]
          ]
        }
        """,
        "repeat":
            #"{ "repeat": 3, "steps": [ { "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" } ] }"#,
        "fault": #"{ "fault": "duplicate", "by": "30s", "every": 2 }"#,
        "change": #"{ "path": "$.StreamInfos[?@.Definition=='SD'].Bitrate", "set": "64" }"#,
        "expect": """
        {
          "outcome": "delivered",
          "attempts": { "max": 2 },
          "status": [ 200, 204 ],
          "headers": [ { "name": "Content-Type", "startsWith": "application/json" } ]
        }
        """,
        "commandExpect": #"{ "exit": 0, "output": [ { "contains": "ready" } ] }"#,
        "assertion": #"{ "latency": { "p99": "5s" } }"#,
        "headerCheck": #"{ "name": "Content-Type", "matches": "json" }"#,
        "bodyCheck": #"{ "path": "$.verdict", "oneOf": [ "applied", "duplicate" ] }"#,
        "observe": #"{ "url": "${target.origin}/videos/${movie.videoId}", "volatile": [ "$.updatedAt" ] }"#,
    ]
}
