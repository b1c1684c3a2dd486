// The way in: `vodhook load`. Here: flags, one scenario, its load, reports, exit code.
// Goes on in: VodHookLoad/Measure/LoadPlan.swift and CurlTransport/Load/LoadEngine.swift.

import ArgumentParser
import CurlTransport
import VodHookLoad
import VodHookPlan

/// Offers the traffic of many uploads and measures what the receiver makes of it.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Offer open-loop load with the vendor's retries, and check thresholds.",
        discussion: """
            Every media of the scenario becomes many uploads with ids of their own; each plays its life cycle with the \
            vendor's gaps and repetitions. Requests are sent at their due times, whatever the receiver does. The scenario may say \
            under "load" how much is offered and what must hold; flags override it.

              vodhook load scenarios/aliyun/success.json --rate 500/s --duration 30s
              vodhook load my.json --target http://127.0.0.1:8080/callback --stages 30s:100/s,2m:1000/s \\
                  --threshold "p99 < 50ms" --threshold "lost == 0"
              vodhook load my.json --find-limit --threshold "p99 < 50ms" --threshold "lost == 0"
              vodhook load scenarios/load/upload.json --audit --report html=load.html
              vodhook load my.json --target http://10.0.0.7/cb --rate 20000/s --segment 1/4 --report json=1.json
              vodhook report 1.json 2.json 3.json 4.json
            """)

    @Argument(
        help: ArgumentHelp("A scenario file.", valueName: "scenario"), completion: .file(extensions: ["json"])
    )
    var scenario: String

    @OptionGroup(title: "Load") var load: LoadOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Chance and time") var seeds: SeedOptions
    @OptionGroup(title: "Chance and time") var identities: IdentityOptions
    @OptionGroup(title: "Reports") var reports: LoadReportOptions

    func validate() throws { try load.check() }

    func run() async throws {
        try reports.reports.checkPlaces()
        let inputs = try Inputs(
            paths: [scenario], options: seeds, target: target.spec, project: try Inputs.project(),
            salt: identities.salt())
        guard inputs.items.count == 1, let item = inputs.items.first else {
            throw Failure.flag("load takes one scenario; \(scenario) holds \(inputs.items.count)")
        }
        let session = LoadSession(
            load: load, speed: try seeds.effectiveSpeed(), reports: reports)
        do {
            let outcome = try await Interrupt.cancelling { try await session.run(item) }
            try LoadReports.write(outcome, reports)
        } catch let error as LoadError {
            throw Failure.flag(error.description)
        } catch let error as LoadObstacle {
            throw Failure.cannotWork(error.description)
        } catch let error as CurlEngineError {
            throw Failure.cannotWork(error.description)
        }
    }
}
