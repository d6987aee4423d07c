// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that building or using DeepLinear does not build this. `scripts/house-rules` and
// `scripts/mutate` do.
let package = Package(
  name: "Tools",
  dependencies: [.package(url: "https://github.com/swiftlang/swift-syntax", exact: "603.0.1")],
  targets: [
    .executableTarget(name: "house-rules", dependencies: ["HouseRules"]),
    .target(
      name: "HouseRules",
      dependencies: [
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ]),
    .testTarget(name: "HouseRulesTests", dependencies: ["HouseRules"]),
    .executableTarget(name: "mutants", dependencies: ["Mutation"]),
    .target(
      name: "Mutation",
      dependencies: [
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ]),
    .testTarget(name: "MutationTests", dependencies: ["Mutation"]),
  ],
  swiftLanguageModes: [.v6]
)
