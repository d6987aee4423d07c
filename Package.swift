// swift-tools-version: 6.1
import PackageDescription

// Arrows point down only; scripts/check reads this file and refuses any other order.
let package = Package(
  name: "DeepLinear",
  products: [
    .executable(name: "deeplinear", targets: ["Command"]),
    .library(name: "DeepLinear", targets: ["DeepLinear"]),
    .library(name: "DeepLinearFlow", targets: ["DeepLinearFlow"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .executableTarget(
      name: "Command",
      dependencies: [
        "Catalog", "Plotting", "Experiments", "RunArchive", "SpecLanguage", "Figures", "DeepLinear",
        "LinearAlgebra",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "Catalog", dependencies: ["Experiments", "Plotting", "RunArchive", "SpecLanguage", "Figures"]),
    .target(
      name: "Plotting",
      dependencies: [
        "Experiments", "RunArchive", "SpecLanguage", "Figures", "DeepLinear", "DeepLinearFlow",
        "LinearAlgebra",
      ]),
    .target(
      name: "Experiments",
      dependencies: [
        "RunArchive", "SpecLanguage", "DeepLinear", "DeepLinearFlow", "LinearAlgebra", "Figures",
      ]),
    .target(
      name: "RunArchive",
      dependencies: [
        "SpecLanguage", "CNetCDF", "CCrypto", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(name: "SpecLanguage", dependencies: [.product(name: "Yams", package: "Yams")]),
    .target(name: "Figures", resources: [.embedInCode("panel.py"), .embedInCode("render.py")]),
    .target(name: "DeepLinearFlow", dependencies: ["DeepLinear", "LinearAlgebra", "CSundials"]),
    .target(name: "DeepLinear", dependencies: ["LinearAlgebra", "CKernels"]),
    .target(
      name: "LinearAlgebra",
      dependencies: [
        "CLinAlg",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ]),

    .target(name: "CKernels"),
    .systemLibrary(
      name: "CLinAlg", pkgConfig: "openblas", providers: [.apt(["libopenblas-pthread-dev"])]),
    // Has no pkg-config file: its module map names the libraries.
    .systemLibrary(name: "CSundials", providers: [.apt(["libsundials-dev"])]),
    .systemLibrary(name: "CNetCDF", pkgConfig: "netcdf", providers: [.apt(["libnetcdf-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

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
    .testTarget(name: "FiguresTests", dependencies: ["Figures"]),
    .testTarget(name: "SpecLanguageTests", dependencies: ["SpecLanguage"]),
    .target(
      name: "_ArchiveSupport", dependencies: ["RunArchive", "SpecLanguage"], path: "Tests/_ArchiveSupport"),
    .testTarget(name: "RunArchiveTests", dependencies: ["RunArchive", "_ArchiveSupport"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "DeepLinearFlow", "_TestSupport", "_ArchiveSupport", "_ExperimentSupport",
      ]),
    .target(
      name: "_ExperimentSupport", dependencies: ["Experiments", "SpecLanguage"],
      path: "Tests/_ExperimentSupport"),
    // What tests import they name, as an incremental build looks at nothing else.
    .testTarget(
      name: "PlottingTests", dependencies: ["Plotting", "Experiments", "RunArchive", "_ArchiveSupport"]),
    .testTarget(
      name: "CatalogTests",
      dependencies: ["Catalog", "Experiments", "RunArchive", "_ArchiveSupport", "_ExperimentSupport"]),
    .testTarget(
      name: "CommandTests", dependencies: ["Command", "_TestSupport"], resources: [.copy("Goldens")]),
  ],
  swiftLanguageModes: [.v6]
)
