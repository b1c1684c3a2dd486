// swift-tools-version: 6.2
import PackageDescription

/// The floors of docs/architecture.md up to the reports, from the ground up.
let floors = [
    "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookSearch", "VodHookLoad",
    "VodHookReports",
]

/// The floors from the ground up to `top`: what stands on `top` may use them and no others.
func through(_ top: String) -> [Target.Dependency] {
    floors.prefix { $0 != top }.map { .target(name: $0) } + [.target(name: top)]
}

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
// Every unsafe use says so. CurlTransport and the command speak to C and POSIX all the time, and have only the settings.
let safe = settings + [.strictMemorySafety()]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let server: [Target.Dependency] = [
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"),
]

/// The tests of one target.
func tests(_ name: String, _ more: [Target.Dependency] = ["TestSupport"], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + more, exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "vodhook",
    products: [
        .executable(name: "vodhook", targets: ["VodHookCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .executableTarget(name: "EmbedDataTool"),
        .plugin(name: "EmbedData", capability: .buildTool(), dependencies: ["EmbedDataTool"]),
        .target(name: "JSONText", swiftSettings: safe),
        .target(
            name: "VodHookCatalogue", dependencies: through("JSONText") + [crypto], exclude: ["Data"],
            swiftSettings: safe, plugins: ["EmbedData"]),
        .target(name: "VodHookPlan", dependencies: through("VodHookCatalogue") + [heap], swiftSettings: safe),
        .target(name: "VodHookDelivery", dependencies: through("VodHookPlan") + [heap], swiftSettings: safe),
        .target(name: "VodHookSearch", dependencies: through("VodHookDelivery"), swiftSettings: safe),
        .target(
            name: "VodHookLoad",
            dependencies: through("VodHookSearch") + [
                heap, .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: safe),
        .target(
            name: "VodHookReports",
            dependencies: through("VodHookLoad") + [.product(name: "Mustache", package: "swift-mustache")],
            exclude: ["Data"], swiftSettings: safe, plugins: ["EmbedData"]),
        .target(
            name: "CurlTransport", dependencies: through("VodHookLoad") + ["CCurl", heap],
            swiftSettings: settings),
        .target(name: "HTTPServing", dependencies: server + [logging, lifecycle], swiftSettings: safe),
        .target(
            name: "ReferenceReceiver",
            dependencies: through("VodHookReports") + server + ["HTTPServing", crypto, logging, lifecycle],
            swiftSettings: safe),
        .target(
            name: "QueueServer",
            dependencies: through("VodHookReports") + server + [
                "HTTPServing", crypto, heap, logging, lifecycle,
            ],
            swiftSettings: safe),
        .executableTarget(
            name: "VodHookCommand",
            dependencies: through("VodHookReports") + [
                "CurlTransport", "HTTPServing", "ReferenceReceiver", "QueueServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: through("VodHookSearch"), path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("JSONText", []),
        tests("VodHookCatalogue", ["TestSupport", crypto]),
        tests("VodHookPlan"),
        tests("VodHookDelivery", ["TestSupport", crypto]),
        tests("VodHookSearch"),
        tests("VodHookLoad"),
        tests("VodHookReports", exclude: ["Goldens"]),
        .testTarget(
            name: "SweepTests", dependencies: ["VodHookReports", "TestSupport"], swiftSettings: settings),
        tests("CurlTransport", []),
        tests(
            "ReferenceReceiver",
            server + [
                "HTTPServing",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "QueueServer",
            server + [
                "HTTPServing", crypto, .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], exclude: ["signatures.py"]),
        .testTarget(
            name: "CommandTests", dependencies: ["VodHookCommand", crypto],
            exclude: [
                "Cases", "Support/k6", "Support/locust", "Support/postman", "Support/poor.py",
                "Support/receiver.py",
                "Support/recorder.py",
            ],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
