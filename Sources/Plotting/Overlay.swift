import Figures
import RunArchive

/// A curve drawn over that of a run: the flow that a theory predicts, for instance.
public struct Overlay: Sendable {
  /// What sort of curve it is: curves of one sort have one kind of line and one name.
  public struct Sort: Sendable, Hashable {
    /// For legends and captions.
    public let title: String
    /// The line that it has in all figures; not solid, as the curves of runs are.
    public let line: LineStyle

    /// A sort of this name, with this line.
    public init(_ title: String, line: LineStyle) { (self.title, self.line) = (title, line) }
  }

  /// The number of the run that it belongs to.
  public let run: Int
  /// The places on the horizontal axis.
  public let x: [Double]
  /// For each component of the variable, in C order of the stored dimensions, a value at each of `x`.
  public let values: [[Double]]
  /// What sort of curve it is.
  public let sort: Sort
  /// Whether it is drawn for several points of the sweep at once.
  public let isShared: Bool

  /// A curve over that of a run; see the properties.
  public init(run: Int, x: [Double], values: [[Double]], sort: Sort, isShared: Bool) {
    (self.run, self.x, self.values, self.sort, self.isShared) = (run, x, values, sort, isShared)
  }
}

/// The curves of one variable over some runs, over which overlays are to be drawn.
public struct RunCurves: Sendable {
  /// One run's curve.
  public struct Run: Sendable {
    /// The run.
    public let row: RunRow
    /// t at its snapshots, rising.
    public let times: [Double]
    /// The places of its snapshots on the horizontal axis.
    public let x: [Double]
  }

  /// The variable.
  public let variable: RecordedVariable
  /// The stored sizes of the variable's dimensions after run and snapshot.
  public let shape: [Int]
  /// What the horizontal axis shows: `time` or `step`.
  public let clock: RecordedVariable
  /// The runs, in their order.
  public let runs: [Run]
}

/// Where the overlays of a figure come from.
public struct OverlaySource: Sendable {
  /// The name for files; with two hyphens before it, the option for it.
  public let name: String
  /// What the curves are, for captions: "the gradient flow from the same initial weights".
  public let summary: String
  /// For captions: that a curve is drawn for several points at once.
  public let sharedSummary: String
  /// Every sort of curve, in the order of legends and captions.
  public let sorts: [Overlay.Sort]
  /// The curves over those of some runs, in any order; throws a sentence where there is none for a run.
  public let overlays: @Sendable (RunCurves) throws -> [Overlay]

  /// A source of overlays; see the properties.
  public init(
    name: String, summary: String, sharedSummary: String, sorts: [Overlay.Sort],
    overlays: @escaping @Sendable (RunCurves) throws -> [Overlay]
  ) {
    (self.name, self.summary, self.sharedSummary) = (name, summary, sharedSummary)
    (self.sorts, self.overlays) = (sorts, overlays)
  }
}
