import JSONText
import VodHookCatalogue
import VodHookDelivery

/// What Postman runs before it sends a request: it signs it, or skips it when its signature is too old.
enum PostmanScript {
    /// The lines; none when the request has no signature.
    static func lines(for fixture: FixtureRequest, fixedTime: Int64?) -> [String] {
        if let fixedTime { return refusing(fixedTime) }
        guard let recipe = fixture.recipe else { return [] }
        let sign = JSONWriter.text(of: recipe.json(sent: recipe.body))
        let base64 = recipe.scheme.coversBody ? Base64.encode(recipe.body) : ""
        let text = """
            const CryptoJS = require('crypto-js');
            const key = pm.variables.get('VODHOOK_KEY');
            if (!key) throw new Error('set the variable VODHOOK_KEY to the key: requests are signed when they are sent');
            const bytes = (base64) => atob(base64);
            const words = (text) => CryptoJS.enc.Latin1.parse(text);
            const written = (digest, encoding) =>
              digest.toString(encoding === 'hex' ? CryptoJS.enc.Hex : CryptoJS.enc.Base64);
            const digests = {
              md5: (text, key, encoding) => written(CryptoJS.MD5(words(text)), encoding),
              sha256: (text, key, encoding) => written(CryptoJS.HmacSHA256(words(text), words(key)), encoding),
            };
            \(ScriptSigning.javaScript)
            const sign = \(sign);
            const headers = signatureHeaders(
              sign, sign.url, '\(base64)', key, pm.variables.get('VODHOOK_PREVIOUS_KEY'));
            for (const name of Object.keys(headers)) pm.request.headers.upsert({ key: name, value: headers[name] });
            """
        return text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }

    private static func refusing(_ signedAt: Int64) -> [String] {
        [
            "if (Math.abs(Date.now() / 1000 - \(signedAt)) > \(FixtureSignatures.window)) {",
            "  throw new Error('the signatures are too old: write the fixtures anew, without --signed-at');",
            "}",
        ]
    }
}
