/// What is known of the build of this binary.
package enum ToolBuild {
    /// The commit that it was built from; nil when the build was not told.
    package static var commit: String? { EmbeddedBuild.commit }
}
