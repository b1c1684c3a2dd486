import JSONText

/// The files with which a project begins.
package enum Starter {
    /// One file, below the folder of the project.
    package struct File: Sendable, Equatable {
        /// Its path.
        package let path: String
        /// Its text.
        package let text: String
    }

    /// The pipeline of GitLab.
    package static let gitlabPath = ".gitlab-ci.yml"
    /// Where the pipeline goes when the project has one of its own.
    package static let gitlabSnippetPath = ".gitlab/vodhook.yml"
    /// The first scenario.
    package static let scenarioPath = "scenarios/first.json"

    /// The providers for which there is a first scenario.
    package static let providers: [String] = ["aliyun", "volcengine", "byteplus"]

    /// All files for `provider`, one of `providers`; a project with a pipeline of its own gets a snippet to include.
    package static func files(provider: String, hasPipeline: Bool = false) -> [File] {
        [
            ("vodhook.json", "common/vodhook.json"),
            (scenarioPath, "\(provider)/first.json"),
            (".github/workflows/vodhook.yml", "common/github.yml"),
            (hasPipeline ? gitlabSnippetPath : gitlabPath, "common/gitlab.yml"),
        ].map { File(path: $0.0, text: EmbeddedFiles.text("starter/\($0.1)")) }
    }
}
