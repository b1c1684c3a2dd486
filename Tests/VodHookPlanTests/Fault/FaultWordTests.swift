@testable import JSONText
import TestSupport
import Testing
@testable import VodHookPlan

@Suite struct FaultWordTests {
    @Test func `no word stands for two faults`() {
        let words = FaultWord.all.map(\.text)
        #expect(Set(words).count == words.count)
    }

    @Test(arguments: FaultWord.Group.allCases)
    func `every word is of the group it stands in`(_ group: FaultWord.Group) {
        for word in group.words {
            let made: FaultWord.Group =
                switch word.kind(FaultParameters()) {
                case .order: .order
                case .signature: .signature
                case .body: .body
                case .wire: .http
                }
            #expect(made == group, "\(word.text)")
        }
    }

    @Test(arguments: FaultWord.all.map(\.text))
    func `a word takes its parameters, and each makes another fault of it`(_ text: String) throws {
        let word = try #require(FaultWord.named(text))
        let plain = "\(word.kind(FaultParameters()))"
        for parameter in word.parameters {
            var given = FaultParameters()
            switch parameter.key {
            case .bytes: given.bytes = 7
            case .bytesPerSecond: given.bytesPerSecond = 7
            case .by: given.by = .seconds(7)
            case .value: given.value = "iso-8859-1"
            case .path: given.path = try JSONPath("$.a")
            }
            #expect("\(word.kind(given))" != plain, "\(parameter.key)")
            let fault = try Fault.written(text) { $0 = given }
            #expect(fault.json.members.map(\.key) == ["fault", parameter.key.rawValue])
        }
        // What a word does not take changes nothing.
        var others = FaultParameters()
        let taken = word.parameters.map(\.key)
        if !taken.contains(.bytes) { others.bytes = 7 }
        if !taken.contains(.bytesPerSecond) { others.bytesPerSecond = 7 }
        if !taken.contains(.by) { others.by = .seconds(7) }
        if !taken.contains(.value) { others.value = "iso-8859-1" }
        if !taken.contains(.path) { others.path = try JSONPath("$.a") }
        #expect("\(word.kind(others))" == plain)
    }

    @Test(arguments: FaultWord.all.map(\.text))
    func `its sentence has the defaults in place of their names`(_ text: String) throws {
        let word = try #require(FaultWord.named(text))
        #expect(!word.about.contains("{") && !word.about.contains("}"), "\(word.about)")
    }

    @Test func `only what was given is written`() throws {
        #expect(try Fault.written("delay").json.members.map(\.key) == ["fault"])
        // The default, when it was given, is written too.
        let given = try Fault.written("overlap") {
            $0.by = .milliseconds(10)
            $0.bytes = 3
        }
        #expect(JSONWriter.text(of: .object(given.json)) == #"{"fault":"overlap","bytes":3,"by":"10ms"}"#)
    }
}
