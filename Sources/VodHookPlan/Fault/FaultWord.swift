import JSONText

/// A word of scenario files for a fault, with all that is known of it without its being applied.
package struct FaultWord: Sendable {
    /// The word: `stale-signature`.
    package let text: String
    /// One sentence for people.
    package let about: String
    /// The parameters it takes.
    package let parameters: [Parameter]
    /// The fault with these parameters, and defaults in place of the others.
    package let kind: @Sendable (FaultParameters) -> Fault.Kind

    init(
        _ text: String, _ parameters: [Parameter], about: String,
        kind: @escaping @Sendable (FaultParameters) -> Fault.Kind
    ) {
        self.text = text
        self.parameters = parameters
        self.about = parameters.reduce(about) { about, parameter in
            parameter.usual.map { about.replacing("{\(parameter.key.rawValue)}", with: $0) } ?? about
        }
        self.kind = kind
    }

    /// A parameter of a word.
    package struct Parameter: Sendable {
        /// The key in the scenario file.
        package let key: FaultParameters.Key
        /// The default as people read it; nil when it depends on the body.
        package let usual: String?
        /// What it may be beyond what the file format says.
        let limit: Limit
        /// What the body must have when it is given.
        let demand: Demand?
    }

    /// What a parameter may be beyond what the file format says.
    enum Limit: Sendable {
        case none
        /// Not zero, where the format allows it.
        case positive
        case charset
    }

    /// What a body must have, or the fault would do nothing to it.
    enum Demand: Sendable {
        /// The path selects something.
        case value
        /// The path selects an array.
        case array
        /// The path selects something, or a member that can be added.
        case member
        /// The body has more bytes than these.
        case moreBytes
    }

    /// The groups of words, in the order of the reference page.
    package enum Group: String, Sendable, CaseIterable {
        case order, signature, body, http

        /// The words of the group.
        package var words: [FaultWord] {
            switch self {
            case .order: OrderFault.words
            case .signature: SignatureFault.words
            case .body: BodyFault.words
            case .http: WireFault.words
            }
        }
    }

    /// All words, in the order of the reference page.
    package static let all = Group.allCases.flatMap(\.words)

    /// The word that is written so; nil when there is none.
    package static func named(_ text: String) -> FaultWord? { all.first { $0.text.hasSameBytes(as: text) } }
}
