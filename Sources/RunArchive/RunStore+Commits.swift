import Foundation
import GRDB
import SpecLanguage
import Synchronization

// What is added to a directory.

extension RunStore {
  /// Adds runs after all others, in blocks of their own.
  ///
  /// - Returns: The numbers of the new blocks.
  /// - Throws: `StoreError` where the database cannot be written.
  @discardableResult public func extend(by runs: Int) throws -> Range<Int> {
    try changing {
      try commits.withLock { _ in
        let before = plan
        var longer = before
        longer.extend(by: runs)
        try Self.record(longer, database)
        state.withLock { $0.plan = longer }
        return before.count..<longer.count
      }
    }
  }

  /// Records the points of the sweep; those already there must be the same.
  ///
  /// - Throws: `StoreError` where a stored point has another hash.
  public func add(points: [PointRow]) throws {
    try changing {
      try database.write { connection in
        var isChanged = false
        for point in points {
          guard let stored = try PointRow.fetchOne(connection, key: point.point) else {
            try point.insert(connection)
            isChanged = true
            continue
          }
          guard stored.hash == point.hash else {
            throw StoreError(
              "\(directory.shown): its point \(point.point) is another than the spec's; choose another folder"
            )
          }
        }
        let isRecorded = try MetaRow.exists(connection, key: MetaRow.pointsDigest)
        guard isChanged || !isRecorded else { return }
        try MetaRow(key: MetaRow.pointsDigest, value: RowDigest.ofPoints(in: connection)).upsert(connection)
      }
    }
  }

  /// Writes spec.yaml where it is not there yet, and records its checksum; the file never changes afterwards. One that was lost or
  /// changed is written again where `contents` are known to be what it had.
  ///
  /// - Parameter contents: The spec as resolved.
  /// - Throws: `StoreError` where spec.yaml is not the one that the runs were computed from, or cannot be written.
  public func writeSpecification(_ contents: String) throws {
    try writeOnce("spec.yaml", Array(contents.utf8), MetaRow.specDigest, damage: archive.specDamage)
  }

  /// Writes an array beside the results, such as target.npy, as `writeSpecification` writes spec.yaml.
  ///
  /// - Throws: `StoreError` where the file is not the one that the runs were computed from, or cannot be written.
  public func write(_ array: StoredArray, named name: String) throws {
    let bytes = NumpyFile.contents(of: array)
    defer { bytes.deallocate() }
    try writeOnce(name, Array(bytes), name + MetaRow.arrayDigest) { try archive.arrayDamage(name) }
  }

  private func writeOnce(
    _ name: String, _ contents: [UInt8], _ key: String, damage: () throws -> String?
  ) throws {
    let (digest, stored) = (ContentDigest.sha256(of: contents), try archive.meta(key))
    if stored != nil {
      guard let damage = try damage() else { return }
      guard stored == digest else {
        throw StoreError("\(directory.shown): \(damage): bring it back, or choose another folder")
      }
    }
    try write(name, contents: contents)
    guard stored != digest else { return }
    try record(MetaRow(key: key, value: digest))
  }

  /// Stores a block: when this returns, its runs are safe.
  ///
  /// - Parameters:
  ///   - block: A block of the plan that is not stored yet.
  ///   - records: Exactly the runs of that block, in any order.
  /// - Throws: `StoreError` where the records do not fit or cannot be written; then nothing of the block is stored.
  public func commit(block: Int, records: [RunRecord]) throws {
    try changing {
      try commits.withLock { _ in
        let records = records.sorted { $0.run < $1.run }
        let runs = try check(block, records)
        try publish(block, records)
        state.withLock { _ = $0.completed.insert(block) }
        removeCheckpoints(of: runs)
      }
    }
  }

  /// The runs of a block that can be committed with these records.
  private func check(_ block: Int, _ records: [RunRecord]) throws -> Range<Int> {
    let name = "\(directory.shown): block \(block)"
    let (plan, isStored) = state.withLock { ($0.plan, $0.completed.contains(block)) }
    guard (0..<plan.count).contains(block) else { throw StoreError("\(name): there is no such block") }
    guard !isStored else { throw StoreError("\(name): is stored already") }
    let runs = plan.runs(inBlock: block)
    guard records.map(\.run) == Array(runs) else {
      throw StoreError(
        "\(name): its runs are \(runs.lowerBound) to \(runs.upperBound - 1), each once; got others")
    }
    return runs
  }

