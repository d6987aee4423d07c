import Figures
import Foundation
import Plotting
import SpecLanguage

/// Training loss and test accuracy of a sweep against the deviation of the start.
package struct DeviationFigure {
  private let sweep: DeviationSweep
  private let records: [DeviationRecord]

  /// - Parameter records: Of all runs of `sweep`.
  package init(_ sweep: DeviationSweep, _ records: [DeviationRecord]) {
    (self.sweep, self.records) = (sweep, records)
  }

  /// The figure, with its findings in the caption.
  package func figure(name: String) -> Figure {
    Figure(
      name: name, caption: caption, width: .page, sharesX: true, legend: Legend(.below),
      panels: [
        panel(
          Axis(
            "training loss (cross-entropy)", scale: .log, ticks: lossTicks,
            tickLabels: lossTicks.map { $0.map(NumberText.plain) }),
          \.trainingLoss,
          [.horizontal(y: chance, label: "equal probabilities: $\\ln \(classes)$", color: .muted)]),
        panel(Axis("test accuracy", from: 0, to: 1), \.testAccuracy),
      ])
  }

  /// Round numbers between the least and the largest loss; nil where there are too few.
  private var lossTicks: [Double]? {
    let losses = records.compactMap { $0.end?.trainingLoss } + [chance]
    let round = (-6...6).flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
    let ticks = round.filter { $0 >= losses.min() ?? 1 && $0 <= losses.max() ?? 1 }
    return (2...9).contains(ticks.count) ? ticks : nil
  }

  private var classes: Int { sweep.widths[sweep.widths.count - 1] }
  /// The loss of a network that gives all classes the same probability.
  private var chance: Double { log(Double(classes)) }

  private func panel(
    _ axis: Axis, _ value: KeyPath<DeviationRecord.End, Double>, _ lines: [Mark] = []
  ) -> Panel {
    var (y, series, bands, arrows): (Axis, [Series], [Band], [Arrow]) = (axis, [], [], [])
    for (place, start) in DeviationSweep.Start.allCases.enumerated() {
      let points = sweep.deviations.map { s in (s, values(start, s, value)) }
      let (x, sorted) = (points.map(\.0), points.map { $0.1.sorted() })
      let color = Color.category(place)
      series.append(
        Series(
          x: x, y: sorted.map { $0.quantile(0.5, on: y.scale) }, label: Self.label(start), color: color,
          line: place == 0 ? .dashed : .solid, stroke: .median, marker: .cycle(place)))
      bands.append(
        Band(
          x: x, low: sorted.map { $0.first ?? .nan }, high: sorted.map { $0.last ?? .nan },
          label: Self.label(start), color: color, role: .points))
      for (s, values) in points where values.count < sweep.seeds {
        arrows.append(Arrow(x: s, label: "\(sweep.seeds - values.count)/\(sweep.seeds)", color: color))
      }
    }
    // Room for the arrows above the curves.
    if !arrows.isEmpty {
      y.to = y.to.map { 1.2 * $0 } ?? 4 * (bands.flatMap(\.high).compactMap(\.self).max() ?? 1)
    }
    return Panel(
      x: Axis("deviation $s$ of the start", scale: .log), y: y, series: series, bands: bands,
      marks: lines, arrows: arrows.isEmpty ? nil : arrows)
  }

  private static func label(_ start: DeviationSweep.Start) -> String {
    switch start {
    case .independentLayers: "layer-wise Gaussian"
    case .rotatedBalance: "balanced, rotated"
    }
  }

  /// Of the runs that did not diverge.
  private func values(
    _ start: DeviationSweep.Start, _ s: Double, _ value: KeyPath<DeviationRecord.End, Double>
  ) -> [Double] {
    records.filter { $0.run.start == start && $0.run.deviation == s }
      .compactMap { $0.end?[keyPath: value] }
  }

  private func median(
    _ start: DeviationSweep.Start, _ s: Double, _ value: KeyPath<DeviationRecord.End, Double>
  ) -> Double { values(start, s, value).quantile(0.5, on: .linear) }

  // --- Caption -----------------------------------------------------------------------------------

  private var caption: String {
    let widths = sweep.widths.map(String.init).joined(separator: "–")
    let diverged = records.count { $0.end == nil }
    return """
      Training loss, mean cross-entropy over all training images after \(sweep.epochs) \(sweep.epochs == 1 ? "epoch" : "epochs"), and \
      test accuracy against the deviation s of the start: \(widths) ReLU network on MNIST, as in Fig. 1d of Arora, Cohen, Golowich and Hu \
      (2019). Lines are medians of \(sweep.seeds) seeds, bands reach from the smallest to the largest. s is the deviation of the entries of each layer \
      (Gaussian) or of W_{1:N} (balanced, Procedure 1 with random orthogonal factors). \(findings) \
      \(diverged == 0 ? "No run diverged." : "Arrows count runs that diverged: \(diverged) of \(records.count) in all.") \
      Settings: softmax cross-entropy, SGD with batches of \(sweep.batchSize), step size \(NumberText.plain(sweep.stepSize)), \
      \(sweep.trainingImages) training and \(sweep.testImages) test images, pixels divided by 255, biases zero at the start. Settings, ours: the \
      grid of s, the seeds, and the factor to the left of W_j with its transpose to the right of W_{j+1}.
      """
  }

  /// What the runs show, as numbers.
  private var findings: String {
    let pairs = sweep.deviations.map { s in
      (
        s: s, gaussian: median(.independentLayers, s, \.trainingLoss),
        balanced: median(.rotatedBalance, s, \.trainingLoss)
      )
    }
    func text(_ x: Double) -> String { String(format: "%.3g", x) }
    let first = pairs.prefix { $0.balanced < $0.gaussian }
    var sentences: [String] = []
    if let small = first.first, let last = first.last {
      sentences.append(
        "Balanced starts have the smaller median loss at every s up to \(text(last.s)); at s = \(text(small.s)) it is "
          + "\(text(small.balanced)) beside \(text(small.gaussian)), a factor of \(text(small.gaussian / small.balanced))."
      )
      if let wide = first.max(by: { $0.gaussian / $0.balanced < $1.gaussian / $1.balanced }) {
        sentences.append(
          "The factor is largest at s = \(text(wide.s)): \(text(wide.balanced)) beside \(text(wide.gaussian)), "
            + "\(text(wide.gaussian / wide.balanced)).")
      }
    } else {
      let count = pairs.count { $0.balanced < $0.gaussian }
      sentences.append(
        "Balanced starts have the smaller median loss at \(count) of \(pairs.count) deviations, but not at the smallest."
      )
    }
    let stuck = pairs.filter { abs($0.gaussian - chance) < 0.01 * chance }
    if let last = stuck.last {
      sentences.append(
        "Gaussian starts are within 1 % of ln \(classes) = \(text(chance)), where they began, at \(stuck.count) "
          + "\(stuck.count == 1 ? "deviation" : "deviations"), up to s = \(text(last.s)).")
    }
    for start in DeviationSweep.Start.allCases {
      let accuracies = sweep.deviations.map { ($0, median(start, $0, \.testAccuracy)) }.filter { !$0.1.isNaN }
      if let best = accuracies.max(by: { $0.1 < $1.1 }) {
        sentences.append(
          "The best median test accuracy of \(start == .independentLayers ? "Gaussian" : "balanced") starts is "
            + "\(String(format: "%.1f", 100 * best.1)) %, at s = \(text(best.0)).")
      }
    }
    return sentences.joined(separator: " ")
  }
}
