public import DeepLinear

/// What a flow leaves beside what every run leaves.
public struct FlowReport: Equatable, Sendable {
  /// The exact time of each stage that the observation names; absent where it was not reached or is not defined.
  public let stageTimes: [MethodReport.Stage: Double]
  /// max over snapshots and j of ‖Δ_j(t) − Δ_j(0)‖_F, which is 0 along the exact flow; nil where a > 0, and for an
  /// end-to-end flow, whose layers are made balanced at each.
  public let conservationDrift: Double?
  /// Evaluations of the right side, for whatever purpose.
  public let evaluations: Int
  /// The time from which on a stiff method was used: 0 where the accuracy's method is BDF, nil where it never was.
  public let stiffFrom: Double?
}

extension Run {
  /// What a flow leaves; nil for a run of an optimizer.
  public var flow: FlowReport? {
    guard let evaluations = report.values["evaluations"] else { return nil }
    return FlowReport(
      stageTimes: report.stageTimes, conservationDrift: report.values["conservation_drift"],
      evaluations: Int(evaluations), stiffFrom: report.values["stiff_from"])
  }
}

extension MethodReport {
  /// The report as every method leaves it, by the names of the result columns.
  init(_ flow: FlowReport) {
    self.init()
    stageTimes = flow.stageTimes
    values["evaluations"] = Double(flow.evaluations)
    values["conservation_drift"] = flow.conservationDrift
    values["stiff_from"] = flow.stiffFrom
  }
}
