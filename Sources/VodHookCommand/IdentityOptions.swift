import ArgumentParser

/// Which ids media have, besides what the seed says.
struct IdentityOptions: ParsableArguments {
    @Flag(help: "Ids that no run had before, for a receiver that keeps its state.")
    var fresh = false

    /// What is mixed into all ids; another one in every run with the flag, nothing without it.
    func salt() -> UInt64 { fresh ? UInt64.random(in: 1...UInt64.max) : 0 }
}
