// swift-tools-version: 6.1
import PackageDescription

/// From the tested version to the next major one; the tested one alone where scripts/environment.sh says so (Decisions/0017).
func versions(from tested: Version) -> Range<Version> {
  let next = Version(tested.major, tested.minor, tested.patch + 1)
  let pinned = Context.environment["DEEPLINEAR_TESTED_VERSIONS"] == "1"
  return tested..<(pinned ? next : Version(tested.major + 1, 0, 0))
}

/// What only the executable needs; `traits: []` leaves it out (Decisions/0017).
let forCommand = TargetDependencyCondition.when(traits: ["CommandLineTool"])

// Arrows point down only; scripts/check reads this file and refuses any other order.
let package = Package(
  name: "DeepLinear",
  products: [
    .executable(name: "deeplinear", targets: ["Command"]),
    .library(name: "DeepLinear", targets: ["DeepLinear"]),
    .library(name: "DeepLinearFlow", targets: ["DeepLinearFlow"]),
    .library(name: "DeepLinearTheory", targets: ["DeepLinearTheory"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
  ],
  traits: [
    .trait(name: "CommandLineTool", description: "The executable deeplinear and the packages that it needs."),
    .default(enabledTraits: ["CommandLineTool"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", versions(from: "1.8.2")),
    .package(url: "https://github.com/apple/swift-numerics", versions(from: "1.1.1")),
    .package(url: "https://github.com/jpsim/Yams", versions(from: "6.2.2")),
    .package(url: "https://github.com/groue/GRDB.swift", versions(from: "7.10.0")),
  ],
  targets: [
    .executableTarget(
      name: "Command",
      dependencies: [
        "Catalog", "Plotting", "Experiments", "RunArchive", "DataSets", "SpecLanguage", "Figures",
        "DeepLinearTheory", "DeepLinear", "LinearAlgebra", "CStart",
        .product(name: "ArgumentParser", package: "swift-argument-parser", condition: forCommand),
      ]),
    .target(
      name: "Catalog",
      dependencies: [
        "Experiments", "Plotting", "RunArchive", "DataSets", "SpecLanguage", "Figures", "DeepLinearTheory",
        "DeepLinear", "DeepLinearFlow", "ReluNetworks", "LinearAlgebra", "Statistics",
      ]),
    .target(name: "Plotting", dependencies: ["RunArchive", "SpecLanguage", "Figures", "Statistics"]),
    .target(
      name: "Experiments",
      dependencies: [
        "RunArchive", "DataSets", "SpecLanguage", "DeepLinear", "DeepLinearFlow", "DeepLinearTheory",
        "LinearAlgebra", "Statistics",
      ]),
    .target(
      name: "RunArchive",
      dependencies: [
        "SpecLanguage", "Hashing", "CNetCDF", "CZip",
        .product(name: "GRDB", package: "GRDB.swift", condition: forCommand),
        .product(name: "GRDBSQLite", package: "GRDB.swift", condition: forCommand),
      ]),
    .target(
      name: "SpecLanguage", dependencies: [.product(name: "Yams", package: "Yams", condition: forCommand)]),
    .target(
      name: "Figures",
      resources: ["style", "texts", "panel", "axes", "legend", "render"].map { .embedInCode("\($0).py") }),
    .target(
      name: "DeepLinearTheory", dependencies: ["DeepLinear", "LinearAlgebra", "Statistics", "CArb"]),
    .target(name: "ReluNetworks", dependencies: ["DeepLinear", "DataSets", "LinearAlgebra"]),
    .target(name: "DeepLinearFlow", dependencies: ["DeepLinear", "LinearAlgebra", "CSundials"]),
    .target(name: "DeepLinear", dependencies: ["LinearAlgebra", "CKernels"]),
    .target(
      name: "LinearAlgebra",
      dependencies: [
        "CKernels", "CLinAlg",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ]),

    .target(name: "DataSets", dependencies: ["LinearAlgebra", "SpecLanguage", "Hashing", "CZlib", "CCSV"]),
    .target(name: "Hashing", dependencies: ["CCrypto"]),
    .target(name: "Statistics", dependencies: ["CArb"]),

    .target(name: "CStart"),
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CLinAlg", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
    // Has no pkg-config file: its module map names the libraries.
    .systemLibrary(name: "CSundials", providers: [.apt(["libsundials-dev"])]),
    // Nor have these: balls in the sense of interval arithmetic, and what they stand on.
    .systemLibrary(name: "CArb", providers: [.apt(["libflint-arb-dev", "libflint-dev"])]),
    .systemLibrary(name: "CNetCDF", pkgConfig: "netcdf", providers: [.apt(["libnetcdf-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

    .target(
      name: "_TestSupport", dependencies: ["DeepLinear", "LinearAlgebra"], path: "Tests/_TestSupport"),
    .testTarget(
      name: "CKernelsTests", dependencies: ["CKernels", "LinearAlgebra", "_TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "_TestSupport"],
      resources: [.copy("Fixtures")]),
    .target(name: "_MallocCounter", path: "Tests/_MallocCounter"),
    .testTarget(
      name: "DeepLinearTests", dependencies: ["DeepLinear", "_TestSupport", "_MallocCounter"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DeepLinearFlowTests", dependencies: ["DeepLinearFlow", "_TestSupport", "_MallocCounter"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ReluNetworksTests",
      dependencies: ["ReluNetworks", "DeepLinear", "LinearAlgebra", "_TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DeepLinearTheoryTests",
      dependencies: ["DeepLinearTheory", "DeepLinearFlow", "Statistics", "_TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "CArb"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DataSetsTests",
      dependencies: [
        "DataSets", "DeepLinear", "LinearAlgebra", "SpecLanguage", "CZlib", "_TestSupport", "_ArchiveSupport",
        "_MallocCounter",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "SpecLanguageTests", dependencies: ["SpecLanguage"]),
    .target(
      name: "_ArchiveSupport", dependencies: ["RunArchive", "SpecLanguage"], path: "Tests/_ArchiveSupport"),
    .testTarget(name: "RunArchiveTests", dependencies: ["RunArchive", "_ArchiveSupport"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "DataSets", "DeepLinearFlow", "_TestSupport", "_ArchiveSupport", "_ExperimentSupport",
      ]),
    .target(
      name: "_ExperimentSupport", dependencies: ["Experiments", "SpecLanguage"],
      path: "Tests/_ExperimentSupport"),
    // What tests import they name, as an incremental build looks at nothing else.
    .testTarget(
      name: "PlottingTests", dependencies: ["Plotting", "Experiments", "RunArchive", "_ArchiveSupport"]),
    .testTarget(
      name: "CatalogTests",
      dependencies: [
        "Catalog", "DataSets", "Experiments", "RunArchive", "_ArchiveSupport", "_ExperimentSupport",
        "_TestSupport",
      ]),
    .testTarget(
      name: "CommandTests", dependencies: ["Command", "_TestSupport"], resources: [.copy("Goldens")]),
  ],
  swiftLanguageModes: [.v6]
)
