import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The formats that are scripts of a POSIX shell.
enum ShellFormats {
    /// Sends every request with curl.
    static func curl() -> TextExport {
        TextExport(FixtureFormat.curl.mainFile, head: curlHead, tail: "exit \"$failed\"\n") { fixture in
            let words = [fixture.title, fixture.goodStatuses.map(\.shellPattern).joined(separator: "|")]
            let signature = ShellSignature(fixture)
            let parts =
                ["send " + words.map { RequestText.quoted(SafeText.line($0)) }.joined(separator: " ")]
                + CurlCommand.arguments(
                    fixture.unsignedRequest, data: "@\(RequestText.quoted(fixture.bodyPath))",
                    timeout: fixture.request.timeout, more: signature?.headers ?? [])
            return (signature?.lines ?? "") + parts.joined(separator: " \\\n    ") + "\n"
        }
    }

    private static func curlHead(_ sources: [FixtureSource]) -> String {
        """
        #!/bin/sh
        # Sends every request once, in order, byte for byte: sh \(FixtureFormat.curl.mainFile)
        # Exits with 1 when an answer has another status than expected.
        cd "$(dirname "$0")" || exit 3
        failed=0
        \(ShellSignature.head(sources))
        # usage: send NAME STATUS... (separated by |) CURL-ARGUMENT...
        send() {
            name=$1 expected=$2
            shift 2
            status=$(curl --silent --show-error --noproxy '*' --output /dev/null --write-out '%{http_code}' "$@")
            for good in $(echo "$expected" | tr '|' ' '); do
                # shellcheck disable=SC2254 # 2?? stands for all successes
                case $status in $good) echo "ok $status $name"; return ;; esac
            done
            echo "FAILED $status instead of $expected: $name"
            failed=1
        }


        """
    }
}

extension StatusPattern {
    /// As a pattern of a shell's `case`.
    fileprivate var shellPattern: String {
        switch self {
        case .code(let code): String(code)
        case .hundreds(let digit): "\(digit)??"
        }
    }
}
