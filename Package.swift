// swift-tools-version: 6.2
import PackageDescription

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
        .target(
            name: "VodHookKit",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Data"],
            plugins: ["EmbedData"]
        ),
        .target(name: "CurlTransport", dependencies: ["CCurl", "VodHookKit"]),
        .target(
            name: "ReferenceReceiver",
            dependencies: [
                "VodHookKit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .executableTarget(
            name: "VodHookCommand",
            dependencies: [
                "VodHookKit", "CurlTransport", "ReferenceReceiver",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ]
        ),
        .testTarget(
            name: "VodHookKitTests",
            dependencies: ["VodHookKit", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Goldens"]
        ),
        .testTarget(name: "SweepTests", dependencies: ["VodHookKit"]),
        .testTarget(name: "CurlTransportTests", dependencies: ["CurlTransport", "VodHookKit"]),
        .testTarget(
            name: "ReferenceReceiverTests",
            dependencies: [
                "ReferenceReceiver", "VodHookKit",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "VodHookCommand", "VodHookKit", "CurlTransport", "ReferenceReceiver",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Cases", "Support/k6", "Support/receiver.py", "Support/recorder.py"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
