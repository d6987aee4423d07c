/// What computations on a network of this shape take: the one model behind intervals, block sizes and estimates.
///
/// Some of these numbers decide where a run reports, saves its state or begins a solver anew, and so enter bits: their formulas are
/// not to be changed.
extension NetworkShape {
  /// d_j·d_{j−1} for j = 1 … N.
  package var layerSizes: [Double] { zip(widths, widths.dropFirst()).map { Double($0) * Double($1) } }

  /// Σ_j d_j·d_{j−1}, the number of weights.
  package var weightCount: Double { layerSizes.reduce(0, +) }

  /// The real numbers of all weights: two each over the complex numbers.
  package var numberCount: Double { weightCount * (isComplex ? 2 : 1) }

  /// The factor by which multiplications over this field take longer than over the real numbers.
  package var fieldFactor: Double { isComplex ? 4 : 1 }

  /// About how many floating-point operations a gradient takes whose products have matrices of so many columns, forwards,
  /// backwards and for each layer.
  package func gradientOperations(columns: Int) -> Double { 6 * weightCount * Double(columns) * fieldFactor }

  /// What a step takes, roughly, in multiplications, with a constant for what does not depend on the widths: three products of d_0
  /// columns for every layer but the first, or, where it is more, moving all weights through memory some times. For estimates of
  /// time alone.
  package var stepWork: Double {
    let products = 3 * Double(widths[0]) * layerSizes.dropFirst().reduce(0, +) * fieldFactor
    return max(products, 10 * numberCount) + 100
  }

  /// Multiplications of a snapshot's decompositions, but for a factor that all widths share.
  package var decompositionWork: Double {
    let layers = zip(layerSizes, zip(widths, widths.dropFirst())).reduce(0.0) { sum, layer in
      sum + layer.0 * Double(min(layer.1.0, layer.1.1))
    }
    let ends = Double(widths[0]) * Double(widths[depth]) * Double(rank)
    return (layers + 4 * ends) * fieldFactor
  }
}
