import Foundation

extension FaultProof {
    /// The proof of every fault, under the name of its scenario file.
    static let all = ofOrder.merging(ofSignature) { $1 }.merging(ofBody) { $1 }.merging(ofHTTP) { $1 }

    private static let timestamp = "header X-VOD-TIMESTAMP"
    private static let signature = "header X-VOD-SIGNATURE"
    private static let newBody: [Set<String>] = [["payload", "header Content-Length"]]

    // MARK: Order

    private static let ofOrder: [String: FaultProof] = [
        "duplicate": FaultProof(order: .from([0, 0]), changes: [[]]) { pair in
            guard let answered = pair.now[0].answered else { return false }
            return answered < pair.now[1].began && pair.faulty.planned(pair.now[0]) == [0, 1000]
        },
        // The recorder answers none of the two before both are there.
        "duplicate-at-once": FaultProof(
            order: .from([0, 0]), changes: [["in flight"], ["in flight", "connection"]], answerWhen: "2"
        ) { pair in
            pair.now.allSatisfy { $0.inFlight == 2 } && pair.faulty.planned(pair.now[0]) == [0, 0]
        },
        "reorder": FaultProof(order: .another, changes: [[]]),
        "delay": FaultProof(order: .from([0, 2, 1, 3]), changes: [[]]) { pair in
            pair.was.allSatisfy { pair.clean.planned($0) == [0] }
                && pair.now.map { pair.faulty.planned($0) } == [[0], [0], [10_000], [10_000]]
        },
        "drop": FaultProof(order: .from([1]), changes: [[]]),
        "overlap": FaultProof(changes: [[], ["connection"], [], []]) { pair in
            // Half of the second one is there before the third begins; nothing more comes before the third is answered.
            let (held, other) = (pair.now[1], pair.now[2])
            let half = held.headBytes + held.body.count / 2
            guard let stop = held.pieces.firstIndex(where: { $0.bytes == half }),
                let answered = other.answered
            else { return false }
            return held.pieces[stop].moment < other.began && held.pieces[stop + 1].moment > answered
                && held.ended < pair.now[3].began
        },
    ]

    // MARK: Signature

