/// What is known of the build of this binary.
public enum ToolBuild {
    /// The commit that it was built from; nil when the build was not told.
    public static var commit: String? { EmbeddedBuild.commit }
}
