import DeepLinear
import DeepLinearFlow
import LinearAlgebra

/// How far gradient descent is from the flow that begins at the same weights, on the clock t = η·k:
/// (Σ_j ‖W_j(k) − W_j^flow(η·k)‖_F²)^½ at each snapshot.
///
/// No observable of a snapshot, as it needs the whole flow; composed here of two runs.
enum FlowDistance {
  static let variable = VariableDescription(
    name: SpecKey.flowDistance.replacing("-", with: "_"), dimensions: [],
    longName: "distance of the weights to the gradient flow at the same time", units: "1",
    source: "Notation §3.8")

  /// The distances at the snapshots of `run`, of gradient descent, which has kept its weights.
  ///
  /// The flow is that of all layers at the default tolerances, with the penalty where there is one.
  ///
  /// - Returns: one number a snapshot; NaN from where the flow could not be followed.
  static func values<S: Scalar>(
    of run: Run<S>, on objective: Objective<S>, isInterrupted: @escaping @Sendable () -> Bool
  ) throws -> [Double] {
    guard let end = run.times.last else { return [] }
    let flow = try GradientFlow().run(
      run.initialNetwork, on: objective, until: .time(end),
      watching: Observation(keepsWeights: true, isInterrupted: isInterrupted), at: .at(run.times))
    let networks = Dictionary(zip(flow.times, flow.snapshotNetworks)) { first, _ in first }
    return zip(run.times, run.snapshotNetworks).map { time, network in
      guard let other = networks[time] else { return .nan }
      let square = zip(network.layers, other.layers).reduce(0.0) { sum, layers in
        let difference = layers.0 - layers.1
        return sum + difference.realInner(difference)
      }
      return square.squareRoot()
    }
  }
}
