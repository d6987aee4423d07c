import DeepLinearTheory
import Experiments
import Figures
import Foundation
import Plotting
import RunArchive
import SpecLanguage

extension CatalogEntry {
  /// How often starts meet the hypotheses of Theorem 1 of Arora et al. (2019), against their deviation.
  static let arora2019Conditions = CatalogEntry(
    id: "arora2019-conditions",
    summary: "Arora et al. (2019), Thm 1: how many starts meet each hypothesis",
    specification: """
      # Only the starts matter: each run takes one step. The first half of the points is Gaussian, the second balanced.
      name: arora2019-conditions
      network: {widths: [4, 4, 4, 1]}
      target:
        diagonal: [1.0]
      initialization:
        gaussian: {deviation: 0.1}
      dynamics:
        gradient-descent: {step-size: 1e-9}
      stop: {loss-below: 1e-4, max-steps: 1}
      observe:
        snapshots: {log: 2}
        weights: none
      seeds: {first: 0, count: 400}
      sweep:
        initialization:
      \(deviations.map { "    - gaussian: {deviation: \($0)}" }.joined(separator: "\n"))
      \(deviations.map { "    - balanced: {deviation: \($0)}" }.joined(separator: "\n"))
      """,
    quick: ["seeds.count=40"],
    figures: { try conditions($0) })

  /// 10^{−3}, …, 10^{0.6}, to three digits.
  private static let deviations: [Double] = (0...18).map { i in
    Double(String(format: "%.3g", pow(10, -3 + 0.2 * Double(i)))) ?? 1
  }

  private static func conditions(_ stored: StoredExperiment) throws -> [Figure] {
    try stored.requireAllRuns()
    var none: CertificateFile?
    var found: [Certificate] = []
    // The starts alone are checked, whatever their single step came to.
    let checker = Checker(stored.experiment, statements: [Arora2019Theorem1.self])
    try checker.run(into: &none) { found += $0.filter { $0.run == nil } }
    let size = deviations.count
    let panels = ["layer-wise Gaussian", "balanced (Procedure 1)"].enumerated().map { i, title in
      panel(title, found.filter { i * size..<(i + 1) * size ~= $0.point })
    }
    let (η, seeds) = (
      stored.experiment.points[0].specification.setting.stepSize ?? .nan, stored.experiment.seeds.count
    )
    let caption = """
      Fraction of starts that meet each hypothesis of Theorem 1 of Arora, Cohen, Golowich and Hu (2019) against the deviation s of the start, \
      over \(seeds) seeds a point, with exact (Clopper–Pearson) 95 % intervals: the deficiency margin c > 0, the imbalance against c²/(256 N³ ‖Φ‖^{2(N−1)/N}), \
      the step size η = \(NumberText.plain(η)) against its bound, and all of them together. (a) Layers drawn independently, s the deviation of their entries; (b) balanced \
      starts, s the deviation of the entries of W_{1:N}. Settings, ours: widths [4, 4, 4, 1], Φ = (1, 0, 0, 0).
      """
    return [
      Figure(
        name: "arora2019-conditions", caption: caption, width: .page, sharesY: true, legend: Legend(.below),
        panels: panels)
    ]
  }

  private static func panel(_ title: String, _ certificates: [Certificate]) -> Panel {
    // The first three hypotheses; the fourth, the hidden width, holds at every start.
    let labels = ["margin", "imbalance", "step size"]
    var (series, bands): ([Series], [Band]) = ([], [])
    func add(_ fractions: [Item.Fraction], _ label: String, _ color: Color, _ line: LineStyle) {
      let x = deviations
      series.append(
        Series(
          x: x, y: fractions.map { Double($0.count) / Double($0.of) }, label: label, color: color, line: line,
          stroke: .primary))
      bands.append(
        Band(
          x: x, low: fractions.map { $0.interval[0] }, high: fractions.map { $0.interval[1] }, label: label,
          color: color, role: .crowdedPoints))
    }
    let lines: [LineStyle] = [.solid, .dashed, .solid]
    for (place, label) in labels.enumerated() {
      add(
        certificates.compactMap { $0.hypotheses[place].fraction }, label,
        .category(place), lines[place])
    }
    add(certificates.map(promised), "all of them", .ink, .dotted)
    return Panel(
      title, x: Axis("deviation $s$", scale: .log), y: Axis("fraction of starts", from: 0, to: 1),
      series: series, bands: bands)
  }

  /// How many starts meet all hypotheses.
  private static func promised(_ certificate: Certificate) -> Item.Fraction {
    let total = certificate.hypotheses.first?.fraction?.of ?? 0
    let item = certificate.promises.first { $0.name == Verdict.promised.rawValue }
    return item?.fraction ?? Item.Fraction(0, of: total)
  }
}
