/// The tool's own files, compiled in.
enum EmbeddedFiles {
    /// The text of the file at `path`.
    static func text(_ path: String) -> String {
        guard let file = EmbeddedData.files.first(where: { $0.path == path }) else {
            preconditionFailure("\(path) is not embedded")
        }
        return "\(file.text)"
    }
}
