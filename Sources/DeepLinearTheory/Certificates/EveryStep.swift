internal import DeepLinear
internal import LinearAlgebra

/// One inequality at one state of a run.
struct StepCheck {
  /// What is compared.
  var value: Double
  /// With what.
  var bound: Double
  /// The comparison may be off by so much, by the rounding of the numbers it is made from.
  var rounding: Double
}

/// Tests an inequality at every step, and keeps the step at which it is closest to failing; where it fails, the step at which it fails by
/// most, relative to the bound.
///
/// An inequality that fails by no more than rounding holds to rounding, and the item says so.
final class EveryStep<S: Scalar>: PromiseMonitor {
  private let promised: Item
  private let check: (_ state: Snapshot<S>, _ previous: Snapshot<S>?) -> StepCheck?
  private var previous: Snapshot<S>?
  private let needsPrevious: Bool
  private var worst: (finding: Finding, slack: Double, check: StepCheck, step: Int, time: Double)?
  private var states = 0

  /// What was found at a step, the worst last.
  private enum Finding: Int {
    case kept, keptToRounding, broken
  }

  /// - Parameters:
  ///   - promised: the item before a run, with its name and relation.
  ///   - needsPrevious: whether `check` reads the state before.
  ///   - check: the inequality at a state; nil where it says nothing there.
  init(
    _ promised: Item, needsPrevious: Bool = false,
    _ check: @escaping (_ state: Snapshot<S>, _ previous: Snapshot<S>?) -> StepCheck?
  ) {
    (self.promised, self.needsPrevious, self.check) = (promised, needsPrevious, check)
  }

  func see(_ state: Snapshot<S>) {
    states += 1
    defer { if needsPrevious { previous = state } }
    guard let found = check(state, previous) else { return }
    let difference = promised.relation.isUpper ? found.bound - found.value : found.value - found.bound
    let slack = found.bound == 0 ? difference : difference / found.bound.magnitude
    // NaN counts as a failure, and none is worse.
    let finding: Finding =
      difference >= 0 ? .kept : (difference >= -found.rounding ? .keptToRounding : .broken)
    let order = slack.isNaN ? -Double.infinity : slack
    if let worst, (worst.finding.rawValue, -worst.slack) >= (finding.rawValue, -order) { return }
    worst = (finding, order, found, state.step, state.time)
  }

  func item(_ end: RunEnd) -> Item {
    var item = promised
    item.assurance = .replayed
    guard let worst else {
      item.note = "no step was of the kind that the promise is about"
      item.holds = states > 0 ? true : nil
      return item
    }
    (item.value, item.bound, item.radius) = (worst.check.value, worst.check.bound, worst.check.rounding)
    (item.slack, item.step, item.time) = (worst.slack, worst.step, worst.time)
    item.holds = worst.finding != .broken
    if worst.finding == .keptToRounding { (item.note, item.slack) = ("to rounding", 0) }
    return item
  }
}

extension Snapshot {
  /// A bound on ‖fl(W_{1:N}) − W_{1:N}‖_F: γ_K ∏_j ‖W_j‖_F with K the operations on the longest way through the product.
  ///
  /// - Source: Higham, Accuracy and Stability of Numerical Algorithms, §3.5.
  var productRounding: Double {
    let inner = network.widths.dropFirst().dropLast().reduce(0) { $0 + $1 + 2 }
    let operations = Double(S.isComplex ? 4 * inner + 8 : inner + 2)
    let norms = network.layers.map { $0.realInner($0).squareRoot() }.reduce(1, *)
    return operations * 0x1p-53 * 1.01 * norms
  }

  /// A bound on the error of singular values of W_{1:N}: that of the product, and LAPACK's, which is a small multiple of d·2⁻⁵³·σ_1.
  var singularValueRounding: Double {
    let largest = Double(network.widths.max() ?? 1)
    return productRounding + 64 * largest * 0x1p-53 * (endToEndSVD?.values.first ?? 0)
  }

  /// A bound on the error of ‖R‖_F, R = W_{1:N} − Φ, as it is computed: that of the product, and γ_K ‖R‖_F with K twice the operations on
  /// real numbers.
  var residualRounding: Double {
    let entries = Double(objective.target.rows * objective.target.columns * (S.isComplex ? 4 : 2))
    return productRounding + (entries + 8) * 0x1p-53 * residualNorm
  }

  /// A bound on the error of ℓ = ½‖R‖² as it is computed.
  var lossRounding: Double { residualRounding * (residualNorm + residualRounding) }

  /// σ_min(W_{1:N}); NaN where it cannot be computed.
  var smallestProductValue: Double { endToEndSVD?.values.last ?? .nan }
}
