import JSONText
import VodHookCatalogue
import VodHookDelivery

/// The signature of one request as lines of a POSIX shell, which make it when they are run.
struct ShellSignature {
    /// Sets `timestamp` and `signature`; ends with a line break.
    let lines: String
    /// A word of the shell for each header.
    let headers: [(name: String, value: String)]

    /// Nil when nothing is signed when it is sent.
    init?(_ fixture: FixtureRequest) {
        guard let recipe = fixture.recipe else { return nil }
        let scheme = recipe.scheme
        let isBodyInFile = recipe.body == fixture.request.body
        // Words that follow each other are printed at once.
        var commands: [String] = []
        var words = ""
        func flush() {
            if !words.isEmpty { commands.append("printf %s \(words)") }
            words = ""
        }
        for part in SignatureScheme.parts(scheme.text) {
            switch part {
            case .literal(let text): words += RequestText.quoted(text)
            case .name("body"):
                flush()
                commands.append(
                    isBodyInFile
                        ? "cat \(RequestText.quoted(fixture.bodyPath))"
                        : "printf %s \(Base64.encode(recipe.body)) | openssl base64 -d -A")
            case .name("bodyBase64") where isBodyInFile:
                flush()
                commands.append("base64 < \(RequestText.quoted(fixture.bodyPath)) | tr -d '\\n'")
            case .name(let name): words += Self.word(name, recipe)
            }
        }
        flush()
        let text = commands.isEmpty ? "printf ''" : commands.joined(separator: "; ")
        let key = scheme.digest == .md5 ? "" : " \(Self.key(recipe))"
        lines = """
            timestamp=\(Self.time(recipe.time))
            signature=$({ \(text); } | digest \(scheme.digest.rawValue) \(scheme.encoding.rawValue)\(key))

            """
        headers = recipe.headers.map { header in
            let isUpper = recipe.upperCased.contains(header.name)
            let words = SignatureScheme.parts(header.value).map { part -> String in
                switch part {
                case .literal(let text): RequestText.quoted(isUpper ? text.uppercased() : text)
                case .name(let name):
                    isUpper ? "\"$(printf %s \(Self.word(name, recipe)) | upper)\"" : Self.word(name, recipe)
                }
            }
            return (header.name, words.joined())
        }
    }

    /// What stands for a name, quoted.
    private static func word(_ name: String, _ recipe: SigningRecipe) -> String {
        switch name {
        case "url": RequestText.quoted(recipe.url)
        case "id": RequestText.quoted(recipe.id)
        case "key": key(recipe)
        case "body": RequestText.quoted(String(decoding: recipe.body, as: UTF8.self))
        case "bodyBase64": RequestText.quoted(Base64.encode(recipe.body))
        // The variables of the shell: timestamp and signature.
        default: "\"$\(name)\""
        }
    }

    private static func key(_ recipe: SigningRecipe) -> String {
        let prefix = recipe.keyPrefix.isEmpty ? "" : RequestText.quoted(recipe.keyPrefix)
        guard let previous = recipe.previousPrefix else { return "\(prefix)\"$VODHOOK_KEY\"" }
        return "\(prefix)\"${VODHOOK_PREVIOUS_KEY:-\(previous)$VODHOOK_KEY}\""
    }

    private static func time(_ time: SigningRecipe.Time) -> String {
        switch time {
        case .after(0): "$(date +%s)"
        case .after(let seconds):
            "$(($(date +%s) \(seconds < 0 ? "-" : "+") \(seconds.magnitude)))"
        case .milliseconds: "$(date +%s)000"
        case .text(let text): RequestText.quoted(text)
        }
    }

    /// What stands at the beginning of a script: functions and checks for signatures; empty when nothing is signed.
    static func head(_ sources: [FixtureSource]) -> String {
        if let signedAt = FixtureSignatures.fixedTime(sources) {
            return """

                # The signatures are of a fixed time, and receivers refuse them later.
                age=$(($(date +%s) - \(signedAt)))
                if [ "${age#-}" -gt \(FixtureSignatures.window) ]; then
                    echo "signed $age s ago, and receivers refuse that after \(FixtureSignatures.window) s:" >&2
                    echo "write the fixtures anew; without --signed-at requests are signed when they are sent" >&2
                    exit 3
                fi

                """
        }
        if !sources.contains(where: \.isSigned) { return "" }
        return signing
    }

    private static let signing = """

        # Every request is signed when it is sent, with the key in VODHOOK_KEY; the one before a rotation is in
        # VODHOOK_PREVIOUS_KEY.
        if [ -z "${VODHOOK_KEY:-}" ]; then
            echo "set VODHOOK_KEY to the key: requests are signed when they are sent" >&2
            exit 3
        fi
        hex() { od -An -vtx1 | tr -d ' \\n'; }
        upper() { tr '[:lower:]' '[:upper:]'; }

        # usage: digest md5|hmac-sha256|standard-webhooks hex|base64 [KEY]; reads what is signed
        digest() {
            if [ "$1 $2" = 'md5 hex' ] && command -v md5sum > /dev/null; then
                md5sum | cut -c 1-32
                return
            fi
            command -v openssl > /dev/null || echo "this signature needs openssl" >&2
            encode=$2
            case $1 in
            md5) set -- -md5 ;;
            hmac-sha256) set -- -sha256 -mac HMAC -macopt "hexkey:$(printf %s "$3" | hex)" ;;
            *)
                secret=${3#whsec_}
                bytes=$(printf %s "$secret" | openssl base64 -d -A 2> /dev/null | hex)
                set -- -sha256 -mac HMAC -macopt "hexkey:${bytes:-$(printf %s "$secret" | hex)}" ;;
            esac
            if [ "$encode" = hex ]; then
                openssl dgst "$@" -binary | hex
            else
                openssl dgst "$@" -binary | openssl base64 -A
            fi
        }

        """
}
