import Figures
import SpecLanguage

/// What to draw of a results directory; empty lists mean everything.
public struct FigureRequest: Sendable {
  /// Names of quantities, one panel each, with hyphens or underscores; empty for an overview.
  public var of: [String] = []
  /// What they are drawn against: a quantity, a swept key, or two swept keys for a heatmap; empty chooses.
  public var against: [String] = []
  /// Numbers of runs.
  public var runs: [Int] = []
  /// Numbers of points.
  public var points: [Int] = []
  /// Which singular values, from 1.
  public var k: [Int] = []
  /// Which layers, from 1.
  public var layers: [Int] = []
  /// Curves to be drawn over those of the runs.
  public var overlays: OverlaySource?
  /// nil chooses a column or a page by the number of panels.
  public var width: Figure.Width?
  /// nil chooses by the values.
  public var xScale: Scale?
  /// nil chooses by the values; the colours' in a heatmap.
  public var yScale: Scale?
  /// A line above the figure.
  public var title: String?
  /// The stem of the files; nil makes one from the quantities.
  public var name: String?

  /// Everything, by default.
  public init() {}

  /// Refuses overlays on a figure that has no place for them.
  func refuseOverlays(_ figure: String) throws(InputError) {
    guard let overlays else { return }
    throw InputError(
      "--\(overlays.name) goes with quantities along the runs, against time or step, and not with \(figure); expected for instance --of singular-values --\(overlays.name)."
    )
  }
}
