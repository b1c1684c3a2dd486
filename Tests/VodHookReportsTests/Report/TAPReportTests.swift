import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct TAPReportTests {
    @Test func `the report is the one that is kept`() throws {
        try Golden.expect(TAPReport.text(HandMadeResult.mixed), is: "report.tap")
    }

    @Test func `Perl reads it and comes to the same verdicts`() throws {
        let script = """
            use TAP::Parser;
            open(my $file, "<", shift) or die;
            my $p = TAP::Parser->new({ tap => do { local $/; <$file> } });
            while (my $r = $p->next) { print "unknown: ", $r->raw, "\\n" if $r->is_unknown }
            print join(" ", $p->tests_planned, scalar $p->passed, scalar $p->failed,
                scalar $p->skipped, scalar $p->todo, $p->parse_errors), "\\n";
            """
        for row in NamedResult.all {
            let checks = row.result.scenarios.flatMap(\.reportedChecks)
            let skipped = row.result.scenarios.count(where: \.isLeftOut)
            let passed = checks.count { $0.verdict == .pass } + skipped
            let total = max(1, checks.count)
            let (code, output) = try ForeignReader.run(
                "perl", ["-e", script], on: TAPReport.text(row.result))
            #expect(code == 0)
            #expect(output == "\(total) \(passed) \(total - passed) \(skipped) 0\n", "\(row.name)")
        }
    }

    @Test func `what is named alike is told apart and what was left out is skipped`() {
        let lines = TAPReport.text(HandMadeResult.alike).split(separator: "\n").filter {
            $0.hasPrefix("ok") || $0.hasPrefix("not ok")
        }
        #expect(
            lines == [
                "ok 1 - One name (a.json): Event (movie): delivered",
                "ok 2 - One name (b.json): Event (movie): delivered",
                "not ok 3 - One name (b.json) [2]: Event (movie): delivered",
                "ok 4 - Another name: the scenario ran to its end # SKIP left out: an earlier scenario failed",
            ])
    }

    @Test func `prove passes a run that passed and fails one that did not`() throws {
        let arguments = ["--exec", "cat"]
        #expect(try ForeignReader.run("prove", arguments, on: TAPReport.text(HandMadeResult.fine)).code == 0)
        #expect(try ForeignReader.run("prove", arguments, on: TAPReport.text(HandMadeResult.mixed)).code != 0)
        #expect(try ForeignReader.run("prove", arguments, on: TAPReport.text(HandMadeResult.empty)).code != 0)
    }

    @Test func `every line is one of the protocol`() {
        var isInBlock = false
        for line in TAPReport.text(HandMadeResult.mixed).utf8.split(separator: 0x0A) {
            let line = String(decoding: line, as: UTF8.self)
            if line == "  ---" { isInBlock = true }
            let begins = ["TAP version 13", "1..", "ok ", "not ok ", "# "].contains { line.hasPrefix($0) }
            #expect(isInBlock ? line.hasPrefix("  ") : begins, "\(line)")
            if line == "  ..." { isInBlock = false }
        }
    }
}
