// What a flow asks of the other keys.

import SpecLanguage

extension Specification {
  /// Keys that a flow needs, and those that have no meaning for it.
  func checkFlow() throws(Contradiction) {
    guard dynamics.method.flow != nil else { return }
    guard stop.maxTime != nil else {
      throw Contradiction(
        at: "stop",
        "stop has no max-time, which a flow needs, as its steps have no length of their own; add one, such as max-time: "
          + "200.0.")
    }
    guard !stop.stopWhenStalled else {
      throw Contradiction(
        at: "stop.stop-when-stalled",
        "stop.stop-when-stalled is true, but a flow never comes to rest within a finite time; leave it out, or use "
          + "loss-below.")
    }
    guard dynamics.regularization <= Self.strongestPenalty else {
      throw Contradiction(
        at: "dynamics.regularization",
        "dynamics.regularization is \(dynamics.regularization), and in a flow the rounding of so strong a penalty outweighs the "
          + "loss; expected at most \(NumberText.plain(Self.strongestPenalty)).")
    }
    guard case .endToEndFlow = dynamics.method else { return }
    try checkEndToEndFlow()
  }

  /// The strongest penalty that a flow can follow: with weights of order 1, a·2⁻⁵³ is still a small part of the loss's gradient.
  private static var strongestPenalty: Double { 1e12 }

  /// The flow of W_{1:N} supposes balanced layers wide enough to factor it, and has no penalty.
  private func checkEndToEndFlow() throws(Contradiction) {
    guard dynamics.regularization == 0 else {
      throw Contradiction(
        at: "dynamics.regularization",
        "dynamics.regularization is \(dynamics.regularization), but an end-to-end flow keeps its layers balanced, where the "
          + "penalty is 0; leave it out, or use gradient-flow.")
    }
    guard narrowest >= rank else {
      throw Contradiction(
        at: "dynamics.end-to-end-flow",
        "dynamics.end-to-end-flow needs hidden widths of at least min(d_0, d_N) = \(rank); the narrowest of "
          + "\(shownWidths) is \(narrowest); use gradient-flow.")
    }
    guard network.depth > 1, let law = unbalancedLaw else { return }
    throw Contradiction(
      at: "initialization",
      "initialization.\(law) is not balanced, as an end-to-end flow supposes; use balanced or balanced-gaussian, or "
        + "gradient-flow.")
  }

  /// The law of the start, where it is not balanced by its nature; files are looked at when they are read.
  private var unbalancedLaw: String? {
    switch initialization.law {
    case .gaussian: return "gaussian"
    case .orthogonal where !isUniform: return "orthogonal of these widths"
    case .identity where Set(zip(network.widths, network.widths.dropFirst()).map(min)).count > 1:
      return "identity of these widths"
    case .orthogonal, .identity, .balanced, .balancedGaussian, .files, .counterexample: return nil
    }
  }
}
