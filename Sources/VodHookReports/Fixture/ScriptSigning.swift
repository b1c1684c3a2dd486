/// Functions that make signatures by the recipes of `SigningRecipe.json`, in the languages of other tools.
enum ScriptSigning {
    /// `signatureHeaders` for a script that has `digests` and `bytes` (of Base64, a character for each byte).
    static let javaScript = """
        const utf8 = (text) => unescape(encodeURIComponent(text));

        // The headers of a signature made now; body is Base64.
        function signatureHeaders(sign, url, body, key, previousKey) {
          const now = Math.floor(Date.now() / 1000) + (sign.after || 0);
          const base = sign.previousPrefix === undefined ? key : previousKey || sign.previousPrefix + key;
          const values = {
            url: utf8(url), id: utf8(sign.id), key: utf8((sign.keyPrefix || '') + base),
            timestamp: sign.timestamp || String(sign.milliseconds ? now * 1000 : now),
            body: bytes(body), bodyBase64: body,
          };
          const filled = (parts) =>
            parts.map((part) => (typeof part === 'string' ? utf8(part) : values[part[0]])).join('');
          let secret = values.key;
          if (sign.digest === 'standard-webhooks') {
            secret = secret.replace(/^whsec_/, '');
            const isBase64 = secret.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(secret);
            if (isBase64) secret = bytes(secret);
          }
          const digest = sign.digest === 'md5' ? digests.md5 : digests.sha256;
          values.signature = digest(filled(sign.text), secret, sign.encoding);
          const headers = {};
          for (const header of sign.headers) {
            const value = filled(header.value);
            headers[header.name] = header.upperCase ? value.toUpperCase() : value;
          }
          return headers;
        }
        """

    /// `signature_headers`, with what it needs of Python's own modules.
    static let python = """
        KEY = os.environ.get("VODHOOK_KEY", "")
        PREVIOUS_KEY = os.environ.get("VODHOOK_PREVIOUS_KEY")


        def signature_headers(sign, body):
            \"\"\"The headers of a signature made now.\"\"\"
            now = int(time.time()) + sign.get("after", 0)
            base = KEY
            if "previousPrefix" in sign:
                base = PREVIOUS_KEY or sign["previousPrefix"] + KEY
            key = sign.get("keyPrefix", "") + base
            values = {
                "url": sign["url"].encode(),
                "id": sign["id"].encode(),
                "key": key.encode(),
                "timestamp": sign.get("timestamp", str(now * 1000 if "milliseconds" in sign else now)).encode(),
                "body": body,
                "bodyBase64": base64.b64encode(body),
            }

            def filled(parts):
                return b"".join(part.encode() if isinstance(part, str) else values[part[0]] for part in parts)

            if sign["digest"] == "md5":
                digest = hashlib.md5(filled(sign["text"])).digest()
            else:
                secret = key.encode()
                if sign["digest"] == "standard-webhooks":
                    secret = key.removeprefix("whsec_").encode()
                    try:
                        secret = base64.b64decode(secret, validate=True)
                    except ValueError:
                        pass
                digest = hmac.new(secret, filled(sign["text"]), "sha256").digest()
            hexadecimal = sign["encoding"] == "hex"
            values["signature"] = digest.hex().encode() if hexadecimal else base64.b64encode(digest)
            headers = {}
            for header in sign["headers"]:
                value = filled(header["value"]).decode()
                headers[header["name"]] = value.upper() if header.get("upperCase") else value
            return headers
        """
}
