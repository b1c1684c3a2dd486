// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
// Every unsafe use says so. CurlTransport and the command speak to C and POSIX all the time, and have only the settings.
let safe = settings + [.strictMemorySafety()]
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "vodhook",
    products: [
        .executable(name: "vodhook", targets: ["VodHookCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
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
        // The floors, from the ground up: each target imports only what stands above it in this list.
        .target(name: "JSONText", swiftSettings: safe),
        .target(
            name: "VodHookCatalogue", dependencies: ["JSONText", crypto], exclude: ["Data"],
            swiftSettings: safe, plugins: ["EmbedData"]
        ),
        .target(
            name: "VodHookPlan", dependencies: ["JSONText", "VodHookCatalogue"], swiftSettings: safe),
        .target(
            name: "VodHookDelivery", dependencies: ["JSONText", "VodHookCatalogue", "VodHookPlan"],
            swiftSettings: safe
        ),
        .target(
            name: "VodHookSearch",
            dependencies: ["JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery"],
            swiftSettings: safe
        ),
        .target(
            name: "VodHookLoad",
            dependencies: [
                "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookSearch",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: safe
        ),
        .target(
            name: "VodHookReports",
            dependencies: [
                "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookSearch",
                "VodHookLoad",
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Data"], swiftSettings: safe, plugins: ["EmbedData"]
        ),
        .target(
            name: "CurlTransport",
            dependencies: [
                "CCurl", "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookLoad",
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ReferenceReceiver",
            dependencies: [
                "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookReports", crypto,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "VodHookCommand",
            dependencies: [
                "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookSearch",
                "VodHookLoad",
                "VodHookReports", "CurlTransport", "ReferenceReceiver",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        // What the tests of several floors share.
        .target(
            name: "TestSupport",
            dependencies: [
                "JSONText", "VodHookCatalogue", "VodHookPlan", "VodHookDelivery", "VodHookSearch",
            ],
            path: "Tests/TestSupport", swiftSettings: settings
        ),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: settings),
        .testTarget(
            name: "VodHookCatalogueTests", dependencies: ["VodHookCatalogue", "TestSupport", crypto],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VodHookPlanTests", dependencies: ["VodHookPlan", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "VodHookDeliveryTests", dependencies: ["VodHookDelivery", "TestSupport", crypto],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VodHookSearchTests", dependencies: ["VodHookSearch", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VodHookLoadTests", dependencies: ["VodHookLoad", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "VodHookReportsTests", dependencies: ["VodHookReports", "TestSupport"],
            exclude: ["Goldens"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SweepTests", dependencies: ["VodHookLoad", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "CurlTransportTests", dependencies: ["CurlTransport"], swiftSettings: settings),
        .testTarget(
            name: "ReferenceReceiverTests",
            dependencies: [
                "ReferenceReceiver",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandTests", dependencies: ["VodHookCommand", crypto],
            exclude: ["Cases", "Support/k6", "Support/receiver.py", "Support/recorder.py"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
