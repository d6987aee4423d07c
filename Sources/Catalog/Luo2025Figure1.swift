extension CatalogEntry {
  /// Luo et al. (2025), Figure 1: balanced Gaussian start, Φ = I.
  static let luo2025Figure1 = CatalogEntry(
    id: "luo2025-figure-1",
    summary: "Luo et al. (2025), Fig. 1: singular values of four balanced layers, target I",
    specification: """
      # Four layers from a balanced Gaussian start towards the identity: real with either sign of the determinant, and complex.
      name: luo2025-figure-1
      network: {depth: 4, width: 3}
      target:
        identity: {scale: 1.0}
      initialization:
        balanced-gaussian: {deviation: 0.4}
      dynamics:
        gradient-descent: {step-size: 0.01}
      stop: {max-time: 150}
      observe:
        snapshots: {every: 20}
        thresholds: [1e-12]
      seeds: {first: 0, count: 64}
      sweep:
        zip:
          - network.field: [real, real, complex]
            initialization.determinant: [positive, negative, any]
      """,
    quick: ["seeds.count=8", "observe.snapshots.every=50"],
    flow: FlowVersion(
      changes: ["dynamics={gradient-flow: {}}", "observe.snapshots={every: 0.2}"], quick: ["seeds.count=8"]),
    figures: {
      try balancedSingularValues(
        $0, name: "luo2025-figure-1", target: "the identity", hasEqualValues: true)
    })
}
