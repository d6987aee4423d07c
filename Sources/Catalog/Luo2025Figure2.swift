extension CatalogEntry {
  /// Luo et al. (2025), Figure 2: as Figure 1 with distinct singular values.
  static let luo2025Figure2 = CatalogEntry(
    id: "luo2025-figure-2",
    summary: "Luo et al. (2025), Fig. 2: the same for a target with distinct singular values",
    specification: """
      # As luo2025-figure-1, towards a diagonal target with distinct values.
      name: luo2025-figure-2
      network: {depth: 4, width: 3}
      target:
        diagonal: [2.0, 1.0, 0.5]
      initialization:
        balanced-gaussian: {deviation: 0.4}
      dynamics:
        gradient-descent: {step-size: 0.01}
      stop: {max-time: 400}
      observe:
        snapshots: {every: 50}
        thresholds: [1e-12]
      seeds: {first: 0, count: 64}
      sweep:
        zip:
          - network.field: [real, real, complex]
            initialization.determinant: [positive, negative, any]
      """,
    quick: ["seeds.count=8", "observe.snapshots.every=100"],
    flow: FlowVersion(
      changes: ["dynamics={gradient-flow: {}}", "observe.snapshots={every: 0.5}"], quick: ["seeds.count=8"]),
    figures: {
      try balancedSingularValues(
        $0, name: "luo2025-figure-2", target: "diag(2, 1, ½)", hasEqualValues: false)
    })
}
