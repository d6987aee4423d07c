import DeepLinear

/// A flow of a network's weights as a system dy/dt = f(y), with the quantities that the integrator needs at a point of it.
class NetworkSystem<S: Scalar>: FlowSystem {
  let objective: Objective<S>
  /// The condition of saddle avoidance; nil where its end is not to be located.
  var saddle: SaddleEvent<S>?
  /// The events to be located, in the order of the root functions; those found are no longer computed.
  var events: [EventCondition] = []

  init(blockSizes: [Int], objective: Objective<S>, shape: NetworkShape) {
    self.objective = objective
    super.init(blockSizes: blockSizes, operations: shape.gradientOperations(columns: shape.widths[0]))
  }

  /// Sets the weights to y and returns ℓ and r there.
  func setState(_ y: UnsafePointer<Double>) -> Evaluation { fatalError("a flow without a state") }

  /// The weights at the last `setState`; nil where they are not finite.
  func network() -> DeepLinearNetwork<S>? { fatalError("a flow without a network") }

  /// The same in memory; nil where the system has other unknowns.
  var layers: MatrixStackView<S>? { nil }

  /// ∇L at the last `setState`.
  func gradient() -> [Matrix<S>] { fatalError("a flow without a gradient") }

  override final var rootCount: Int { events.count }

  override final func computeRoots(at y: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {
    let value = setState(y)
    for (i, event) in events.enumerated() {
      switch event.kind {
      case _ where event.isFound: values[i] = 1
      case .lossBelow(let bound): values[i] = value.loss - bound
      case .penaltyBelow(let bound): values[i] = value.penalty - bound
      case .saddleEscaped: values[i] = isSaddleRead ? saddle?.distance(layers, network) ?? 1 : 1
      }
    }
  }

  /// Whether alignment is over, so that the bound of saddle avoidance means something.
  final var isSaddleRead: Bool {
    for event in events {
      if case .penaltyBelow = event.kind, !event.isFound { return false }
    }
    return true
  }

  /// Whether σ_min(H) has reached its bound at y.
  final func isPastSaddle(_ y: UnsafePointer<Double>) -> Bool {
    _ = setState(y)
    return saddle.map { $0.distance(layers, network) <= 0 } ?? false
  }

  /// Whether σ_min(H) is below its bound again at y; see `SaddleEvent`.
  final func isBackAtSaddle(_ y: UnsafePointer<Double>, isThorough: Bool) -> Bool {
    _ = setState(y)
    return saddle?.isBelow(layers, network, isThorough: isThorough) ?? false
  }

  override final func forget() { saddle?.forget() }

  /// The events whose conditions hold at y already.
  final func holding(at y: UnsafePointer<Double>) -> [Int] {
    var values = [Double](repeating: 1, count: events.count)
    values.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { computeRoots(at: y, into: base) }
    }
    return values.indices.filter { !events[$0].isFound && values[$0] < 0 }
  }
}

/// A condition along a flow whose time is located, and that time.
struct EventCondition {
  /// Each is a function that falls through zero.
  enum Kind: Equatable {
    case lossBelow(Double)
    case penaltyBelow(Double)
    case saddleEscaped
  }

  let kind: Kind
  /// The first time at which it held.
  var time: Double?
  var isFound: Bool { time != nil }

  init(_ kind: Kind) { self.kind = kind }
}
