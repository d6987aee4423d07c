import Foundation
import RunArchive

/// Records that look like a sweep's: runs of two points, of differing depths, widths and lengths; every third
/// diverged. The numbers depend on the run alone.
package enum SampleRecords {
  package static let layout = TrajectoryLayout(
    variables: [
      VariableDescription(name: "step", dimensions: [], longName: "step", units: "step", source: "Steps"),
      VariableDescription(name: "loss", dimensions: [], longName: "loss ℓ", units: "1", source: "Loss"),
      VariableDescription(
        name: "layer_singular_values", dimensions: [.layer, .k], longName: "σ_k(W_j)", units: "1", source: "σ"
      ),
      VariableDescription(
        name: "determinant", dimensions: [.ri], longName: "det W_{1:N}", units: "1", source: "Determinant"),
    ], thresholds: [1e-2, 1e-4], snapshots: 7, layers: 4, k: 3, attributes: ["name": "sample"])

  package static func record(_ run: Int, layers: Bool = true) -> RunRecord {
    let snapshots = 4 + run % 4
    let depth = 2 + run % 3
    let width = 2 + run % 2
    func numbers(_ count: Int, _ salt: Double) -> [Double] {
      (0..<count).map { sin(Double(run) + salt * Double($0)) }
    }
    var row = RunRow(
      run: run, point: run / 3, seed: UInt64(run), philoxKey: SIMD2(UInt32(run), .max), outcome: "converged",
      steps: 100 * run, time: 0.1 * Double(run), loss: 1 / Double(run + 3), penalty: 0.3, imbalance: 1e-17,
      wallSeconds: 0.25)
    if run % 2 == 0 { row.values = ["determinant_sign": 1, "alignment_time": 0.1] }
    var record = RunRecord(
      row, plateaus: [RunRecord.Plateau(level: 0.5, start: 0.1, end: 1.0 / 3)],
      thresholdSteps: [run, nil], thresholdTimes: [0.1 * Double(run), nil], snapshotCount: snapshots)
    record.series = [
      "step": RunRecord.Series(shape: [], values: (0..<snapshots).map { Double(10 * $0) }),
      "loss": RunRecord.Series(shape: [], values: numbers(snapshots, 0.7)),
      "layer_singular_values": RunRecord.Series(
        shape: [depth, width], values: numbers(snapshots * depth * width, 0.3)),
      "determinant": RunRecord.Series(shape: [2], values: numbers(snapshots * 2, 0.9)),
    ]
    if run % 3 == 2 {
      (record.outcome, record.loss, record.penalty) = ("diverged", .infinity, .nan)
      record.message = "run \(run) left the finite numbers"
    }
    if layers {
      record.weights = (1...2).map {
        StoredArray(shape: [2, 2], isComplex: true, values: numbers(8, Double($0)))
      }
    }
    return record
  }
}
