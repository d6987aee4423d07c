import Figures
import RunArchive

/// Alignment, saddle avoidance and local convergence as far as the run went through them.
package func stages(of row: RunRow, end: Double) -> [Stage] {
  let t1 = row["alignment_time"] ?? end
  let t2 = row["saddle_time"] ?? end
  let all = [
    ("alignment", 0, t1), ("saddle avoidance", t1, max(t1, t2)), ("local convergence", max(t1, t2), end),
  ]
  return all.compactMap { label, from, to in to > from ? Stage(label, from: from, to: to) : nil }
}
