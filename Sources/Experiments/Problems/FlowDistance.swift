import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import RunArchive
import SpecLanguage

/// How far an optimizer, with or without momentum, is from the gradient flow (dW_j/dt = −∇_{W_j} L, which has no momentum) that
/// begins at the same weights, on the clock t = η·k:
/// (Σ_j ‖W_j(k) − W_j^flow(η·k)‖_F²)^½ at each snapshot.
///
/// No observable of a snapshot, as it needs the whole flow; composed here of two runs.
package enum FlowDistance {
  package static let variable = VariableDescription(
    name: ObserveSpecification.flowDistance.replacing("-", with: "_"), dimensions: [],
    longName:
      "distance of the weights to the gradient flow (without momentum) from the same start, at t = η·k",
    units: "1",
    source: "Notation §3.8")

  /// The distances at the snapshots of `run`, of an optimizer, which has kept its weights.
  ///
  /// The flow is that of all layers, with the penalty where there is one; specs leave it at the default tolerances.
  ///
  /// - Returns: one number a snapshot; NaN from where the flow could not be followed.
  package static func values<S: Scalar>(
    of run: Run<S>, on objective: Objective<S>, to flow: GradientFlow = GradientFlow(),
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> [Double] {
    guard let end = run.times.last else { return [] }
    let other = try flow.run(
      run.initialNetwork, on: objective, until: .time(end),
      observing: Observation(keepsWeights: true, isInterrupted: isInterrupted), at: .at(run.times))
    let networks = Dictionary(zip(other.times, other.snapshotNetworks)) { first, _ in first }
    return zip(run.times, run.snapshotNetworks).map { time, network in
      guard let there = networks[time] else { return .nan }
      let square = zip(network.layers, there.layers).reduce(0.0) { sum, layers in
        let difference = layers.0 - layers.1
        return sum + difference.realInner(difference)
      }
      return square.squareRoot()
    }
  }
}
