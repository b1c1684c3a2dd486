import ArgumentParser

/// Flags of commands that would do nothing in one way of calling them, and are refused there.
///
/// `all` is the one place that knows them.
struct IdleFlags: Sendable {
    /// The commands.
    let commands: [String]
    /// The way of calling them.
    let when: CallCondition
    /// The flags by their long names.
    let flags: [String]
    /// Why they do nothing, as half a sentence.
    let because: String
    /// What to do, as the other half, with `FLAG` for the flag; nil when the first half says it.
    let remedy: String?

    init(
        _ commands: [String], _ when: CallCondition, _ flags: [String], because: String,
        remedy: String? = "leave out FLAG"
    ) {
        self.commands = commands
        self.when = when
        self.flags = flags
        self.because = because
        self.remedy = remedy
    }

    /// The refusal of `flag` in words.
    func sentence(_ flag: String) -> String {
        [because, remedy].compactMap(\.self).joined(separator: "; ").replacing("FLAG", with: flag)
    }

    /// The first flag of a call that would do nothing, in words; nil when each does something.
    static func complaint(_ call: GivenFlags, _ inputs: Set<InputCondition> = []) -> String? {
        for row in all where row.commands.contains(call.command) && row.when.holds(call, inputs) {
            if let flag = row.flags.first(where: call.has) { return row.sentence(flag) }
        }
        return nil
    }

    /// Why a call fails that gives a flag of other commands; nil when that is not the reason.
    static func whyUnknown(_ call: GivenFlags, _ message: String) -> String? {
        for row in missing where row.commands.contains(call.command) {
            if let flag = row.flags.first(where: { call.has($0) && message.contains("option '\($0)'") }) {
                return "vodhook \(call.command) has no \(flag): \(row.because); leave it out"
            }
        }
        return nil
    }

    /// Refuses what the flags alone show to do nothing.
    static func check() throws {
        if let complaint = complaint(.ofProcess) { throw ValidationError(complaint) }
    }

    /// Refuses what does nothing with these inputs.
    static func check(_ inputs: Set<InputCondition>) throws {
        if let complaint = complaint(.ofProcess, inputs) { throw Failure.flag(complaint) }
    }
}
