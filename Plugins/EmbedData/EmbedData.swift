import Foundation
import PackagePlugin

/// Compiles every file under a target's `Data` folder into the binary, so that the binary works when moved.
///
/// The commit that VODHOOK_COMMIT names is compiled in as well; it has a file of its own, so that a new commit alone
/// does not compile the data again.
@main
struct EmbedData: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Data")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }
            .filter { !$0.hasDirectoryPath && !$0.lastPathComponent.hasPrefix(".") }
            .sorted { $0.path() < $1.path() } ?? []
        let tool = try context.tool(named: "EmbedDataTool").url
        let data = context.pluginWorkDirectoryURL.appending(path: "EmbeddedData.swift")
        let build = context.pluginWorkDirectoryURL.appending(path: "EmbeddedBuild.swift")
        let commit = ProcessInfo.processInfo.environment["VODHOOK_COMMIT"] ?? ""
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) data files",
                executable: tool,
                arguments: [folder.path(percentEncoded: false), data.path(percentEncoded: false)],
                inputFiles: files,
                outputFiles: [data]
            ),
            .buildCommand(
                displayName: "Embedding the commit",
                executable: tool,
                arguments: ["--commit", commit, build.path(percentEncoded: false)],
                inputFiles: [],
                outputFiles: [build]
            ),
        ]
    }
}
