import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

/// A number by Oracles/theory_luo.py, and what its error is relative to.
struct Scaled: Decodable {
  let value: Double
  let scale: Double

  init(from decoder: any Decoder) throws {
    let digits = try decoder.singleValueContainer().decode([Digits].self)
    value = digits[0].value
    scale = abs(digits[digits.count - 1].value)
  }

  /// Whether a number is this one to 10⁻¹² of the scale.
  func isNear(_ found: Double?) -> Bool { found.map { abs($0 - value) <= 1e-12 * scale } ?? false }
}

/// One hypothesis or promise with its numbers.
struct ExpectedItem: Decodable {
  /// An inequality at one state.
  struct Check: Decodable {
    let step: Int
    let value: Scaled
    let bound: Scaled
    /// nil where the bound is 0 to rounding.
    let slack: Scaled?
    /// nil where nothing is known of the interval before the state.
    let radius: Scaled?

    func isMet(_ item: Item) -> Bool {
      item.step == step && value.isNear(item.value) && bound.isNear(item.bound)
        && slack?.isNear(item.slack) != false && isRadius(item.radius)
    }

    /// An allowance is right to a thousandth, but for what rounding adds to it.
    private func isRadius(_ found: Double?) -> Bool {
      guard let radius, let found else { return found == .infinity }
      let least = radius.value * 0.999
      return least <= found && found <= radius.value * 1.001 + 1e-11 * radius.scale
    }
  }
  struct Fraction: Decodable {
    let count: Int
    let of: Int
    let interval: [Scaled]
  }
  let name: String
  /// nil where a tie decides.
  let judged: Bool?
  let holds: Bool?
  /// Whether both sides are equal, which numbers that are not rational leave undecided.
  let isTie: Bool?
  let value: Scaled?
  let bound: Scaled?
  let slack: Scaled?
  let step: Int?
  let parameters: [String: Scaled]?
  let fraction: Fraction?
  /// Of a promise about every step: the checks with the least reserve, among which rounding decides.
  let any: [Check]?

