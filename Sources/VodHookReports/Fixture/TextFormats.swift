import JSONText
import VodHookCatalogue

/// The formats that are text with one part per request, and bodies in files of their own.
enum TextFormats {
    /// For the HTTP clients of editors.
    static func http() -> TextExport {
        TextExport(FixtureFormat.http.mainFile, head: head) { fixture in
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

    private static func head(_ sources: [FixtureSource]) -> String {
        guard let note = FixtureSignatures(sources, formats: [.http]).note else { return "" }
        return "# \(note)\n\n"
    }
}
