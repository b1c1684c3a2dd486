import Foundation

/// Writes one Swift file that holds every file of a folder as a raw string literal, in path order, or the commit.
///
/// Arguments: the folder and the file to write, or `--commit`, the commit (empty when unknown) and the file to write.
/// String literals compile much faster than byte arrays.
@main
struct EmbedDataTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        let source: String
        if arguments.count == 4, arguments[1] == "--commit" {
            source = try build(commit: arguments[2])
        } else if arguments.count == 3 {
            source = try data(in: arguments[1])
        } else {
            throw Failure(description: "usage: EmbedDataTool FOLDER OUTPUT | --commit COMMIT OUTPUT")
        }
        try source.write(toFile: arguments[arguments.count - 1], atomically: true, encoding: .utf8)
    }

    private static func data(in path: String) throws -> String {
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        let root = folder.standardizedFileURL.path(percentEncoded: false)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
        var source = """
            // Generated at build time from the Data folder. Do not edit.
            enum EmbeddedData {
                static let files: [(path: String, text: StaticString)] = [

            """
        for path in paths {
            var isDirectory: ObjCBool = false
            let full = root + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            let text = try String(contentsOfFile: full, encoding: .utf8)
            guard !text.utf8.contains(13), !text.contains("\"\"\"##") else {
                throw Failure(description: "\(path): carriage returns and \"\"\"## cannot be embedded")
            }
            source += "(\"\(path)\", ##\"\"\"\n\(text)\n\"\"\"##),\n"
        }
        return source + "    ]\n}\n"
    }

    private static func build(commit: String) throws -> String {
        guard commit.utf8.allSatisfy({ Set("0123456789abcdef".utf8).contains($0) }) else {
            throw Failure(description: "VODHOOK_COMMIT is not the hexadecimal id of a commit: \(commit)")
        }
        return """
            // Generated at build time. Do not edit.
            enum EmbeddedBuild {
                static let commit: String? = \(commit.isEmpty ? "nil" : "\"\(commit)\"")
            }

            """
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
