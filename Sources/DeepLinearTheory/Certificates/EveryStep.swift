internal import DeepLinear
internal import LinearAlgebra

/// One inequality at one state of a run.
package struct StepCheck {
  /// What is compared.
  package var value: Double
  /// With what.
  package var bound: Double
  /// The comparison may be off by so much, by the rounding of the numbers it is made from, and for a flow by its solver's error;
  /// infinite where nothing can be said.
  package var rounding: Double

  /// `value` against `bound`.
  package init(value: Double, bound: Double, rounding: Double) {
    (self.value, self.bound, self.rounding) = (value, bound, rounding)
  }

  /// bound − value, or value − bound, ≥ 0 where the inequality holds.
  package func difference(_ relation: Item.Relation) -> Double {
    relation.isUpper ? bound - value : value - bound
  }

  /// The difference in units of the bound.
  package func slack(_ relation: Item.Relation) -> Double {
    bound == 0 ? difference(relation) : difference(relation) / bound.magnitude
  }

  /// Whether it fails by more than rounding; NaN fails.
  package func isBroken(_ relation: Item.Relation) -> Bool { !(difference(relation) >= -rounding) }

  /// Whether `other` is closer to failing by more than rounding, or fails by more.
  package func isLessTelling(than other: StepCheck, _ relation: Item.Relation) -> Bool {
    func reserve(_ check: StepCheck) -> Double {
      let reserve = check.difference(relation) + check.rounding
      return check.bound == 0 ? reserve : reserve / check.bound.magnitude
    }
    let (mine, others) = (reserve(self), reserve(other))
    return others < mine || (others.isNaN && !mine.isNaN)
  }

  /// Of several inequalities at one state the one that says most.
  package static func mostTelling(_ checks: [StepCheck], _ relation: Item.Relation) -> StepCheck? {
    guard var found = checks.first else { return nil }
    for check in checks.dropFirst() where found.isLessTelling(than: check, relation) { found = check }
    return found
  }
}

/// Tests an inequality at every step, and keeps the step at which it is closest to failing, or fails by most.
///
/// An inequality that fails by no more than rounding holds to rounding, and the item says so.
final class EveryStep<S: Scalar>: PromiseMonitor {
  private let promised: Item
  private let check: (_ state: Snapshot<S>, _ previous: Snapshot<S>?) -> StepCheck?
  private var previous: Snapshot<S>?
  private let needsPrevious: Bool
  private var worst: (check: StepCheck, step: Int, time: Double)?
  private var isBroken = false
  private var isWithinRounding = false
  private var isUndecided = false
  private var hasState = false

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

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func see(_ state: Snapshot<S>) {
    hasState = true
    defer { if needsPrevious { previous = state } }
    guard let found = check(state, previous) else { return }
    let relation = promised.relation
    if found.rounding == .infinity {
      isUndecided = true
    } else if found.isBroken(relation) {
      isBroken = true
    } else if found.difference(relation) < 0 {
      isWithinRounding = true
    }
    if let worst, !worst.check.isLessTelling(than: found, relation) { return }
    worst = (found, state.step, state.time)
  }

  func item(_ end: RunEnd) -> Item {
    var item = promised
    item.assurance = .replayed
    guard let worst else {
      item.note = "no step was of the kind that the promise is about"
      item.holds = hasState ? true : nil
      return item
    }
    (item.value, item.bound, item.radius) = (worst.check.value, worst.check.bound, worst.check.rounding)
    let slack = worst.check.slack(promised.relation)
    (item.slack, item.step, item.time) = (slack, worst.step, worst.time)
    item.holds = isBroken ? false : (isUndecided ? nil : true)
    if isUndecided, !isBroken { item.note = "steps are too long to bound what happens between two states" }
    if isWithinRounding, item.holds == true {
      item.note = "to rounding"
      item.slack = max(slack, 0)
    }
    return item
  }
}

extension Snapshot {
  /// max_j d_j.
  var largestWidth: Double { Double(network.widths.reduce(1, max)) }

  /// A bound on ‖fl(W_{1:N}) − W_{1:N}‖_F.
  var productRounding: Double { quantities.productRounding }

  /// A bound on the error of singular values of W_{1:N}: that of the product, and LAPACK's, which is a small multiple of d·2⁻⁵³·σ_1.
  var singularValueRounding: Double {
    productRounding + 64 * largestWidth * 0x1p-53 * (endToEndSVD?.values.first ?? .infinity)
  }

  /// A bound on the error of ‖R‖_F, R = W_{1:N} − Φ, as it is computed: that of the product, and γ_K ‖R‖_F with K twice the operations on
  /// real numbers.
  var residualRounding: Double {
    let entries = Double(objective.target.rows * objective.target.columns * (S.isComplex ? 4 : 2))
    return productRounding + (entries + 8) * 0x1p-53 * residualNorm
  }

  /// A bound on the error of ℓ = ½‖R‖² as it is computed.
  var lossRounding: Double { residualRounding * (residualNorm + residualRounding) }

  /// max_j ‖W_j‖_F.
  var largestLayerNorm: Double {
    quantities.squaredLayerNorms.reduce(0) { max($0, $1) }.squareRoot()
  }

  /// σ_min(W_{1:N}); NaN where it cannot be computed.
  var smallestProductValue: Double { endToEndSVD?.values.last ?? .nan }
}

extension DeepLinearNetwork {
  /// A bound on ‖fl(W_{1:N}) − W_{1:N}‖_F: γ_K ∏_j ‖W_j‖_F with K the operations on the longest way through the product.
  ///
  /// - Source: Higham, Accuracy and Stability of Numerical Algorithms, §3.5.
  var productRounding: Double {
    let inner = widths.dropFirst().dropLast().reduce(0) { $0 + $1 + 2 }
    let operations = Double(S.isComplex ? 4 * inner + 8 : inner + 2)
    let norms = layers.map { $0.realInner($0).squareRoot() }.reduce(1, *)
    return operations * 0x1p-53 * 1.01 * norms
  }
}
