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

  /// c^{2(N−1)/N}.
  var rate: Ball { positiveMargin.power(2 * (n - 1), over: n) }

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
      note: "balanced to rounding, which is no proof of exact balance")
  }
}

/// "ℓ ≤ ε from T on": the promise of a time or a number of steps.
struct ArrivalPromise {
  /// "steps" or "time".
  let name: String
  /// T; not finite where there is no bound.
  let bound: Ball

  /// T = 0 where the start is there already.
  init<S: Scalar>(_ name: String, _ start: StartQuantities<S>, _ setting: Setting, rate: Ball) {
    self.name = name
    let ε = start.exact(setting.lossBelow ?? .nan)
    let isThere = (start.loss <= ε) == true
    bound = isThere && rate.isFinite ? start.exact(0) : (start.loss / ε).logarithm / rate
  }

  init(_ name: String, bound: Ball) { (self.name, self.bound) = (name, bound) }

  /// Judged by the end of the run: `reached` reads the steps or the time at which the loss fell below ε.
  func promise<S: Scalar>(
    _ setting: Setting, reached: @escaping @Sendable (RunEnd) -> Double
  ) -> Promise<S> {
    var promised = Item(name, .atMost, assurance: .enclosed)
    promised.bound = bound.isFinite ? bound.upper : nil
    if setting.lossBelow == nil {
      promised.note = "stop.loss-below gives no ε, so that there is no time to promise"
    }
    return Promise(
      promised,
      .atEnd { [bound, promised] end in
        var item = promised
        guard bound.isFinite else { return item }
        let passed = reached(end)
        if end.outcome == .converged {
          item = Item(
            name, Ball(passed, precision: bound.precision), .atMost, bound, assurance: .measured,
            isPromise: true)
          // The first whole step that is not before T counts as T.
          if item.holds != true, (Ball(passed - 1, precision: bound.precision) < bound) == true,
            name == "steps"
          {
            (item.holds, item.slack) = (true, 0)
          }
          return item
        }
        // The run passed T without arriving; or it ended before, and nothing is known.
        (item.value, item.assurance) = (passed, .measured)
        if (Ball(passed, precision: bound.precision) >= bound) == true {
          (item.holds, item.slack) = (false, -Double.leastNonzeroMagnitude)
          item.note = "the loss was \(end.loss) there"
          item.step = end.steps
        } else {
          item.value = nil
          item.note = "ended after \(passed), before the promised \(name), with loss \(end.loss)"
        }
        return item
      })
  }
}
