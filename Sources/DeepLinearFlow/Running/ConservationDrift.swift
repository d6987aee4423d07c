import DeepLinear

/// How far the balance errors Δ_j have moved from where they began: 0 along the exact flow with a = 0.
struct ConservationDrift<S: Scalar> {
  private let start: [Matrix<S>]
  /// max over the observed networks and j of ‖Δ_j − Δ_j(0)‖_F; nil where nothing is conserved (a > 0) or measured.
  private(set) var largest: Double?

  init(from network: DeepLinearNetwork<S>, isConserved: Bool) {
    start = isConserved ? network.balanceErrors : []
    largest = isConserved ? 0 : nil
  }

  /// Takes one more network of the flow into account.
  mutating func look(at network: DeepLinearNetwork<S>) {
    guard let before = largest else { return }
    largest = zip(start, network.balanceErrors).map { ($1 - $0).frobeniusNorm }.reduce(before, max)
  }

  /// Continues from what was found along an earlier part of the flow.
  mutating func resume(_ largest: Double?) { self.largest = largest }
}
