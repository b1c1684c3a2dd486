extension IdleFlags {
    private static let connections = ["--cacert", "--insecure", "--http2", "--proxy"]
    private static let senders = ["run", "load", "explore", "fuzz"]
    private static let printsBody = CallCondition.without(["--headers", "--curl", "--target"])
    private static let tries = CallCondition.all([
        .given(["--target"]), .given(["--dry-run"]), .without(["--headers", "--curl"]),
    ])

    /// Every way of calling a command in which flags of it do nothing.
    static let all: [IdleFlags] =
        ofRun + ofEmit + ofLoad + ofOthers + ofFixtures + ofFiles + ofListen + ofTargets

    private static let ofRun = [
        IdleFlags(
            ["run"], .given(["--dry-run"]),
            ["--target", "--signed-url", "--key"] + connections + [
                "--speed", "--jobs", "--fail-fast", "--strict-acknowledgement",
            ], because: "--dry-run sends nothing"),
        IdleFlags(
            ["run"], .given(["--dry-run"]), ["--quiet", "--verbose"],
            because: "--dry-run prints the same plan in any case"),
        IdleFlags(
            ["run"], .given(["--replay"]), ["--set", "--var", "--only", "--skip", "--fresh", "--seed"],
            because: "--replay sends what the saved run has sent"),
        IdleFlags(
            ["run"], .without(["--replay"]), ["--all"], because: "--all needs --replay FILE", remedy: nil),
        IdleFlags(
            ["run", "emit"], .isForPrograms, ["--quiet", "--verbose"],
            because: "standard output holds a report for programs, which is the same in any case",
            remedy: "leave out FLAG, or give that report a file"),
    ]

    private static let ofEmit: [IdleFlags] = {
        let unsent = "nothing is sent"
        let remedy = "leave out FLAG, or send with --target URL"
        let sending = connections + ["--speed", "--report", "--quiet", "--verbose"]
        let signing = ["--key", "--signed-url"]
        return [
            IdleFlags(["emit"], .without(["--target"]), sending, because: unsent, remedy: remedy),
            IdleFlags(["emit"], .given(["--dry-run", "--headers", "--curl"]), sending, because: unsent),
            IdleFlags(
                ["emit"], printsBody, signing, because: "a body is printed, and no signature",
                remedy: "leave out FLAG, or add --headers, --curl or --target URL"),
            IdleFlags(
                ["emit"], tries, signing, because: "--dry-run prints the body, and no signature",
                remedy: "leave out FLAG, or add --headers"),
            IdleFlags(
                ["emit"], .without(["--headers", "--curl"]), ["--signed-at"],
                because: "--signed-at is about --headers and --curl; what is sent is signed when it is sent",
                remedy: nil),
            IdleFlags(
                ["emit"], .given(["--headers", "--curl"]), ["--pretty"],
                because: "--pretty shows a body that differs from the signed one; leave it out", remedy: nil),
            IdleFlags(
                ["emit"], .all([.given(["--target"]), .without(["--headers", "--curl", "--dry-run"])]),
                ["--pretty"], because: "what is sent has no line breaks"),
            IdleFlags(
                ["emit"], .inputs(.withoutKey), ["--signed-url", "--signed-at"],
                because: "there is no key, so nothing is signed", remedy: "leave out FLAG, or give --key"),
        ]
    }()

    private static let ofLoad = [
        IdleFlags(
            ["load"], .given(["--find-limit"]), ["--stages", "--concurrency", "--count", "--segment"],
            because:
                "--find-limit sets the rate itself: leave out --stages, --concurrency, --count and --segment",
            remedy: nil),
        IdleFlags(
            ["load"], .inputs(.closedLoop), ["--max-rate"],
            because: "in a closed loop the receiver sets the rate"),
        IdleFlags(
            ["load"], .inputs(.widerLoop), ["--connections"],
            because: "a closed loop needs as many connections as deliveries are under way"),
        IdleFlags(
            ["load"], .inputs(.embedded), ["--allow-remote"],
            because: "the embedded receiver runs in this process"),
    ]

    private static let ofOthers = [
        IdleFlags(
            ["queue"], .without(["--emit"]), ["--body"], because: "--body is about --emit; leave it out",
            remedy: nil),
        IdleFlags(
            ["fuzz"], .inputs(.withScenario), ["--profile", "--observe", "--settle", "--volatile"],
            because:
                "--profile, --observe, --settle and --volatile are for events; a scenario file says all that itself",
            remedy: nil),
        IdleFlags(
            ["fuzz"], .all([.inputs(.ownTarget), .without(["--observe"])]), ["--volatile"],
            because: "--volatile is about the state that --observe reads",
            remedy: "leave out FLAG, or give --observe URL"),
        IdleFlags(
            ["zoo"], .without(["--check"]), ["--first"], because: "--first needs --check FILE", remedy: nil),
    ]

    private static let ofFixtures: [IdleFlags] = {
        let signing = ["--key", "--signed-url", "--signed-at"]
        return [
            IdleFlags(
                ["fixtures"], .values("--format", among: ["ndjson", "wiremock"]), signing,
                because: "ndjson and wiremock hold no signature"),
            IdleFlags(
                ["fixtures"], .values("--format", among: ["ndjson"]), ["--target"],
                because: "ndjson holds bodies alone"),
            IdleFlags(
                ["fixtures"], .inputs(.withoutKey), ["--signed-url", "--signed-at"],
                because: "there is no key, so nothing is signed", remedy: "leave out FLAG, or give --key"),
        ]
    }()

    private static let ofFiles: [IdleFlags] = {
        let planning = ["--seed", "--var", "--set"]
        return [
            IdleFlags(
                ["validate"], .given(["--syntax"]),
                ["--event", "--profile", "--strict", "--catalog"] + planning,
                because: "--syntax looks at nothing but the JSON"),
            IdleFlags(
                ["validate"], .given(["--event"]), planning,
                because: "with --event the files are bodies, and no scenarios"),
            IdleFlags(
                ["validate"], .inputs(.withoutScenario), planning, because: "no file is a scenario"),
            IdleFlags(
                ["validate"], .inputs(.withoutBody), ["--profile", "--strict"],
                because: "no file is a body of a callback"),
            IdleFlags(
                ["catalog"], .given(["--facts"]), ["--profile"],
                because: "--facts takes no --profile: facts are the same in all", remedy: nil),
            IdleFlags(
                ["catalog"], .all([.without(["--facts"]), .without(["--format"])]), ["--profile"],
                because: "--profile is about --format schema",
                remedy: "leave out FLAG, or add --format schema"),
            IdleFlags(
                ["catalog"],
                .all([
                    .without(["--facts"]), .values("--format", among: ["table", "json", "openapi"]),
                ]), ["--profile"],
                because: "--profile is about --format schema"),
        ]
    }()

    private static let ofListen = [
        IdleFlags(
            ["listen"], .values("--bug", among: ["list"]),
            [
                "--host", "--port", "--key", "--callback-url", "--catalog", "--record", "--keep", "--forward",
                "--insecure", "--respond", "--respond-per", "--quiet",
            ], because: "--bug list prints the bugs and listens to nothing"),
        IdleFlags(
            ["listen"], .without(["--record"]), ["--keep"], because: "--keep needs --record DIR", remedy: nil),
        IdleFlags(
            ["listen"], .without(["--forward"]), ["--insecure"],
            because: "--insecure is about the --forward target"),
        IdleFlags(
            ["listen"], .without(["--respond"]), ["--respond-per"],
            because: "--respond-per is about the script of --respond"),
        IdleFlags(
            ["listen"], .given(["--forward"]), ["--bug"],
            because: "with --forward the target answers, and not the receiver that has the bug"),
        IdleFlags(
            ["listen"], .all([.given(["--forward"]), .without(["--record"])]), ["--key", "--callback-url"],
            because: "with --forward the target judges signatures",
            remedy: "leave out FLAG, or keep its verdicts with --record DIR"),
        IdleFlags(
            ["listen"], .all([.given(["--forward"]), .without(["--record", "--respond"])]), ["--catalog"],
            because: "with --forward the target knows the events"),
        IdleFlags(
            ["listen"], .inputs(.withoutKey), ["--callback-url"],
            because: "there is no key, so no signature is checked",
            remedy: "leave out FLAG, or give --key"),
    ]

    private static let ofTargets = [
        IdleFlags(
            ["load", "explore", "fuzz"], .inputs(.ownTarget), ["--bug"],
            because: "the bug is one of the embedded receiver, and the deliveries go to a target of your own",
            remedy: "leave out FLAG or the target"),
        IdleFlags(
            senders, .inputs(.embedded), ["--http2"], because: "the embedded receiver speaks HTTP/1.1 alone",
            remedy: "leave out FLAG, or give --target URL"),
        IdleFlags(
            senders + ["emit"], .inputs(.unchecked), ["--cacert"],
            because: "the certificate is not checked at all"),
        IdleFlags(
            senders + ["emit"], .inputs(.withoutTLS), ["--cacert", "--insecure"],
            because: "no URL begins with https, so no certificate is looked at"),
        IdleFlags(
            senders + ["emit"], .inputs(.withoutProxy), ["--proxy"],
            because: "the environment names no proxy",
            remedy: "leave out FLAG, or set http_proxy, HTTPS_PROXY or ALL_PROXY"),
        IdleFlags(
            senders, .inputs(.unsigned), ["--signed-url"],
            because: "there is no key, so nothing is signed",
            remedy: "leave out FLAG, or give --key or VODHOOK_KEY"),
        IdleFlags(
            ["listen"], .inputs(.withoutTLS), ["--insecure"],
            because: "the --forward target is no https URL, so no certificate is looked at"),
    ]

    /// Flags that other commands have, and why these do not have them.
    static let missing = [
        IdleFlags(
            ["fixtures"], .without([]), connections + ["--speed"],
            because: "fixtures are written and not sent"),
        IdleFlags(
            ["explore", "fuzz", "zoo"], .without([]), ["--speed"],
            because: "a search does not wait for scenario time"),
        IdleFlags(["validate"], .without([]), ["--speed"], because: "nothing is sent"),
        IdleFlags(["emit"], .without([]), ["--var"], because: "no scenario is read"),
        IdleFlags(["report"], .without([]), ["--quiet"], because: "a report shows no progress"),
    ]
}
