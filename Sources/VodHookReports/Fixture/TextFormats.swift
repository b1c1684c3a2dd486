import JSONText
import VodHookCatalogue
import VodHookPlan

/// The formats that are text with one part per request, and bodies in files of their own.
enum TextFormats {
    // MARK: HTTP clients of editors

    static func http() -> TextExport {
        TextExport(FixtureFormat.http.mainFile) { fixture in
            let request = fixture.request
            let headers = request.headers.map { "\($0.name): \($0.value)\n" }.joined()
            return """
                ### \(SafeText.line(fixture.title))
                \(request.method) \(request.url)
                \(headers)
                < ./\(fixture.bodyPath)


                """
        }
    }

    // MARK: curl

    static func curl() -> TextExport {
        TextExport(FixtureFormat.curl.mainFile, head: curlHead, tail: "exit \"$failed\"\n") { fixture in
            let words = [fixture.title, fixture.goodStatuses.map(\.shellPattern).joined(separator: "|")]
            let parts =
                ["send " + words.map { RequestText.quoted(SafeText.line($0)) }.joined(separator: " ")]
                + CurlCommand.arguments(
                    fixture.request, data: "@\(RequestText.quoted(fixture.bodyPath))",
                    timeout: fixture.request.timeout)
            return parts.joined(separator: " \\\n    ") + "\n"
        }
    }

    private static let curlHead = """
        #!/bin/sh
        # Sends every request once, in order, byte for byte: sh requests.sh
        # Exits with 1 when an answer has another status than expected.
        cd "$(dirname "$0")" || exit 3
        failed=0

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

    // MARK: Hurl

    static func hurl() -> TextExport {
        TextExport(FixtureFormat.hurl.mainFile, head: "# hurl --test requests.hurl\n\n") { fixture in
            let request = fixture.request
            var lines = ["# \(SafeText.line(fixture.title))", "\(request.method) \(hurlText(request.url))"]
            lines += request.headers.map { "\(hurlText($0.name)): \(hurlText($0.value))" }
            lines.append("file,\(fixture.bodyPath);")
            let statuses = fixture.goodStatuses
            if statuses.count == 1, case .code(let code) = statuses[0] {
                lines.append("HTTP \(code)")
            } else {
                lines += ["HTTP *", "[Asserts]", "status toString matches \"^(\(hurlPattern(statuses)))$\""]
            }
            return lines.joined(separator: "\n") + "\n\n"
        }
    }

    /// Hurl ends a value at `#`, reads `\` as an escape and `{{` as a variable.
    private static func hurlText(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("{{", with: "\\u{7b}\\u{7b}")
    }

    private static func hurlPattern(_ statuses: [StatusPattern]) -> String {
        statuses.map { pattern in
            switch pattern {
            case .code(let code): String(code)
            case .hundreds(let digit): "\(digit)[0-9][0-9]"
            }
        }.joined(separator: "|")
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