  func expect(_ item: Item, _ what: String) {
    let place = "\(what), \(name)"
    #expect(item.name == name && (judged ?? item.isJudged) == item.isJudged, "\(place)")
    if isTie == true {
      #expect(item.holds == nil || item.holds == holds, "\(place)")
    } else {
      #expect(item.holds == holds, "\(place): \(item)")
    }
    if let any {
      #expect(any.contains { $0.isMet(item) }, "\(place): \(item), not \(any)")
      return
    }
    expect(item.value, value, "\(place), value")
    expect(item.bound, bound, "\(place), bound")
    if isTie != true { expect(item.slack, slack, "\(place), slack") }
    if let step { #expect(item.step == step, "\(place)") }
    if parameters?["starts"]?.value == 1, let value {
      // All quantiles of one start are its number.
      #expect(item.parameters.count == 7 && item.parameters["starts"] == 1, "\(place)")
      for (key, found) in item.parameters where key != "starts" { #expect(value.isNear(found), "\(place)") }
    } else {
      #expect(Set(item.parameters.keys) == Set((parameters ?? [:]).keys), "\(place)")
      for (key, number) in parameters ?? [:] { expect(item.parameters[key], number, "\(place), \(key)") }
    }
    #expect(item.fraction?.count == fraction?.count && item.fraction?.of == fraction?.of, "\(place)")
    for (end, number) in zip(item.fraction?.interval ?? [], fraction?.interval ?? []) {
      expect(end, number, "\(place), interval")
    }
  }

  private func expect(_ found: Double?, _ number: Scaled?, _ what: String) {
    guard let number else {
      #expect(found == nil, "\(what)")
      return
    }
    #expect(number.isNear(found), "\(what): \(found as Any), not \(number)")
  }
}

/// What a statement says of a start before its run, and of the run.
struct ExpectedCertificate: Decodable {
  let before: Verdict
  let verdict: Verdict
  /// How many clauses say that the problem is of another kind.
  let reasons: Int
  /// nil where the problem is of another kind.
  let hypotheses: [ExpectedItem]?
  /// Empty where a hypothesis fails.
  let promises: [ExpectedItem]?

  func expect(_ found: Certificate, before: Certificate, _ what: String) {
    let isTie = (hypotheses ?? []).contains { $0.isTie == true && $0.judged == true }
    #expect(found.verdict == verdict || (isTie && found.verdict == .inconclusive), "\(what)")
    #expect(before.verdict == self.before || (isTie && before.verdict == .inconclusive), "\(what)")
    #expect(found.reasons.count == reasons, "\(what): \(found.reasons)")
    guard let hypotheses, let promises else { return }
    for certificate in [found, before] {
      #expect(certificate.hypotheses.count == hypotheses.count, "\(what)")
      for (item, expected) in zip(certificate.hypotheses, hypotheses) {
        expected.expect(item, what)
        // The enclosure itself is narrow, and right.
        guard let value = expected.value, let found = item.value, let radius = item.radius else { continue }
        #expect(radius <= 1e-12 * value.scale, "\(what): \(item)")
        #expect(abs(found - value.value) <= radius + 0x1p-52 * abs(value.value), "\(what): \(item)")
      }
    }
    guard !promises.isEmpty else { return }
    #expect(found.promises.map(\.name) == promises.map(\.name), "\(what)")
    #expect(before.promises.map(\.name) == promises.map(\.name), "\(what)")
    for ((item, early), expected) in zip(zip(found.promises, before.promises), promises) {
      expected.expect(item, what)
      // A bound that is known before a run is that of the run.
      if let bound = early.bound {
        #expect((expected.bound ?? expected.any?.first?.bound)?.isNear(bound) == true, "\(what)")
      }
    }
  }
}

/// States of one run as they are stated, and what each statement says of them.
struct StatedRun: Decodable {
  let name: String
  let isComplex: Bool
  let widths: [Int]
  let target: [Exact]
  let regularization: Exact
  let stepSize: Exact?
  let tolerance: Exact
  let deviation: Exact?
  let isBalanced: Bool
  let lossBelow: Exact
  let hasSquareLoss: Bool
  let isConverged: Bool
  let times: [Exact]
  let states: [[[Exact]]]
  let certificates: [String: ExpectedCertificate]

  static func all() throws -> [StatedRun] {
    struct File: Decodable { let cases: [StatedRun] }
    return try fixture("luo2025", as: File.self).cases
  }

  private var setting: Setting {
    let distribution: Setting.Distribution =
      if let deviation {
        isBalanced
          ? .balancedLayers(deviation: deviation.value)
          : .independentLayers(deviations: Array(repeating: deviation.value, count: widths.count - 1))
      } else { .other }
    return Setting(
      widths: widths, isComplex: isComplex, hasSquareLoss: hasSquareLoss,
      regularization: regularization.value,
      dynamics: stepSize.map { .descent(stepSize: $0.value) } ?? .flow, distribution: distribution,
      lossBelow: lossBelow.value, flowTolerance: tolerance.value)
  }

  /// Compares all that the statement says.
  func expect(_ statement: any Statement.Type) throws {
    if isComplex {
      try expect(statement, over: Complex<Double>.self)
    } else {
      try expect(statement, over: Double.self)
    }
  }

  private func expect<S: Scalar>(_ statement: any Statement.Type, over field: S.Type) throws {
    guard let expected = certificates[statement.description.identifier] else { return }
    let matrix: Matrix<S> = .stated(widths[widths.count - 1], widths[0], target)
    let objective = SquareLoss(target: matrix) + BalancePenalty(strength: regularization.value)
    let spectrum = try TargetSpectrum(matrix)
    let snapshots = try states.enumerated().map { step, layers in
      let network = try DeepLinearNetwork<S>(stated: layers, widths)
      let (value, gradient) = try objective.evaluate(at: network)
      return Snapshot(
        network: network, step: step, time: times[step].value, value: value, gradient: { gradient },
        objective: objective, target: spectrum)
    }
    let examiner = StartExaminer(snapshots[0].network, target: matrix, setting: setting)
    let examination = try #require(examiner.examine(statement))
    let judgement = examination.judgement()
    if judgement.needsReplay { for snapshot in snapshots { judgement.see(snapshot) } }
    let last = snapshots[snapshots.count - 1]
    let end = RunEnd(
      outcome: isConverged ? .converged : .exhausted, steps: last.step, time: last.time, loss: last.value.loss
    )
    let found = judgement.certificate(
      of: statement, point: 0, run: 0, seed: 0, end: end, wasReplayed: judgement.needsReplay ? true : nil)
    expected.expect(
      found, before: examination.certificate(of: statement, point: 0, run: 0, seed: 0),
      "\(name), \(statement)")
    for item in found.promises {
      if let step = item.step { #expect(item.time == times[step].value, "\(name)") }
    }
  }
}

extension Matrix {
  /// From entries row by row, a complex one as its real part, then its imaginary part.
  static func stated(_ rows: Int, _ columns: Int, _ entries: [Exact]) -> Matrix {
    Matrix(rows: rows, columns: columns) { i, j in
      let place = i * columns + j
      return S.isComplex
        ? S(real: entries[2 * place].value, imaginary: entries[2 * place + 1].value)
        : S(real: entries[place].value)
    }
  }
}

extension DeepLinearNetwork {
  /// From the entries of each layer.
  init(stated layers: [[Exact]], _ widths: [Int]) throws {
    try self.init(layers: layers.enumerated().map { .stated(widths[$0 + 1], widths[$0], $1) })
  }
}
