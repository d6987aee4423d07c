internal import DeepLinear

/// How far a state that a solver shows may be from the exact flow, by the run's own tolerance τ.
///
/// `FlowAccuracy` in DeepLinearFlow solves so that no step is farther than 10⁻³ τ ‖W_j‖_F from the flow of the state before by the solver's own
/// estimate, and all states together stay within 100 τ of the exact flow wherever that does not magnify errors by more than about a
/// thousand. Estimates being estimates, a step is allowed τ, a thousand times as much. Other rules than a flow are allowed nothing.
enum FlowAllowance {
  /// Of one step from the exact flow of the state before: τ max_j ‖W_j‖_F.
  static func step<S: Scalar>(_ state: Snapshot<S>, _ setting: Setting) -> Double {
    setting.isFlow ? setting.flowTolerance * state.largestLayerNorm : 0
  }

  /// Of a state from the exact flow of the start: 100 τ max_j ‖W_j‖_F.
  static func state<S: Scalar>(_ state: Snapshot<S>, _ setting: Setting) -> Double {
    100 * step(state, setting)
  }
}
