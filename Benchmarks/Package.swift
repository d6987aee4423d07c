// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that building or using DeepLinear does not build this. `scripts/bench` does.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "DeepLinear", path: "..", traits: [])],
  targets: [
    .executableTarget(
      name: "measure",
      dependencies: [
        "CPeak", "CCounters", .product(name: "DeepLinear", package: "DeepLinear"),
        .product(name: "DeepLinearFlow", package: "DeepLinear"),
      ],
      path: "Sources/Measure"),
    .target(name: "CPeak"),
    .target(name: "CCounters"),
  ],
  swiftLanguageModes: [.v6]
)
