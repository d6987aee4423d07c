/// What a flow leaves beside what every run leaves.
public struct FlowReport: Equatable, Sendable {
  /// For each event asked for, its exact time; absent where it was not reached or is not defined.
  public let eventTimes: [FlowEvent: Double]
  /// max over snapshots and j of ‖Δ_j(t) − Δ_j(0)‖_F, which is 0 along the exact flow; nil where a > 0, and for an
  /// end-to-end flow, whose layers are made balanced at each.
  public let conservationDrift: Double?
  /// Evaluations of the right side, for whatever purpose.
  public let evaluations: Int
  /// The time from which on a stiff method was used: 0 where it was asked for, nil where it never was.
  public let stiffFrom: Double?

  /// All of it; see the properties.
  public init(
    eventTimes: [FlowEvent: Double], conservationDrift: Double?, evaluations: Int, stiffFrom: Double?
  ) {
    (self.eventTimes, self.conservationDrift) = (eventTimes, conservationDrift)
    (self.evaluations, self.stiffFrom) = (evaluations, stiffFrom)
  }
}

/// A stage of a flow whose exact time is found.
public enum FlowEvent: String, Hashable, Sendable, CaseIterable {
  /// T_1: the penalty r falls below 10⁻³ r(0); 0 for a start balanced to rounding. (r never rises along the flow.)
  case alignment
  /// T_2: σ_min(H) reaches 2^{3/4} σ_min(Φ)^{1/N}; where H is not defined, σ_min(W_{1:N}) reaches ½ σ_min(Φ).
  case saddleEscape = "saddle-escape"
}