  private func publish(_ block: Int, _ records: [RunRecord]) throws {
    var files = Publication(in: directory)
    do {
      try files.add(StoredName.trajectories(block: block)) {
        try TrajectoryFile.write(records, layout: layout, to: $0)
      }
      try Self.addWeights(of: records, block, plan, to: &files)
      reached(.written)
      let rows = try files.rows(block: block)
      try files.synchronize()
      reached(.synchronized)
      try files.rename()
      reached(.renamed)
      let plan = plan
      try database.write {
        try Self.insert(records, layout.thresholds, rows, into: $0)
        try BlockRow(block: block, sha256: RowDigest.ofBlock(block, plan, in: $0)).insert($0)
      }
      reached(.recorded)
    } catch {
      // A transaction that failed may be stored all the same: what its rows name stays.
      let stored = try? Set(archive.files().map(\.path))
      files.discard { stored?.contains($0) ?? true }
      throw error
    }
  }

  private static func addWeights(
    of records: [RunRecord], _ block: Int, _ plan: BlockPlan, to files: inout Publication
  ) throws {
    let layers = records.flatMap { record in
      record.weights.enumerated().map { (run: record.run, layer: $0.offset + 1, array: $0.element) }
    }
    guard !plan.joinsWeights else {
      guard !layers.isEmpty else { return }
      return try files.add(StoredName.weights(block: block)) {
        let arrays = layers.map {
          (name: StoredName.weightArray(run: $0.run, layer: $0.layer), array: $0.array)
        }
        try NumpyArchive.write(arrays, to: $0)
      }
    }
    for (run, layer, array) in layers {
      try files.add(StoredName.weights(run: run, layer: layer)) { try NumpyFile.write(array, to: $0) }
    }
  }

  private static func insert(
    _ records: [RunRecord], _ thresholds: [Double], _ files: [FileRow], into connection: Database
  ) throws {
    for record in records {
      try record.row.insert(connection)
      for (index, plateau) in record.plateaus.enumerated() {
        try PlateauRow(
          run: record.run, plateau: index, level: plateau.level, start: plateau.start, end: plateau.end
        ).insert(connection)
      }
      for attempt in record.attempts { try AttemptRow(attempt, of: record.row).insert(connection) }
      for (index, loss) in thresholds.enumerated() {
        guard let step = record.thresholdSteps[index] else { continue }
        try ThresholdRow(
          run: record.run, threshold: index, loss: loss, step: step, time: record.thresholdTimes[index]
        ).insert(connection)
      }
    }
    for file in files { try file.insert(connection) }
  }

  /// Removes the rows of blocks that are to be computed again.
  static func remove(_ blocks: Set<Int>, of plan: BlockPlan, from database: ResultsDatabase) throws {
    guard !blocks.isEmpty else { return }
    try database.write { connection in
      for block in blocks {
        let runs = plan.runs(inBlock: block)
        for table in ["runs", "plateaus", "thresholds", "attempts"] {
          try connection.execute(
            sql: "DELETE FROM \(table) WHERE run BETWEEN ? AND ?",
            arguments: [runs.lowerBound, runs.upperBound - 1])
        }
        for table in ["files", "blocks"] {
          try connection.execute(sql: "DELETE FROM \(table) WHERE block = ?", arguments: [block])
        }
      }
    }
  }

  static func record(_ plan: BlockPlan, _ database: ResultsDatabase) throws {
    try database.write { connection in
      try MetaRow(key: "block_size", value: "\(plan.size)").upsert(connection)
      try MetaRow(key: "batches", value: plan.batches.map(String.init).joined(separator: " "))
        .upsert(connection)
      guard let most = plan.mostRuns else { return }
      try MetaRow(key: "most_runs", value: "\(most)").upsert(connection)
    }
  }
}
