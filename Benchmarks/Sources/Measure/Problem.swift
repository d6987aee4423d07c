import DeepLinear

/// The problem that all programs of the benchmark solve: N layers, square unless widths are given, Φ = I, the balance penalty, gradient
/// descent from the shared start.
struct Problem {
  var d = 5
  /// N.
  var depth = 4
  var isComplex = false
  /// a.
  var strength = 1.0
  var seeds = 512
  var threads = 1
  /// d_0 … d_N.
  var widths: [Int] = []

  /// η; the rivals have the same.
  static let stepSize = 0.005

  /// - Throws: `Request.Misunderstood`.
  init(_ request: Request) throws {
    d = try request.number("d", atLeast: 1, or: d) ?? d
    depth = try request.number("depth", atLeast: 1, or: depth) ?? depth
    isComplex = try request.word("field", of: ["real", "complex"]) == "complex"
    strength = try request.number("a", atLeast: 0, or: strength) ?? strength
    seeds = try request.number("seeds", atLeast: 1, or: seeds) ?? seeds
    threads = try request.number("threads", atLeast: 1, or: threads) ?? threads
    widths = try request.widths() ?? Array(repeating: d, count: depth + 1)
    depth = widths.count - 1
  }

  /// Floating-point operations that a step of one seed needs: 2d³ a product, four times that over the complex numbers, for the
  /// 3(N − 1) products of the loss and, with a > 0, as many of the penalty, symmetric halves counted once.
  var operations: Double {
    let products = Double((strength > 0 ? 6 : 3) * (depth - 1))
    return products * 2 * Double(d * d * d) * (isComplex ? 4 : 1)
  }

  /// Σ d_j d_{j−1}.
  var weights: Int { zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } }

  /// L.
  func objective<S: Scalar>() -> Objective<S> {
    let target = Matrix<S>.diagonal(
      Array(repeating: 1, count: min(widths[0], widths[depth])), rows: widths[depth], columns: widths[0])
    return SquareLoss(target: target) + BalancePenalty(strength: strength)
  }

  /// Takes `steps` steps of every seed on the engine that the library chooses, without observing anything in between.
  ///
  /// - Returns: the mean square of all final weights.
  func run(steps: Int) throws -> Double {
    isComplex ? try run(steps, over: Complex<Double>.self) : try run(steps, over: Double.self)
  }

  private func run<S: Scalar>(_ steps: Int, over field: S.Type) throws -> Double {
    let ensemble = Ensemble<S>(
      widths: widths, initialization: SharedStart(), objective: objective(),
      method: GradientDescent(stepSize: Self.stepSize), until: .steps(steps),
      observing: Observation(schedule: .at([])))
    let runs = try ensemble.runs(seeds: 0..<UInt64(seeds), threads: threads)
    let sum = runs.reduce(0.0) { sum, run in
      sum + run.finalNetwork.layers.reduce(0) { $0 + $1.frobeniusNorm * $1.frobeniusNorm }
    }
    return sum / Double(seeds * weights)
  }
}

/// Entries that every program can make to the bit, without a logarithm or a sine: 32 mixed bits of the entry's number, scaled to
/// (−0.17, 0.17), a deviation of about 0.1.
///
/// The numbers of the entries rise from 0 seed by seed, layer by layer and row by row; an imaginary part has the number 2³¹ higher.
struct SharedStart: Initialization {
  func network<S: Scalar>(widths: [Int], seed: UInt64, over field: S.Type) throws -> DeepLinearNetwork<S> {
    let shapes = zip(widths.dropFirst(), widths)
    var first = Int(seed) * shapes.reduce(0) { $0 + $1.0 * $1.1 }
    return try DeepLinearNetwork(
      layers: shapes.map { rows, columns in
        defer { first += rows * columns }
        return Matrix(rows: rows, columns: columns) { i, j in
          let number = first + i * columns + j
          return S(real: Self.entry(number), imaginary: Self.entry(number + 1 << 31))
        }
      })
  }

  static func entry(_ number: Int) -> Double {
    var bits = UInt64(number) &* 2_654_435_761 & 0xffff_ffff
    bits = (bits ^ bits >> 15) &* 2_246_822_519 & 0xffff_ffff
    bits ^= bits >> 13
    return 0.34 * (Double(bits) * 0x1p-32 - 0.5)
  }
}
