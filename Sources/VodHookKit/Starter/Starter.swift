/// The files with which a project begins.
public enum Starter {
    /// One file, below the folder of the project.
    public struct File: Sendable, Equatable {
        /// Its path.
        public let path: String
        /// Its text.
        public let text: String
    }

    /// The pipeline of GitLab.
    public static let gitlabPath = ".gitlab-ci.yml"
    /// Where the pipeline goes when the project has one of its own.
    public static let gitlabSnippetPath = ".gitlab/vodhook.yml"
    /// The first scenario.
    public static let scenarioPath = "scenarios/first.json"

    /// The providers for which there is a first scenario.
    public static let providers: [String] = ["aliyun", "volcengine", "byteplus"]

    /// All files for `provider`, one of `providers`; a project with a pipeline of its own gets a snippet to include.
    public static func files(provider: String, hasPipeline: Bool = false) -> [File] {
        [
            ("vodhook.json", "common/vodhook.json"),
            (scenarioPath, "\(provider)/first.json"),
            (".github/workflows/vodhook.yml", "common/github.yml"),
            (hasPipeline ? gitlabSnippetPath : gitlabPath, "common/gitlab.yml"),
        ].map { File(path: $0.0, text: EmbeddedFiles.text("starter/\($0.1)")) }
    }
}
