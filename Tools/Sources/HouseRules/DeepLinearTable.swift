extension Table {
  /// The tables of DeepLinear: the picture of Documentation/Decisions/0001, written out.
  public static let deepLinear = Table(
    mayUse: [
      "CKernels": [],
      "CLinAlg": [],
      "CXSMM": [],
      "CSundials": [],
      "CArb": [],
      "CNetCDF": [],
      "CCrypto": [],
      "CZlib": [],
      "LinearAlgebra": ["CKernels", "CLinAlg", "CXSMM", "ComplexModule", "RealModule", "Numerics"],
      "DeepLinear": ["LinearAlgebra", "CKernels", "CXSMM", "ComplexModule", "RealModule", "Numerics"],
      "DeepLinearTheory": ["DeepLinear", "LinearAlgebra", "CArb", "ComplexModule"],
      "DeepLinearFlow": ["DeepLinear", "LinearAlgebra", "CSundials", "ComplexModule"],
      "DataSets": ["DeepLinear", "LinearAlgebra", "CZlib", "ComplexModule"],
      "Figures": [],
      "Experiments": [
        "DeepLinearTheory", "DeepLinearFlow", "DataSets", "Figures", "DeepLinear", "LinearAlgebra",
        "CNetCDF", "CCrypto", "Yams", "GRDB", "ComplexModule",
      ],
      "Dashboard": ["Experiments", "Figures", "DeepLinear", "LinearAlgebra", "FlyingFox"],
      "Command": [
        "Experiments", "Dashboard", "Figures", "DeepLinearTheory", "DeepLinearFlow", "DataSets",
        "DeepLinear", "LinearAlgebra", "ArgumentParser",
      ],
      "_TestSupport": ["DeepLinear", "LinearAlgebra", "ComplexModule"],
      "_MallocCounter": [],
    ],
    testSupport: ["_TestSupport", "_MallocCounter"],
    shared: ["CKernels", "CXSMM", "ComplexModule", "RealModule", "Numerics"],
    folders: [
      "LinearAlgebra": ["", "Matrix", "Decompositions", "Random"],
      "DeepLinear": ["Network", "Initialization", "Objectives", "Dynamics", "Ensembles", "Observables"],
      "DeepLinearFlow": ["Solver", "Systems", "Running", "Flows", "ClosedForms"],
      // Store before Running: the loop writes into the store, and the store knows no loop. Inspection reads what
      // Running left, and the catalog's entries draw with it.
      "Experiments": ["Specification", "Sweep", "Store", "Running", "Inspection", "Cluster", "Catalog"],
    ],
    foreignMembers: [
      "append", "contains", "count", "description", "filter", "first", "index", "indices", "insert",
      "isEmpty", "keys",
      "last", "map", "max", "min", "name", "remove", "removeLast", "reserveCapacity", "rounded", "sort",
      "sorted", "split",
      "start", "values",
    ],
    longestFile: 300,
    longestFunction: 80,
    streamsFile: "StandardStreams.swift")
}