    private static let ofSignature: [String: FaultProof] = [
        "wrong-key": signed { $0.signature(of: $1, key: "not-\(Recording.key)") },
        "previous-key": signed { $0.signature(of: $1, key: "OldKey12345") },
        "missing-signature": FaultProof(changes: [[timestamp, signature]]) { pair in
            pair.now.allSatisfy {
                $0.header("X-VOD-TIMESTAMP") == nil && $0.header("X-VOD-SIGNATURE") == nil
            }
        },
        "missing-timestamp": FaultProof(changes: [[timestamp, signature]]) { pair in
            // It is signed with a time all the same.
            pair.now.allSatisfy { request in
                request.header("X-VOD-TIMESTAMP") == nil
                    && (-60...60).contains { offset in
                        pair.faulty.signature(of: request, time: "\(request.unixSeconds + offset)")
                            == request.header("X-VOD-SIGNATURE")
                    }
            }
        },
        "stale-signature": timed { (3590...3660).contains($0.unixSeconds - (Int($1) ?? 0)) },
        "future-signature": timed { (-3600 ... -3540).contains($0.unixSeconds - (Int($1) ?? 0)) },
        "milliseconds-timestamp": timed {
            $1.utf8.count == 13 && abs($0.unixSeconds - (Int($1) ?? 0) / 1000) <= 60
        },
        "text-timestamp": timed { $1 == "yesterday" },
        "upper-case-signature": signed { $0.signature(of: $1).uppercased() },
        "other-scheme": signed { $0.signature(of: $1, otherScheme: true) },
        "other-url": signed { $0.signature(of: $1, url: "https://other.example.test/callback") },
        "changed-body": FaultProof(changes: [["payload"], ["payload", signature]]) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                was.body.count == now.body.count && zip(was.body, now.body).count { $0 != $1 } == 1
                    && pair.faulty.signature(of: now, body: was.body) == now.header("X-VOD-SIGNATURE")
            }
        },
    ]

    /// All that changes is the digest, and it is this one.
    private static func signed(
        _ digest: @escaping @Sendable (Recording, RawRequest) -> String
    ) -> FaultProof {
        FaultProof(changes: [[signature]]) { pair in
            pair.now.allSatisfy { $0.header("X-VOD-SIGNATURE") == digest(pair.faulty, $0) }
        }
    }

    /// All that changes is the time, and it is such a one; the digest is right for it.
    private static func timed(_ holds: @escaping @Sendable (RawRequest, String) -> Bool) -> FaultProof {
        FaultProof(changes: [[timestamp]]) { pair in
            pair.now.allSatisfy { holds($0, $0.header("X-VOD-TIMESTAMP") ?? "") }
        }
    }

    // MARK: Body

    private static let ofBody: [String: FaultProof] = [
        "truncated": body { Array($0.prefix($0.count / 2)) },
        "not-json": body { _ in Array("this is not JSON: <event status=ok>".utf8) },
        "empty-body": body { _ in [] },
        "wrong-type": text { $0.replacing(#/"Size":(\d+)/#) { "\"Size\":\"\($0.1)\"" } },
        "unknown-field": text {
            $0.dropLast() + #","VodhookUnknownField":{"nested":[1,"two",true]}}"#
        },
        "unknown-value": text {
            $0.replacing(
                #/"Definition":"FD"/#, with: #""Definition":"VodhookUnknownValue""#, maxReplacements: 1)
        },
        "null-value": text {
            $0.replacing(#/"FileUrl":"[^"]*"/#, with: #""FileUrl":null"#, maxReplacements: 1)
        },
        "huge-body": body { was in
            let head = Array("{\"VodhookPadding\":\"".utf8)
            let tail = Array("\",".utf8) + was.dropFirst()
            return head + [UInt8](repeating: 0x78, count: 1_048_576 - head.count - tail.count) + tail
        },
        "byte-order-mark": body { [0xEF, 0xBB, 0xBF] + $0 },
        "other-charset": body { was in
            // The plain body is ASCII.
            [0xFF, 0xFE] + was.flatMap { [$0, 0] }
        },
        "pretty-printed": FaultProof(changes: newBody) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                let lines = String(decoding: now.body, as: UTF8.self).split(separator: "\n")
                let joined = lines.map {
                    $0.trimmingPrefix(#/ +/#).replacing(#/^("[^"]*"): /#) { "\($0.1):" }
                }
                return lines.count > 10 && Array(joined.joined().utf8) == was.body
            }
        },
        "key-order": FaultProof(changes: [["payload"]]) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                guard let left = try? JSONSerialization.jsonObject(with: Data(was.body)) as? NSDictionary,
                    let right = try? JSONSerialization.jsonObject(with: Data(now.body)) as? NSDictionary
                else { return false }
                // The same in another order: the last key of the plain body is the first one now.
                return left.isEqual(right) && was.body.starts(with: Array("{\"EventTime\"".utf8))
                    && !now.body.starts(with: Array("{\"EventTime\"".utf8))
                    && was.body.count == now.body.count
            }
        },
        "array-order": FaultProof(changes: [["payload"]]) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                guard let left = try? JSONSerialization.jsonObject(with: Data(was.body)) as? NSDictionary,
                    let right = try? JSONSerialization.jsonObject(with: Data(now.body)) as? NSDictionary,
                    let old = left["StreamInfos"] as? NSArray, let new = right["StreamInfos"] as? NSArray
                else { return false }
                return old.count > 1 && new.isEqual(old.reverseObjectEnumerator().allObjects)
                    && was.body.count == now.body.count
            }
        },
        "escaped-text": FaultProof(changes: newBody) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                let text = String(decoding: now.body, as: UTF8.self)
                let plain = text.replacing(#/\\u00([0-9a-f]{2})/#) { match in
                    UInt8(match.1, radix: 16).map { String(Unicode.Scalar($0)) } ?? "?"
                }
                return text.contains(#":"\u0032\u0030\u0032"#) && Array(plain.utf8) == was.body
            }
        },
        "invalid-utf8": body { was in
            let place = was.indices.first { was[$0...].starts(with: [0x3A, 0x22]) } ?? 0
            return was[..<(place + 2)] + [0xFF] + was[(place + 2)...]
        },
        "deep-body": body { _ in
            [UInt8](repeating: 0x5B, count: 50_000) + [UInt8](repeating: 0x5D, count: 50_000)
        },
        "inserted-text": body { $0[..<40] + [0x22] + $0[40...] },
        "replaced-body": body { _ in Array("[null]".utf8) },
        "duplicate-key": text { #"{"EventTime":"repeated","# + $0.dropFirst() },
    ]

    /// All that changes is the body, with its length, and it becomes this one.
    private static func body(_ change: @escaping @Sendable ([UInt8]) -> [UInt8]) -> FaultProof {
        FaultProof(changes: newBody) { pair in
            zip(pair.was, pair.now).allSatisfy { was, now in
                now.body == change(was.body) && now.header("Content-Length") == "\(now.body.count)"
            }
        }
    }

    private static func text(_ change: @escaping @Sendable (String) -> String) -> FaultProof {
        body { Array(change(String(decoding: $0, as: UTF8.self)).utf8) }
    }

    // MARK: HTTP

    private static let ofHTTP: [String: FaultProof] = [
        "content-type": FaultProof(changes: [["header Content-Type"]]) { pair in
            pair.now.map { $0.header("Content-Type") } == [
                "application/octet-stream", "text/plain; charset=utf-8",
            ]
        },
        "chunked": FaultProof(changes: [["header Content-Length", "header Transfer-Encoding", "chunks"]]) {
            pair in
            let sizes = pair.now[0].chunks?.sizes ?? []
            return sizes.count > 3 && sizes.dropLast(2).allSatisfy { $0 == 16 } && sizes.last == 0
                && pair.now[0].header("Content-Length") == nil
        },
        // The recorder waits in silence before it consents.
        "expect-continue": FaultProof(changes: [["header Expect", "continued"]]) { pair in
            pair.now[0].header("Expect") == "100-continue" && pair.now[0].continuedAfter == 0
        },
        "slow-body": FaultProof(changes: [["slow body"]]) { pair in
            pair.now[0].headPieces == 1 && pair.now[0].seconds > Double(pair.now[0].body.count) / 4000 / 2
        },
        "slow-headers": FaultProof(changes: [["slow head"]]) { pair in
            pair.now[0].bodyPieces <= 2 && pair.now[0].seconds > Double(pair.now[0].headBytes) / 1000 / 2
        },
        "reset": FaultProof(changes: [["end", "payload", "in flight"]]) { pair in
            pair.now[0].end == "reset" && pair.now[0].body == Array(pair.was[0].body.prefix(100))
        },
        // The recorder waits for the end of the sending before it answers.
        "half-close": FaultProof(changes: [["finished"]], answerWhen: "fin") { $0.now[0].isFinished },
        "own-connection": FaultProof(changes: [[], ["connection"]]) {
            $0.was[0].connection == $0.was[1].connection && $0.now[0].connection != $0.now[1].connection
        },
        "method": FaultProof(changes: [["line"]]) { pair in
            pair.now.map(\.line) == ["GET /vod/callback HTTP/1.1", "PUT /vod/callback HTTP/1.1"]
                && pair.was.allSatisfy { $0.line == "POST /vod/callback HTTP/1.1" }
        },
    ]
}
