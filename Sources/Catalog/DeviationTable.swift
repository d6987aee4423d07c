import DataSets
import Foundation
import RunArchive
import SpecLanguage

/// The file `runs.csv` of a sweep: a row a run, exact to the bit, in the order of the runs.
enum DeviationTable {
  static let file = "runs.csv"

  private static let columns = [
    "run", "initialization", "deviation", "seed", "outcome", "diverged_at_step", "training_loss",
    "training_accuracy", "test_loss", "test_accuracy",
  ]

  private static func header(_ sweep: DeviationSweep) -> [String] {
    columns + (0..<sweep.epochs).map { "epoch_\($0 + 1)_loss" }
  }

  /// The file's contents.
  static func text(of records: [DeviationRecord], in sweep: DeviationSweep) -> Data {
    let rows = records.map { record in
      let (run, end) = (record.run, record.end)
      let cells: [String] =
        ["\(run.number)", run.start.rawValue, "\(run.deviation)", "\(run.seed)"]
        + [end == nil ? "diverged" : "finished", record.divergedAtStep.map { "\($0)" } ?? ""]
        + [end?.trainingLoss, end?.trainingAccuracy, end?.testLoss, end?.testAccuracy].map {
          $0.map { "\($0)" } ?? ""
        }
      let losses = record.epochLosses.map { "\($0)" }
      return cells + losses + Array(repeating: "", count: sweep.epochs - losses.count)
    }
    return Data(([header(sweep)] + rows).map { $0.joined(separator: ",") + "\n" }.joined().utf8)
  }

  /// The records of a file that `text` has made for the same sweep; none where there is no file.
  ///
  /// - Throws: `StoreError` where the file has something else.
  static func records(in directory: URL, of sweep: DeviationSweep) throws -> [DeviationRecord] {
    let url = directory.appending(path: file)
    guard SystemReason.found(at: url.path) != .nothing else { return [] }
    func damage(_ what: String) -> StoreError {
      StoreError("\(url.shown): \(what); bring it back, or remove it to compute its runs again")
    }
    let table: TextTable
    do { table = try TextTable(contentsOf: url.path) } catch let error as DataError {
      throw damage(error.line.map { "line \($0): \(error.sentence)" } ?? error.sentence)
    }
    guard table.header == header(sweep) else { throw damage("its columns are not those of this experiment") }
    let runs = sweep.runs
    var last = -1
    return try table.rows.map { row in
      guard let record = record(row, of: runs), record.run.number > last else {
        throw damage("the row of run \(row[0].quoted) is damaged")
      }
      last = record.run.number
      return record
    }
  }

  private static func record(_ row: [String], of runs: [DeviationSweep.Run]) -> DeviationRecord? {
    guard let number = Int(row[0]), runs.indices.contains(number) else { return nil }
    let run = runs[number]
    guard row[1] == run.start.rawValue, Double(row[2]) == run.deviation, Int(row[3]) == run.seed else {
      return nil
    }
    let losses = row[columns.count...].filter { !$0.isEmpty }.compactMap(number(_:))
    let values = row[6...9].compactMap(number(_:))
    var record = DeviationRecord(run: run, epochLosses: losses, divergedAtStep: Int(row[5]))
    if values.count == 4 {
      record.end = .init(
        trainingLoss: values[0], trainingAccuracy: values[1], testLoss: values[2], testAccuracy: values[3])
    }
    let isWhole = record.end == nil ? record.divergedAtStep != nil : losses.count == row.count - columns.count
    return isWhole ? record : nil
  }

  private static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

extension DeviationSweep {
  /// The runs that a directory has, in their order.
  ///
  /// - Throws: `StoreError` where its table is damaged.
  package static func records(in directory: URL, of sweep: DeviationSweep) throws -> [DeviationRecord] {
    try DeviationTable.records(in: directory, of: sweep)
  }
}
