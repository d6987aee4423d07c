import DeepLinear

/// A flow of a network's weights, with what the run loop wants to know at a point of it.
class NetworkSystem<S: Scalar>: FlowSystem {
  let objective: Objective<S>
  private let saddle: SaddleWatch<S>?
  /// What is looked for, in the order of the root functions; those found are no longer computed.
  var watches: [FlowWatch] = []

  init(blockSizes: [Int], objective: Objective<S>, target: TargetSpectrum<S>, shape: NetworkShape) {
    self.objective = objective
    saddle = SaddleWatch(shape, target: target)
    let widths = shape.widths.map { Double($0) }
    let entries = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    super.init(
      blockSizes: blockSizes, operations: 6 * entries * widths[0] * (S.isComplex ? 4 : 1))
  }

  /// Moves to y and returns ℓ and r there.
  func place(at y: UnsafePointer<Double>) -> Evaluation { fatalError("a flow without a state") }

  /// The weights at the last `place(at:)`; nil where they are not finite.
  func network() -> DeepLinearNetwork<S>? { fatalError("a flow without a network") }

  /// The same as they stand in memory; nil where they do not.
  var layers: MatrixStack<S>? { nil }

  /// ∇L at the last `place(at:)`.
  func gradient() -> [Matrix<S>] { fatalError("a flow without a gradient") }

  override final var rootCount: Int { watches.count }

  override final func computeRoots(at y: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {
    let value = place(at: y)
    for (i, watch) in watches.enumerated() {
      switch watch.condition {
      case _ where watch.isFound: values[i] = 1
      case .lossBelow(let bound): values[i] = value.loss - bound
      case .penaltyBelow(let bound): values[i] = value.penalty - bound
      case .saddleEscaped: values[i] = saddle?.distance(layers, network) ?? 1
      }
    }
  }

  override final func forget() { saddle?.forget() }

  /// The watches that hold at y already.
  final func holding(at y: UnsafePointer<Double>) -> [Int] {
    var values = [Double](repeating: 1, count: watches.count)
    values.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { computeRoots(at: y, into: base) }
    }
    return values.indices.filter { !watches[$0].isFound && values[$0] < 0 }
  }
}

/// A condition along a flow, and whether it was met.
struct FlowWatch {
  /// Each is a function that falls through zero.
  enum Condition: Equatable {
    case lossBelow(Double)
    case penaltyBelow(Double)
    case saddleEscaped
  }

  let condition: Condition
  /// The first time at which it held.
  var time: Double?
  var isFound: Bool { time != nil }

  init(_ condition: Condition) { self.condition = condition }
}
