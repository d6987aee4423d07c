import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

/// Flows of networks whose hidden layers are narrower than min(d_0, d_N).
@Suite struct NarrowFlowTests {
  /// Every order of φ = 1, 2, 3.
  static let orders: [[Double]] = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]

  /// The largest ‖W_{1:N} − W_{1:N}'‖_F between the theory and the solver.
  private func distance<S: Scalar>(
    _ network: DeepLinearNetwork<S>, _ target: Matrix<S>, is form: ExactFlow<S>.Form
  ) throws -> Double {
    let flow = try ExactFlow(from: network, target: target)
    #expect(flow.form == form)
    let times = [0.0, 0.2, 1, 3, 5]
    let run = try GradientFlow().run(
      network, on: SquareLoss(target: target), until: .time(5), observing: Observation(keepsWeights: true),
      at: .at(times))
    return try zip(flow.networks(at: times), run.snapshotNetworks).map { exact, solved in
      #expect(exact.widths == network.widths)
      #expect(exact.imbalance <= 1e-9)
      return exact.endToEndMatrix.distance(to: solved.endToEndMatrix)
    }.max() ?? .infinity
  }

  private func checkIdentity<S: Scalar>(_ φ: [Double], _ widths: [Int], over field: S.Type) throws {
    let start = try IdentityInitialization(scale: 0.5).network(widths: widths, seed: 0, over: S.self)
    let target = Matrix<S>.diagonal(φ, rows: widths[widths.count - 1], columns: widths[0])
    #expect(try distance(start, target, is: .aligned) <= 1e-8, "\(S.self), \(widths), φ = \(φ)")
  }

  @Test(
    "From the identity a narrow network learns the modes that it starts with, in whatever order the target has them",
    arguments: [[3, 2, 3], [3, 1, 3], [4, 2, 2, 3], [3, 2, 2, 2, 3]])
  func identity(widths: [Int]) throws {
    for φ in Self.orders {
      try checkIdentity(φ, widths, over: Double.self)
      try checkIdentity(φ, widths, over: Complex<Double>.self)
    }
  }

  /// A start with the target's vectors whose last mode is 0, to rounding.
  private func checkRotated<S: Scalar>(_ φ: [Double], _ widths: [Int], seed: UInt64, over field: S.Type)
    throws
  {
    func rotation(_ layer: Int) throws -> Matrix<S> {
      try .haar(3, stream: RandomStream(seed: seed, purpose: .rotation, layer: layer))
    }
    let (u, v, depth) = (try rotation(1), try rotation(2), widths.count - 1)
    let roots = [0.4, 0.3].map { Double.pow($0, 1 / Double(depth)) }
    var layers = (1...depth).map { Matrix<S>.diagonal(roots, rows: widths[$0], columns: widths[$0 - 1]) }
    layers[0] = layers[0] * v.adjoint
    layers[depth - 1] = u * layers[depth - 1]
    let target = u * .diagonal(φ) * v.adjoint
    #expect(
      try distance(DeepLinearNetwork(layers: layers), target, is: .aligned) <= 1e-8,
      "\(S.self), \(widths), φ = \(φ), seed \(seed)")
  }

  @Test(
    "So does one whose singular vectors are no axes, with wider layers beside the narrow one",
    arguments: [[3, 2, 3], [3, 2, 4, 3], [3, 3, 2, 3, 3]])
  func rotated(widths: [Int]) throws {
    for seed in TestSeed.cases(3) {
      for φ in Self.orders {
        try checkRotated(φ, widths, seed: seed, over: Double.self)
        try checkRotated(φ, widths, seed: seed, over: Complex<Double>.self)
      }
    }
  }

  private func checkOthers<S: Scalar>(over field: S.Type) throws {
    for seed in TestSeed.cases(3) {
      var draw = Draw(seed)
      let target: Matrix<S> = draw.matrix(3, 3)
      for (widths, form) in [([3, 2, 3], ExactFlow<S>.Form.twoLayers), ([3, 2, 2, 3], .numerical)] {
        let start = try IdentityInitialization(scale: 0.5).network(widths: widths, seed: 0, over: S.self)
        #expect(try distance(start, target, is: form) <= 1e-8, "\(S.self), \(widths), seed \(seed)")
      }
    }
  }

  @Test("Narrow networks that are not aligned have their flow too, in both fields")
  func others() throws {
    try checkOthers(over: Double.self)
    try checkOthers(over: Complex<Double>.self)
  }

  private func checkRefusal<S: Scalar>(over field: S.Type) throws {
    for widths in [[3, 2, 3], [4, 3, 1, 2]] {
      let start = try IdentityInitialization(scale: 0.5).network(widths: widths, seed: 0, over: S.self)
      let target = Matrix<S>(rows: widths[widths.count - 1], columns: widths[0])
      let narrowest = try #require(widths.min())
      let needed = min(widths[0], widths[widths.count - 1])
      #expect(throws: FlowError.narrow(hiddenWidth: narrowest, needed: needed)) {
        try EndToEndFlow().run(start, on: SquareLoss(target: target), until: .time(1))
      }
    }
  }

  @Test("The end-to-end flow refuses hidden layers that are too narrow, and says what to do")
  func refusal() throws {
    try checkRefusal(over: Double.self)
    try checkRefusal(over: Complex<Double>.self)
    #expect(
      FlowError.narrow(hiddenWidth: 2, needed: 3).description
        == "end-to-end flow: the narrowest hidden width is 2 but min(d_0, d_N) is 3; expected every hidden width to be at least 3, "
        + "or a gradient flow")
  }
}
