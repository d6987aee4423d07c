import Experiments
import Figures
import Foundation
import SpecLanguage

/// A data set and its Φ as a figure: the singular values of the centred features, and Φ along them.
package enum DataFigure {
  /// More labels than this cannot be distinguished.
  private static let mostLabels = 8

  /// - Parameter name: the stem of the figure's files.
  package static func figure(_ summary: DataSummary, name: String) -> Figure {
    Figure(
      name: name, caption: caption(summary), width: .page, legend: Legend(.below),
      panels: [spectrum(summary), target(summary)])
  }

  private static func spectrum(_ summary: DataSummary) -> Panel {
    let values = Array(summary.singularValues.prefix(summary.rank))
    return Panel(
      x: Axis("direction $k$", from: 0, to: end(values.count)),
      y: Axis("singular value $\\sigma_k$ of the centred features", scale: .log),
      series: [dots(values, nil, .category(0))])
  }

  private static func target(_ summary: DataSummary) -> Panel {
    let target = summary.problem.target
    guard summary.settings.options.whitens else {
      return Panel(
        x: Axis("$k$", from: 0, to: end(summary.targetValues.count)),
        y: Axis("singular value $\\sigma_k(\\Phi)$"), series: [dots(summary.targetValues, nil, .category(1))])
    }
    let x = Axis("direction $k$", from: 0, to: end(target.columns))
    guard target.rows <= mostLabels else {
      let norms = (0..<target.columns).map { k in
        (0..<target.rows).reduce(0.0) { $0 + target[$1, k] * target[$1, k] }.squareRoot()
      }
      return Panel(
        x: x, y: Axis("$\\Vert\\Phi_{\\cdot k}\\Vert$ over all labels", scale: .log),
        series: [dots(norms, nil, .category(1))])
    }
    return Panel(
      x: x, y: Axis("$|\\Phi_{ik}|$ along the directions", scale: .log),
      series: (0..<target.rows).map { i in
        dots(
          (0..<target.columns).map { abs(target[i, $0]) }, plain(summary.labels[i].name), .category(i + 1))
      })
  }

  private static func caption(_ summary: DataSummary) -> String {
    let names = summary.files.map { URL(fileURLWithPath: $0.path).lastPathComponent.sourceName }.joined(
      separator: ", ")
    let (problem, options) = (summary.problem, summary.settings.options)
    let condition = summary.conditionNumber.map { " and condition number \(NumberText.plain($0))" } ?? ""
    let target =
      options.whitens
      ? "(b) Φ = Λ_yx of the whitened instances, \(problem.target.rows)×\(problem.target.columns), along the principal directions by falling variance"
      : "(b) The singular values of Φ = Λ_yx, \(problem.target.rows)×\(problem.target.columns), of the instances as they are"
    return """
      \(names): \(summary.rows) rows. (a) The singular values of the \(summary.features) centred features, of rank \(summary.rank)\(condition). \
      \(target); labels are multiplied by \(NumberText.plain(problem.labelScale)), and the least loss of any W is \
      c = \(NumberText.plain(problem.optimalLoss)).
      """
  }

  /// Where an axis of so many directions ends, so that the last dot is whole.
  private static func end(_ count: Int) -> Double { 1.02 * Double(count) + 1 }

  private static func dots(_ values: [Double], _ label: String?, _ color: Color) -> Series {
    Series(
      x: values.indices.map { Double($0 + 1) }, y: values, label: label, color: color, line: .none,
      stroke: .dot, marker: .circle)
  }

  /// A name for a legend: no formula begins in it.
  private static func plain(_ name: String) -> String {
    let shown = name.count <= 30 ? name : name.prefix(29) + "…"
    return shown.replacing("$", with: "\\$")
  }
}
