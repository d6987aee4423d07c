import Figures
import RunArchive

/// Alignment, saddle avoidance and local convergence as far as the run went through them.
///
/// A run that escaped without a saddle time, as those of odd depth do, has no stages after alignment.
package func stages(of row: RunRow, end: Double) -> [Stage] {
  let aligned = row["alignment_time"] ?? end
  var all: [(label: String, from: Double, to: Double)] = [("alignment", 0, aligned)]
  if let saddle = row["saddle_time"] {
    all += [("saddle avoidance", aligned, saddle), ("local convergence", saddle, end)]
  } else if row["escape_time"] == nil {
    all.append(("saddle avoidance", aligned, end))
  }
  return all.compactMap { label, from, to in to > from ? Stage(label, from: from, to: to) : nil }
}
