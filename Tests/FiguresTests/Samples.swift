import Figures
import Foundation

/// A small figure that uses every part of a description.
func everything(named name: String = "everything") -> Figure {
  let time = (0...40).map { Double($0) / 4 }
  let curves = (1...3).flatMap { k in
    (0..<2).map { j in
      Series(
        x: time, y: time.map { exp(-$0 / Double(k + j)) }, color: .order(k, of: 3), line: .cycle(j))
    }
  }
  let keys = [
    (1...3).map { Legend.Key("$k = \($0)$", color: .order($0, of: 3)) },
    (0..<2).map { Legend.Key("$W_\($0 + 1)$", line: .cycle($0)) },
  ]
  let left = Panel(
    "real, $\\det W > 0$", x: Axis("time $t = \\eta k$"),
    y: Axis("$\\sigma_k(W_j)$", scale: .log, from: 1e-6, to: 10), series: curves,
    bands: [Band(x: time, low: time.map { $0 / 20 }, high: time.map { $0 / 10 }, label: "quartiles")],
    marks: [.horizontal(y: 0.5, label: "threshold"), .point(x: 5, y: 0.1, label: "start")],
    stages: [Stage("alignment", to: 3), Stage("saddle avoidance", from: 3, to: 6), Stage("local", from: 6)],
    arrows: [Arrow(x: 8, label: "2/64", color: .category(1)), Arrow(x: 8, label: "0/64"), Arrow(x: 9)])
  let right = Panel(
    x: Axis("deviation $s$", scale: .log), y: Axis("step size $\\eta$", scale: .log),
    heatmap: Heatmap(
      x: [0.01, 0.1, 1], y: [1e-3, 1e-2], values: [[10, 100, 1000], [20, .nan, .infinity]],
      label: "steps", missing: "fewer than half converge", notes: [[nil, nil, nil], [nil, "2/64", nil]],
      scale: .log))
  return Figure(
    name: name, caption: "Singular values — and Größe.", width: .page,
    legend: Legend(.below, keys: keys), panels: [left, right])
}

/// One curve.
func curve(named name: String = "curve", y: [Double] = [1, .nan, 0.25], scale: Scale = .log) -> Figure {
  Figure(
    name: name,
    panels: [
      Panel(
        x: Axis("time"), y: Axis("loss", scale: scale),
        series: [Series(x: [0, 1, 2], y: y, label: "run", marker: .circle)])
    ])
}

/// Calls `body` with a folder whose name has spaces and letters beyond ASCII.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("figures of Łódź \(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
