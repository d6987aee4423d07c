import DeepLinearTheory
import Experiments
import Figures
import Foundation
import Plotting
import RunArchive
import SpecLanguage

extension CatalogEntry {
  /// How loose Theorem 1 of Arora et al. (2019) is: the time that runs take beside the time that it promises.
  static let arora2019Tightness = CatalogEntry(
    id: "arora2019-tightness",
    summary: "Arora et al. (2019), Thm 1: the time that runs take beside the promised one",
    specification: """
      # One output and balanced starts, of which about a third have a deficiency margin; a step size that Theorem 1 allows for some.
      name: arora2019-tightness
      network: {widths: [2, 2, 1]}
      target:
        diagonal: [1.0]
      initialization:
        balanced: {deviation: 0.5}
      dynamics:
        gradient-descent: {step-size: 1e-6}
      stop: {loss-below: 1e-4, max-time: 60}
      observe:
        snapshots: {log: 2}
        weights: none
      seeds: {first: 0, count: 128}
      sweep:
        network.widths: [[2, 2, 1], [2, 2, 2, 1]]
      """,
    quick: ["seeds.count=64", "dynamics.gradient-descent.step-size=1e-4"],
    figures: { try tightness($0) })

  private static func tightness(_ stored: StoredExperiment) throws -> [Figure] {
    try stored.requireAllRuns()
    var none: CertificateFile?
    var certificates: [Int: [Certificate]] = [:]
    let checker = Checker(
      stored.experiment, results: stored.archive, statements: [Arora2019Theorem1.self])
    try checker.run(into: &none) { found in
      for certificate in found where certificate.run != nil {
        certificates[certificate.point, default: []].append(certificate)
      }
    }
    let points = try stored.experiment.points.indices.map {
      try PromisedTimes(stored, point: $0, certificates[$0] ?? [])
    }
    let all = points.flatMap(\.starts)
    let (promised, taken) = (all.map(\.promised), all.map(\.taken))
    let x = (from: (promised.min() ?? 1) / 1.5, to: (promised.max() ?? 10) * 1.5)
    let y = (from: (taken.min() ?? 1) / 1.5, to: (taken.max() ?? 10) * 6)
    let panels = points.map { point in
      // The part of the diagonal that both axes show.
      let ends = [max(x.from, y.from), min(x.to, y.to)]
      return Panel(
        "depth \(point.depth)",
        x: Axis("promised time $\\eta\\,T$", scale: .log, from: x.from, to: x.to),
        y: Axis("time taken $\\eta\\,k$", scale: .log, from: y.from, to: y.to),
        series: [
          Series(x: ends, y: ends, label: "time taken = promised", color: .ink, line: .dotted),
          dots(point.starts.filter { !$0.meetsAll }, "margin alone: $\\eta$ too large", .muted),
          dots(point.starts.filter(\.meetsAll), "all hypotheses hold", .category(0)),
        ].filter { !$0.x.isEmpty })
    }
    return [
      Figure(
        name: "arora2019-tightness", caption: try tightnessCaption(stored, points), width: .page,
        sharesY: true,
        legend: Legend(.below), panels: panels)
    ]
  }

  private static func dots(_ starts: [PromisedTimes.Start], _ label: String, _ color: Color) -> Series {
    Series(
      x: starts.map(\.promised), y: starts.map(\.taken), label: label, color: color, line: .none,
      stroke: .dot, marker: .circle)
  }

  private static func tightnessCaption(_ stored: StoredExperiment, _ points: [PromisedTimes]) throws -> String
  {
    let counts = points.map { point in
      let ratios = point.starts.map { $0.promised / $0.taken }.sorted()
      let between =
        ratios.isEmpty
        ? ""
        : ", where the promise is \(NumberText.plain(Luo2025.rounded(ratios[0]))) to \(NumberText.plain(Luo2025.rounded(ratios[ratios.count - 1]))) times the time taken"
      let late = point.late == 0 ? "" : "; \(point.late) of them did not arrive and are left out"
      return
        "Depth \(point.depth): \(point.withMargin) of \(point.runs) starts have a margin, \(point.meeting) meet all hypotheses\(late)\(between)"
    }
    let setting = stored.experiment.points[0].specification.setting
    let (η, ε) = (setting.stepSize ?? .nan, setting.lossBelow ?? .nan)
    var deviation = Double.nan
    if case .balancedProduct(let s) = setting.distribution { deviation = s }
    return """
      Time until ℓ ≤ \(NumberText.plain(ε)) beside the time that Theorem 1 of Arora, Cohen, Golowich and Hu (2019) promises, ηT = ln(ℓ(0)/ε)/c^{2(N−1)/N} with \
      c the deficiency margin at the start; a dot for each start with c > 0. \(counts.joined(separator: ". ")). \
      Settings, ours: widths [2, …, 2, 1], Φ = (1, 0), balanced starts of deviation \(deviation), step size \(NumberText.plain(η)). \
      Grey dots: the step size is larger than the theorem allows for so small a margin, and it promises nothing.
      """
  }
}

/// What Theorem 1 promises the runs of a point, and what they take.
private struct PromisedTimes {
  struct Start {
    let promised: Double
    let taken: Double
    let meetsAll: Bool
  }
  let depth: Int
  /// Those with a margin whose runs arrived.
  private(set) var starts: [Start] = []
  private(set) var (runs, withMargin, meeting, late) = (0, 0, 0, 0)

  /// - Parameter certificates: of the theorem about the runs of the point.
  init(_ stored: StoredExperiment, point: Int, _ certificates: [Certificate]) throws {
    depth = stored.experiment.points[point].specification.network.depth
    let η = stored.experiment.points[point].specification.setting.stepSize ?? .nan
    var rows: [Int: RunRow] = [:]
    for row in try stored.archive.runs(ofPoint: point) { rows[row.run] = row }
    for certificate in certificates {
      guard let row = certificate.run.flatMap({ rows[$0] }) else { continue }
      runs += 1
      let margin = certificate.hypotheses.first
      guard margin?.holds == true, let steps = certificate.promises.first?.bound else { continue }
      withMargin += 1
      let meetsAll = certificate.hypotheses.allSatisfy { $0.holds == true }
      if meetsAll { meeting += 1 }
      guard row.outcome == "converged", row.steps > 0, steps > 0 else {
        late += row.outcome == "converged" ? 0 : 1
        continue
      }
      starts.append(Start(promised: η * steps, taken: row.time, meetsAll: meetsAll))
    }
  }
}
