import Foundation
internal import LinearAlgebra

/// "ℓ ≤ ε from T on": the promise of a time or a number of steps.
struct ArrivalPromise {
  /// "steps" or "time".
  let name: String
  /// T; not finite where there is no bound.
  let bound: Ball
  /// A run that arrives by then may have kept the promise, although it arrives after T.
  ///
  /// Of steps that is T + 1: the first whole step that is not before T counts as T, and a run ends at ℓ < ε where ℓ ≤ ε is promised. Of a
  /// flow it is what T would be for an ε that is lower by the solver's error.
  private let latest: Ball
  /// The steps or the time in which a tenth of any loss is reached; not finite where that is not known.
  private let decade: Ball

  /// The promise that ln(ℓ(0)/ε)/rate steps suffice; none where the start is there already.
  static func steps<S: Scalar>(
    _ start: StartQuantities<S>, _ setting: Setting, rate: Ball
  ) -> ArrivalPromise {
    ArrivalPromise(
      steps: bound(start, start.exact(setting.lossBelow ?? .nan), rate),
      decade: start.exact(10).logarithm / rate)
  }

  /// The promise of so many steps.
  ///
  /// - Parameter decade: the steps from any loss to a tenth of it; nil where they are not known.
  init(steps bound: Ball, decade: Ball? = nil) {
    (name, self.bound, latest) = ("steps", bound, bound + 1)
    self.decade = decade ?? Ball(.nan, precision: bound.precision)
  }

  /// The promise that the time ln(ℓ(0)/ε)/rate suffices; 0 where the start is there already.
  ///
  /// Flows are within 10⁻⁸ of the exact ones, in units of the target's norm: at depth 1, where the bound is reached exactly, that decides.
  init<S: Scalar>(timeOf start: StartQuantities<S>, _ setting: Setting, rate: Ball) {
    name = "time"
    let ε = start.exact(setting.lossBelow ?? .nan)
    bound = Self.bound(start, ε, rate)
    let reached = Ball.max((2 * ε).squareRoot - 1e-8 * start.targetNorm, start.exact(0))
    latest = Ball.max(bound, (start.loss / (0.5 * reached.power(2))).logarithm / rate)
    decade = start.exact(10).logarithm / rate
  }

  private static func bound<S: Scalar>(_ start: StartQuantities<S>, _ ε: Ball, _ rate: Ball) -> Ball {
    let isThere = (start.loss <= ε) == true
    return isThere && rate.isFinite ? start.exact(0) : (start.loss / ε).logarithm / rate
  }

  /// Judged by the end of the run: `reached` reads the steps or the time at which the loss fell below ε.
  func promise<S: Scalar>(
    _ setting: Setting, reached: @escaping @Sendable (RunEnd) -> Double
  ) -> Promise<S> {
    var promised = Item(name, .atMost, assurance: .enclosed)
    promised.bound = bound.isFinite ? bound.upper : nil
    guard let ε = setting.lossBelow else {
      promised.note = "stop.loss-below gives no ε" + everyLoss
      if decade.isFinite { promised.parameters["\(name)_to_a_tenth"] = decade.upper }
      return Promise(promised, .atEnd { [promised] _ in promised })
    }
    return Promise(
      promised,
      .atEnd { [self, promised] end in
        guard bound.isFinite else { return promised }
        let passed = Ball(reached(end), precision: bound.precision)
        return end.outcome == .converged
          ? arrived(passed) : ended(end, passed, promised, isThere: end.loss <= ε)
      })
  }

  /// What is promised of every ε, in a clause.
  private var everyLoss: String {
    guard decade.isFinite else { return ", so that there is no time to promise" }
    // Written with five digits, and rounded up.
    let amount = String(format: "%.5g", decade.upper * (1 + 1e-5))
    let unit = name == "steps" ? "\(amount) steps" : "t = \(amount)"
    return "; of every ε it is promised: ℓ is at most ℓ(0)/10 from \(unit) on, ℓ(0)/100 from twice that on"
  }

  /// The run arrived.
  private func arrived(_ passed: Ball) -> Item {
    var item = Item(name, passed, .atMost, bound, assurance: .measured, isPromise: true)
    guard item.holds != true else { return item }
    switch passed <= latest {
    case true?:
      (item.holds, item.slack) = (true, 0)
      item.note = name == "steps" ? "the first whole step from T on" : "to the accuracy of the solver"
    // Without a latest time the solver's error is as large as the residual at ε.
    case nil: (item.holds, item.slack) = (nil, nil)
    case false?: break
    }
    return item
  }

  /// The run ended without arriving: it passed T; or it ended before, and nothing is known.
  private func ended(_ end: RunEnd, _ passed: Ball, _ promised: Item, isThere: Bool) -> Item {
    var item = promised
    item.assurance = .measured
    let time = passed.midpoint
    let place = name == "steps" ? "\(end.steps) steps" : "time \(time)"
    // A run at rest is at the limit of double precision, of which the promise does not speak.
    if end.outcome == .stalled, !isThere {
      item.note = "the run stalled at loss \(end.loss): the steps are within rounding of the weights"
      return item
    }
    guard (passed >= (name == "steps" ? bound : latest)) == true else {
      let isBefore = (passed < bound) == true
      item.note =
        "ended after \(place) with loss \(end.loss), "
        + (isBefore
          ? "before the promised \(name)" : "which is within the solver's error of what is promised")
      return item
    }
    (item.value, item.radius, item.step) = (time, 0, end.steps)
    (item.holds, item.slack) = isThere ? (true, 0) : (false, -Double.leastNonzeroMagnitude)
    item.note = "the loss was \(end.loss) there"
    return item
  }
}
