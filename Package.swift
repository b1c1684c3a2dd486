// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "vodhook",
    products: [
        .executable(name: "vodhook", targets: ["VodHookCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
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
                .product(name: "Hummingbird", package: "hummingbird"),
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
        .testTarget(name: "VodHookKitTests", dependencies: ["VodHookKit"], exclude: ["Goldens"]),
        .testTarget(name: "SweepTests", dependencies: ["VodHookKit"]),
        .testTarget(name: "CurlTransportTests", dependencies: ["CurlTransport", "VodHookKit"]),
        .testTarget(
            name: "ReferenceReceiverTests",
            dependencies: [
                "ReferenceReceiver", "VodHookKit",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
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
