import Figures
import Foundation

/// The statistics of a family of points along an axis, as a curve in its band or as dots on bars.
///
/// What lies above every number, a median or a quartile of runs of which too few arrived, goes to the upper edge of the panel: bands and
/// bars end there, and in place of a median there is an arrow with "k/n".
struct StatisticCurve {
  private let x: [Double]
  private let statistics: [Statistic]
  private let color: Color
  private let hasBand: Bool
  /// How many such curves the panel has.
  private let families: Int

  init(_ x: [Double], _ statistics: [Statistic], color: Color, hasBand: Bool, among families: Int) {
    (self.x, self.statistics, self.color) = (x, statistics, color)
    (self.hasBand, self.families) = (hasBand, families)
  }

  /// A curve through the middles, in its band or with bars, with gaps where there is none.
  func addCurve(to panel: inout Panel, hasBars: Bool) {
    let (low, high) = (statistics.map(\.low), ends(in: panel))
    if hasBand, zip(low, high).contains(where: { $0 < $1 }) {
      if hasBars {
        addIntervals(to: &panel)
      } else {
        panel.bands.append(
          Band(x: x, low: low, high: high, color: color, role: families > 3 ? .crowdedPoints : .points))
      }
    }
    panel.series.append(
      Series(x: x, y: statistics.map(\.middle), color: color, stroke: .primary, marker: .circle))
    add(arrows: zip(x, statistics).filter { $1.isMiddleLate }, to: &panel)
  }

  /// A dot in the middle of each statistic, on a bar from low to high; dots alone, as no line leads from word to word.
  func addBars(to panel: inout Panel) {
    addIntervals(to: &panel)
    panel.series.append(
      Series(x: x, y: statistics.map(\.middle), color: color, line: .none, marker: .circle))
    add(arrows: zip(x, statistics).filter { $1.high == .infinity }, to: &panel)
  }

  private func addIntervals(to panel: inout Panel) {
    let bars = zip(x, zip(statistics.map(\.low), ends(in: panel))).filter { $1.0 < $1.1 }
    guard !bars.isEmpty else { return }
    panel.series.append(
      Series(
        x: bars.flatMap { x, _ in [x, x, .nan] }, y: bars.flatMap { [$1.0, $1.1, .nan] }, color: color,
        stroke: .interval))
  }

  /// The upper ends of bands and bars.
  private func ends(in panel: Panel) -> [Double] {
    statistics.map { $0.high == .infinity ? panel.y.to ?? .nan : $0.high }
  }

  private func add(arrows: [(Double, Statistic)], to panel: inout Panel) {
    guard !arrows.isEmpty else { return }
    panel.arrows =
      (panel.arrows ?? [])
      + arrows.map { x, statistic in
        let isNamed = families <= Self.mostCounted && statistic.isMiddleLate && statistic.count > 1
        return Arrow(x: x, label: isNamed ? "\(statistic.arrived)/\(statistic.count)" : nil, color: color)
      }
  }

  /// The texts of more arrows at one place would cover the panel.
  static let mostCounted = 4
}

extension Statistic {
  /// Whether fewer than half of the runs arrived, so that the median is later than their end.
  var isMiddleLate: Bool { middle == .infinity }
}

extension Axis {
  /// Ends the axis so far above its values that arrows and their texts hide none; unchanged where nothing lies above them.
  mutating func leaveRoom(above families: [[Statistic]], in summary: StatisticSummary) {
    let all = families.joined()
    guard all.contains(where: { $0.isMiddleLate || summary.hasBands && $0.high == .infinity }) else { return }
    let drawn = all.flatMap { summary.hasBands ? [$0.low, $0.middle, $0.high] : [$0.middle] }
    let known = drawn.filter { $0.isFinite && (scale != .log || $0 > 0) }
    let hasMedian = all.contains { $0.middle.isFinite }
    let values = hasMedian ? known : summary.arrivals.filter { scale != .log || $0 > 0 }
    guard let low = values.min(), let high = values.max() else { return }
    let texts = Double(families.count <= StatisticCurve.mostCounted ? families.count : 0)
    leaveRoom(above: low, high, part: 0.15 + 0.05 * texts, below: !hasMedian)
  }

  /// Ends the axis above its largest value `high`, with so large a part of its length between; and where `below`, begins it below `low`.
  mutating func leaveRoom(above low: Double, _ high: Double, part: Double = 0.15, below: Bool = false) {
    switch scale {
    case .log:
      let ratio = max(high / low, 4)
      to = high * Foundation.pow(ratio, part / (1 - part))
      if below { from = low / Foundation.pow(ratio, 0.1) }
    case .linear, .symlog:
      let length = max(high - low, 0.5 * abs(high), 1e-300)
      to = high + length * part / (1 - part)
      if below { from = low - 0.1 * length }
    }
  }
}
