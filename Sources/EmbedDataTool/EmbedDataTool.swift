import Foundation

/// Writes one Swift file that holds every file of a folder as a raw string literal, in path order.
///
/// Arguments: the folder, the file to write. String literals compile much faster than byte arrays.
@main
struct EmbedDataTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            throw Failure(description: "usage: EmbedDataTool FOLDER OUTPUT")
        }
        let folder = URL(filePath: arguments[1], directoryHint: .isDirectory)
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
        source += "    ]\n}\n"
        try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
