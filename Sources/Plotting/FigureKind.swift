import Figures
import SpecLanguage

/// A kind of figure: which requests it takes, and what it draws. A new one is a file, and a line in `FigureSource.kinds`.
protocol FigureKind {
  /// The figure that a request describes; nil where the request is for another kind.
  ///
  /// - Throws: `InputError` where it is for this kind and names what does not go together.
  init?(_ source: FigureSource) throws
  /// Whether curves can be drawn over its own.
  var takesOverlays: Bool { get }
  /// What messages call it.
  var name: String { get }
  /// Draws it.
  func figure() throws -> Figure
}

extension FigureKind {
  var takesOverlays: Bool { false }
  var name: String { "this" }
}

extension FigureSource {
  /// The kinds of figures; the first one that takes a request draws it.
  static var kinds: [any FigureKind.Type] {
    [Overview.self, SweepHeatmap.self, SweepCurves.self, TrajectoryFigure.self, RunScatter.self]
  }
}
