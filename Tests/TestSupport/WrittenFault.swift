import JSONText
package import VodHookPlan

extension Fault {
    /// The fault that a scenario writes with `word`; throws when there is no such word.
    package static func written(_ word: String, _ given: (inout FaultParameters) -> Void = { _ in }) throws
        -> Fault
    {
        guard let known = FaultWord.named(word) else { throw UnknownWord(word: word) }
        var parameters = FaultParameters()
        given(&parameters)
        return Fault(known, parameters, at: SourcePosition(file: "a", line: 1, column: 1))
    }

    package struct UnknownWord: Error {
        let word: String
    }
}
