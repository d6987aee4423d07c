public import DeepLinear
public import LinearAlgebra

/// How the numbers of a start are had.
public enum Arithmetic: String, Sendable, CaseIterable {
  /// Matrices of balls, with more bits until every hypothesis is decided.
  case balls
  /// Doubles, with a bound on their error: for large matrices.
  case doubles

  /// Balls up to the size at which a start takes about a second.
  public static func chosen(forWidths widths: [Int]) -> Arithmetic {
    let products = zip(widths, widths.dropFirst()).reduce(0.0) { sum, pair in
      let (small, large) = (Double(min(pair.0, pair.1)), Double(max(pair.0, pair.1)))
      return sum + large * large * small
    }
    return products <= 1e6 ? .balls : .doubles
  }
}

/// Applies statements to one start, with as many bits as they need. One thread uses it.
public final class StartExaminer<S: Scalar> {
  /// W_1 … W_N at step 0.
  public let network: DeepLinearNetwork<S>
  /// Φ; zero where it is unknown.
  public let target: Matrix<S>
  /// What else the problem is.
  public let setting: Setting
  /// How the numbers are had.
  public let arithmetic: Arithmetic
  private var known: [Int: StartQuantities<S>] = [:]

  /// The start `network` of a problem with target Φ.
  ///
  /// - Precondition: the target is d_N × d_0, all entries finite.
  public init(
    _ network: DeepLinearNetwork<S>, target: Matrix<S>, setting: Setting, arithmetic: Arithmetic = .balls
  ) {
    (self.network, self.target, self.setting, self.arithmetic) = (network, target, setting, arithmetic)
  }

  /// Bits that are tried, one after the other, while a hypothesis is undecided.
  public static var precisions: [Int] { [128, 256, 512, 1024, 2048] }

  /// The numbers of the start with so many bits.
  public func quantities(precision: Int = StartExaminer.precisions[0]) -> StartQuantities<S> {
    if let quantities = known[precision] { return quantities }
    let source: any EnclosureSource<S> =
      switch arithmetic {
      case .balls: BallEnclosures(network, target: target, precision: precision)
      case .doubles: DoubleEnclosures(network, target: target, precision: precision)
      }
    let quantities = StartQuantities(source, network: network, target: target, precision: precision)
    known[precision] = quantities
    return quantities
  }

  /// What a statement says of the start; nil where it is about distributions alone.
  ///
  /// Where Φ has unknown entries, a statement about Φ says that it is not about this problem, without numbers.
  public func examine(_ statement: any Statement.Type) -> Examination<S>? {
    guard setting.isTargetKnown || !statement.usesTarget else {
      let reason = "about Φ, which has unknown entries here"
      return Examination(outside: [reason], hypotheses: [], promises: [])
    }
    var found: Examination<S>?
    for precision in arithmetic == .balls ? Self.precisions : [Self.precisions[0]] {
      found = statement.examine(quantities(precision: precision), setting)
      guard let found, found.isUndecided else { break }
    }
    return found
  }
}

extension Examination {
  /// The certificate of a start whose run is still to come.
  public func certificate(of statement: any Statement.Type, point: Int, run: Int?, seed: UInt64?)
    -> Certificate
  {
    let promises = promises.map(\.item)
    return Certificate(
      statement: statement.description.identifier, point: point, run: run, seed: seed,
      verdict: .from(isOutside: !outside.isEmpty, hypotheses: hypotheses, promises: promises, hasRun: false),
      reasons: outside, hypotheses: hypotheses, promises: promises)
  }

  /// Judges a run, step by step where that is needed.
  public func judgement() -> RunJudgement<S> { RunJudgement(self) }
}

/// Judges one run by what a statement promises of it. One thread uses it.
public final class RunJudgement<S: Scalar> {
  private let examination: Examination<S>
  private let monitors: [(any PromiseMonitor<S>)?]

  init(_ examination: Examination<S>) {
    self.examination = examination
    monitors = examination.promises.map {
      guard examination.needsReplay, case .everyStep(let make) = $0.judgement else { return nil }
      return make()
    }
  }

  /// Whether the states of the run have to be seen.
  public var needsReplay: Bool { monitors.contains { $0 != nil } }

  /// Shows a state of the run: all of them, in order.
  public func see(_ state: Snapshot<S>) { for case let monitor? in monitors { monitor.see(state) } }

  /// The certificate.
  ///
  /// - Parameter wasReplayed: whether the states that were seen are those of the run to the last bit; nil where none was needed.
  public func certificate(
    of statement: any Statement.Type, point: Int, run: Int, seed: UInt64, end: RunEnd, wasReplayed: Bool?
  ) -> Certificate {
    var reasons = examination.outside
    if wasReplayed == false { reasons.append("the run was not repeated to the same bits on this machine") }
    let promises = zip(examination.promises, monitors).map { promise, monitor -> Item in
      switch promise.judgement {
      case .decided: return promise.item
      case .atEnd(let judge): return judge(end)
      case .everyStep:
        if let monitor, wasReplayed == true { return monitor.item(end) }
        var item = promise.item
        item.assurance = .notTested
        return item
      }
    }
    return Certificate(
      statement: statement.description.identifier, point: point, run: run, seed: seed,
      verdict: .from(
        isOutside: !examination.outside.isEmpty, hypotheses: examination.hypotheses, promises: promises,
        hasRun: true),
      reasons: reasons, hypotheses: examination.hypotheses, promises: promises)
  }
}
