internal import LinearAlgebra

/// The hypotheses that Theorem 1 and Lemma 2 share, all at t = 0.
///
/// With c the deficiency margin and N the depth:
/// - c > 0 (Definition 2);
/// - the weights are δ-balanced (Definition 1) with δ = c² / (256 N³ ‖Φ‖_F^{2(N−1)/N});
/// - η ≤ c^{(4N−2)/N} / (6144 N³ ‖Φ‖_F^{(6N−4)/N});
/// - min hidden width ≥ min(d_0, d_N): implied by the margin and balance, and tested for itself.
struct LinearRate<S: Scalar> {
  let start: StartQuantities<S>
  let setting: Setting

  private var n: Int { setting.depth }
  /// c.
  var margin: Ball { start.deficiencyMargin }
  /// c where it is positive; not finite where it is not, or where that is undecided.
  var positiveMargin: Ball {
    (margin > start.exact(0)) == true ? margin : start.exact(.nan)
  }

  /// δ = c² / (256 N³ ‖Φ‖_F^{2(N−1)/N}).
  var imbalanceBound: Ball {
    positiveMargin.power(2)
      / (256 * (start.exact(n).power(3) * start.targetNorm.power(2 * (n - 1), over: n)))
  }

  /// c^{(4N−2)/N} / (6144 N³ ‖Φ‖_F^{(6N−4)/N}).
  var stepSizeBound: Ball {
    positiveMargin.power(4 * n - 2, over: n)
      / (6144 * (start.exact(n).power(3) * start.targetNorm.power(6 * n - 4, over: n)))
  }

  /// c^{2(N−1)/N}; not finite where c is not positive, at depth 1 too.
  var rate: Ball {
    positiveMargin.isFinite ? positiveMargin.power(2 * (n - 1), over: n) : start.exact(.nan)
  }

  /// deficiency-margin, imbalance, step-size, hidden-width.
  var hypotheses: [Item] {
    var imbalance = Item("imbalance", start.imbalance, .atMost, imbalanceBound)
    var stepSize = Item(
      "step-size", start.exact(setting.stepSize ?? .nan), .atMost, stepSizeBound)
    if (margin <= start.exact(0)) == true { (imbalance.holds, stepSize.holds) = (false, false) }
    return [.margin(start), imbalance, stepSize, .hiddenWidth(setting)]
  }

  /// Why the problem is not of the kind that both statements are about.
  static func outside(_ setting: Setting) -> [String?] {
    [
      Scope.real(setting), Scope.squareLoss(setting), Scope.noPenalty(setting), Scope.descent(setting),
    ]
  }
}

extension Item {
  /// c > 0.
  static func margin<S: Scalar>(_ start: StartQuantities<S>) -> Item {
    Item("deficiency-margin", start.deficiencyMargin, .above, start.exact(0))
  }

  /// min_j d_j ≥ min(d_0, d_N) over hidden layers j; holds where there is none.
  static func hiddenWidth(_ setting: Setting) -> Item {
    let rank = Ball(setting.rank, precision: 64)
    guard let narrowest = setting.narrowestHiddenWidth else {
      var item = Item("hidden-width", .atLeast, holds: true, assurance: .enclosed, note: "no hidden layer")
      item.bound = rank.midpoint
      return item
    }
    return Item("hidden-width", Ball(narrowest, precision: 64), .atLeast, rank)
  }

  /// max_j ‖Δ_j‖_F against what rounding leaves of an exactly balanced start.
  static func exactBalance<S: Scalar>(_ start: StartQuantities<S>) -> Item {
    Item(
      "imbalance", start.imbalance, .atMost, start.balanceRounding,
      note: "judged to rounding, which is no proof of exact balance")
  }
}
