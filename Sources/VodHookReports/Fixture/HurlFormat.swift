import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// A file for Hurl, which cannot sign, and a shell script that runs it with signatures made now.
enum HurlFormat {
    /// The script that signs.
    static let scriptFile = "hurl.sh"

    /// The requests; headers that are made when they are sent are variables.
    static func requests() -> TextExport {
        TextExport(FixtureFormat.hurl.mainFile, head: head) { fixture in
            let request = fixture.request
            var lines = ["# \(SafeText.line(fixture.title))", "\(request.method) \(text(request.url))"]
            lines += fixture.fixedHeaders.map { "\(text($0.name)): \(text($0.value))" }
            if let recipe = fixture.recipe {
                lines.insert("# signed for \(SafeText.line(recipe.url))", at: 1)
            }
            lines += (fixture.recipe?.headers ?? []).enumerated().map { place, header in
                "\(text(header.name)): {{\(variable(fixture, place))}}"
            }
            lines.append("file,\(fixture.bodyPath);")
            let statuses = fixture.goodStatuses
            if statuses.count == 1, case .code(let code) = statuses[0] {
                lines.append("HTTP \(code)")
            } else {
                lines += ["HTTP *", "[Asserts]", "status toString matches \"^(\(pattern(statuses)))$\""]
            }
            return lines.joined(separator: "\n") + "\n\n"
        }
    }

    /// Makes the variables and runs Hurl.
    static func script() -> TextExport {
        TextExport(scriptFile, head: scriptHead, tail: scriptTail) { fixture in
            guard let signature = ShellSignature(fixture) else { return "" }
            let lines = signature.headers.enumerated().map { place, header in
                "printf '%s=\"%s\"\\n' \(variable(fixture, place)) \(header.value) >> \"$variables\"\n"
            }
            return signature.lines + lines.joined()
        }
    }

    private static func variable(_ fixture: FixtureRequest, _ place: Int) -> String {
        "signed_\(fixture.number)_\(place + 1)"
    }

    private static func head(_ sources: [FixtureSource]) -> String {
        if FixtureSignatures.fixedTime(sources) != nil {
            return
                "# hurl --test requests.hurl\n# The signatures are of a fixed time; sh hurl.sh refuses when it has passed.\n\n"
        }
        return sources.contains(where: \.isSigned)
            ? "# VODHOOK_KEY=... sh hurl.sh signs and runs hurl --test requests.hurl\n\n"
            : "# hurl --test requests.hurl\n\n"
    }

    private static func scriptHead(_ sources: [FixtureSource]) -> String {
        """
        #!/bin/sh
        # Signs every request and runs Hurl with its own arguments: sh \(scriptFile) --verbose
        cd "$(dirname "$0")" || exit 3
        \(ShellSignature.head(sources))
        variables=$(mktemp) || exit 3
        trap 'rm -f "$variables"' EXIT


        """
    }

    private static let scriptTail = """

        hurl --test --variables-file "$variables" "$@" \(FixtureFormat.hurl.mainFile)

        """

    /// Hurl ends a value at `#`, reads `\` as an escape and `{{` as a variable.
    private static func text(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("{{", with: "\\u{7b}\\u{7b}")
    }

    private static func pattern(_ statuses: [StatusPattern]) -> String {
        statuses.map { pattern in
            switch pattern {
            case .code(let code): String(code)
            case .hundreds(let digit): "\(digit)[0-9][0-9]"
            }
        }.joined(separator: "|")
    }
}
