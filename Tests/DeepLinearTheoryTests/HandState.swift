import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// A state of a run that is made by hand, to be shown to a monitor: what it says need not be what its layers have.
struct HandState<S: Scalar> {
  var layers: [Matrix<S>]
  var target: Matrix<S>
  var step = 0
  var time = 0.0
  /// ℓ; that of the layers where it is nil.
  var loss: Double?
  /// r.
  var penalty = 0.0
  /// ∇_{W_1} L … ∇_{W_N} L.
  var gradient: [Matrix<S>] = []

  var network: DeepLinearNetwork<S> { get throws { try DeepLinearNetwork(layers: layers) } }
  /// ‖W_{1:N} − Φ‖_F.
  var residual: Double { get throws { try (network.endToEndMatrix - target).frobeniusNorm } }

  func snapshot() throws -> Snapshot<S> {
    let distance = try residual
    let value = Evaluation(loss: loss ?? 0.5 * distance * distance, penalty: penalty)
    return Snapshot(
      network: try network, step: step, time: time, value: value, gradient: { gradient },
      objective: Objective(SquareLoss(target: target)), target: try TargetSpectrum(target))
  }

  /// The examination of a start with these layers.
  func examination(_ statement: any Statement.Type, _ setting: Setting) throws -> Examination<S> {
    try #require(StartExaminer(try network, target: target, setting: setting).examine(statement))
  }
}

/// What numbers computed from a state may be off by: the bounds in the comments of Sources, for one state.
struct Allowance<S: Scalar> {
  let state: HandState<S>
  let unit = 0x1p-53

  /// Of W_{1:N}: γ_K ∏_j ‖W_j‖_F, K the additions and products on the longest way, and two for each layer.
  var product: Double {
    get throws {
      let hidden = try state.network.widths.dropFirst().dropLast()
      let real = hidden.reduce(2) { $0 + $1 + 2 }
      let count = S.isComplex ? 4 * real : real
      return 1.01 * Double(count) * unit * state.layers.map(\.frobeniusNorm).reduce(1, *)
    }
  }

  /// Of ‖W_{1:N} − Φ‖_F.
  var residual: Double {
    get throws {
      let entries = state.target.rows * state.target.columns
      return try product + Double((S.isComplex ? 4 : 2) * entries + 8) * unit * state.residual
    }
  }

  /// Of σ_k(W_{1:N}).
  var singularValue: Double {
    get throws {
      let most = Double(try #require(try state.network.widths.max()))
      let largest = try state.network.endToEndMatrix.spectralNorm()
      return try product + 64 * most * unit * largest
    }
  }

  /// Of ½‖W_{1:N} − Φ‖_F².
  var loss: Double { get throws { try residual * (state.residual + residual) } }
}

extension Examination {
  /// A promise after these states were shown.
  func shown(
    _ name: String, _ states: [HandState<S>],
    end: RunEnd = RunEnd(outcome: .exhausted, steps: 1, time: 1, loss: 1)
  ) throws -> Item {
    let promise = try #require(promises.first { $0.item.name == name }, "no promise \(name)")
    guard case .everyStep(let make) = promise.judgement else {
      Issue.record("\(name) is not judged step by step")
      return promise.item
    }
    let monitor = make()
    for state in states { monitor.see(try state.snapshot()) }
    return monitor.item(end)
  }
}

/// Whether a number is another one but for the rounding of doubles.
func isClose(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let found else { return false }
  return abs(found - expected) <= tolerance * abs(expected)
}
