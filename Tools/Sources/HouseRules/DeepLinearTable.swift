extension Table {
  /// The tables of DeepLinear: the picture of Documentation/Decisions/0001, written out.
  public static let deepLinear = Table(
    mayUse: [
      "CStart": [],
      "CKernels": [],
      "CLinAlg": [],
      "CSundials": [],
      "CNetCDF": [],
      "CCrypto": [],
      "CZip": [],
      "CZlib": [],
      "CCSV": [],
      "CArb": [],
      "Statistics": ["CArb"],
      "Hashing": ["CCrypto"],
      "LinearAlgebra": ["CKernels", "CLinAlg", "ComplexModule"],
      "DeepLinear": ["LinearAlgebra", "CKernels"],
      "ReluNetworks": ["DeepLinear", "DataSets", "LinearAlgebra"],
      "DeepLinearFlow": ["DeepLinear", "LinearAlgebra", "CSundials"],
      "DeepLinearTheory": ["DeepLinear", "LinearAlgebra", "Statistics", "CArb"],
      "Figures": [],
      "SpecLanguage": ["Yams"],
      "DataSets": ["LinearAlgebra", "SpecLanguage", "Hashing", "CZlib", "CCSV"],
      "RunArchive": ["SpecLanguage", "Hashing", "CNetCDF", "CZip", "GRDB", "GRDBSQLite"],
      "Experiments": [
        "RunArchive", "DataSets", "SpecLanguage", "DeepLinearTheory", "DeepLinearFlow", "DeepLinear",
        "LinearAlgebra",
        "Statistics",
      ],
      "Plotting": ["RunArchive", "SpecLanguage", "Figures", "Statistics"],
      "Catalog": [
        "Experiments", "Plotting", "RunArchive", "DataSets", "SpecLanguage", "Figures", "DeepLinearTheory",
        "DeepLinearFlow", "ReluNetworks", "DeepLinear", "LinearAlgebra", "Statistics",
      ],
      "Command": [
        "Catalog", "Plotting", "Experiments", "RunArchive", "DataSets", "SpecLanguage", "Figures",
        "DeepLinearTheory", "DeepLinearFlow", "DeepLinear", "LinearAlgebra", "CStart", "ArgumentParser",
      ],
      "_TestSupport": ["DeepLinear", "LinearAlgebra"],
      "_ArchiveSupport": ["RunArchive", "SpecLanguage"],
      "_ExperimentSupport": ["Experiments", "SpecLanguage"],
      "_MallocCounter": [],
    ],
    testSupport: ["_TestSupport", "_ArchiveSupport", "_ExperimentSupport", "_MallocCounter"],
    shared: ["CArb"],
    folders: [
      "LinearAlgebra": ["", "Matrix", "Decompositions", "Random"],
      "DataSets": ["", "Reduction"],
      "DeepLinear": [
        "Network", "Initialization", "Objectives", "Observables", "Training", "Optimizers", "Kernels",
        "Narrow", "Lockstep",
      ],
      "DeepLinearTheory": ["Balls", "Starts", "Certificates", "Arora2019", "Luo2025", ""],
      "DeepLinearFlow": ["Solver", "Systems", "Running", "Flows", "ClosedForms"],
      "Experiments": [
        "Specification", "Variants", "Schema", "Sweep", "Problems", "Cost", "Running", "Checking",
      ],
    ],
    foreignMembers: [
      "append", "contains", "count", "description", "filter", "first", "index", "indices", "insert",
      "isEmpty", "keys",
      "last", "map", "max", "min", "name", "remove", "removeLast", "reserveCapacity", "rounded", "sort",
      "sorted", "split",
      "start", "values",
    ],
    longestFile: 300,
    // Stands alone, so that it can be read and kept as one file.
    longerFiles: ["scripts/verify_certificate.py": 400],
    longestFunction: 80,
    streamsFile: "StandardStreams.swift",
    registrations: [
      Registration("variant", in: "Sources/Experiments/Variants/", .key, registry: "Registry.swift"),
      Registration(
        "observable", in: "Sources/DeepLinear/Observables/", .call("Observable", label: nil),
        registry: "/Registry.swift"),
      Registration(
        "catalog entry", in: "Sources/Catalog/", .call("CatalogEntry", label: "id"),
        registry: "/CatalogEntry.swift"),
    ],
    chosenProtocols: ["TrainingMethod", "Initialization", "Loss"],
    namePermissions: [
      NamePermission(
        "Sources/Catalog/FlowTheory.swift", ["SquareLoss"],
        because:
          "closed forms are known of the square loss alone, which is what a spec without a loss's key has"),
      NamePermission(
        "Sources/Plotting/Overview.swift", ["imbalance"],
        because: "an overview leaves out what is 0 by definition at depth 1"),
      NamePermission(
        "Sources/RunArchive/TrajectoryLayout.swift", ["loss"],
        because: "the attribute that states the factor ½ has this name"),
      NamePermission(
        "Sources/RunArchive/Provenance.swift", ["data", "files"],
        because: "keys of provenance.json: where numbers come from, whatever the target"),
      NamePermission(
        "Sources/Command/Interruption.swift", ["data"], because: "a command, not the target of this name"),
      NamePermission(
        "Sources/Command/DataReport.swift", ["singular-values", "files"],
        because: "keys of the JSON object that describes a data set"),
      NamePermission(
        "Sources/SpecLanguage/SpecKey.swift", ["file"], because: "a kind of text, not the target of this name"
      ),
      NamePermission(
        "Sources/Command/Forecast.swift", ["files"], because: "a number of files, not the initialization"),
    ])
}
