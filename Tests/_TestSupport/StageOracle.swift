public import DeepLinear
public import LinearAlgebra

/// The stages of a run whose weights are known at dense points, from their definitions, by none of the library's code for stages.
public struct StageOracle {
  /// Whether each condition holds at each point: ℓ < ½σ², r < 10⁻³r(0), σ_min(H) ≥ 2^{1−1/N} σ^{1/N}.
  public let isEscaped: [Bool]
  public let isAligned: [Bool]
  public let isPastSaddle: [Bool]

  /// - Parameters:
  ///   - a: the strength of the penalty.
  ///   - isBalanced: whether the start is, so that it is aligned at once.
  public init<S: Scalar>(
    _ networks: [DeepLinearNetwork<S>], target: Matrix<S>, a: Double, isBalanced: Bool
  ) throws {
    let svd = try target.svd()
    let σ = svd.values[svd.values.count - 1]
    isEscaped = networks.map { network in
      let distance = (network.endToEndMatrix - target).frobeniusNorm
      return distance * distance / 2 < σ * σ / 2
    }
    let penalties = networks.map { network in
      let w = network.layers
      return a / 4
        * zip(w, w.dropFirst()).reduce(0) { sum, pair in
          let Δ = pair.0 * pair.0.adjoint - pair.1.adjoint * pair.1
          return sum + Δ.realInner(Δ)
        }
    }
    let aligned = penalties.map { isBalanced || $0 < penalties[0] / 1000 }
    isAligned = aligned
    isPastSaddle = try zip(networks, aligned).map { network, isAligned in
      let (w, depth) = (network.layers, network.depth)
      guard isAligned, depth % 2 == 0 else { return false }
      let first = w[..<(depth / 2)].reduce(svd.v) { $1 * $0 }
      let second = w[(depth / 2)...].reversed().reduce(svd.u) { $1.adjoint * $0 }
      let sum = try w[1..<(depth / 2)].reversed().reduce(first + second) { try $1.solve($0) }
      let bound = 2 * Double.pow(σ / 2, 1 / Double(depth))
      return try sum.singularValues().last ?? 0 >= bound
    }
  }

  /// The first point at which a condition holds.
  public static func first(_ holds: [Bool]) -> Int? { holds.firstIndex(of: true) }

  /// The first point from which on a condition holds; nil where it does not hold at the last.
  public static func lasting(_ holds: [Bool]) -> Int? {
    let next = (holds.lastIndex(of: false) ?? -1) + 1
    return next < holds.count ? next : nil
  }
}
