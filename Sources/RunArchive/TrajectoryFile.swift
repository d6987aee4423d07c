import Foundation

/// A block of runs as one NetCDF-4 file.
///
/// Dimensions are `run`, `snapshot`, `layer`, `k`, with `ri` = 2 (real, imaginary part; always last) where a
/// variable is complex and `threshold` where there are thresholds. `run`, `snapshot`, `layer` (from 1), `k` (from 1)
/// and `threshold` have coordinate variables; `seed` and `point` are coordinates along `run`. Everything else is
/// double, NaN where a run had ended or has no such value, `step` too: a count of steps is exact up to 2⁵³, and
/// integers have no NaN. The same records give the same bytes.
public enum TrajectoryFile {
  /// How hard zlib tries. With shuffled bytes level 1 made a quarter of 8.7 MB of smooth curves that end early;
  /// level 4 took half as long again for 3 % less.
  private static let deflateLevel: Int32 = 1

  /// Writes a file that must not exist yet.
  ///
  /// - Parameters:
  ///   - records: At least one, in the order of the file; series may be smaller than the layout, or absent.
  ///   - layout: The variables and common sizes.
  ///   - url: Where.
  /// - Throws: `StoreError` where a series does not fit the layout, or the file cannot be written.
  public static func write(_ records: [RunRecord], layout: TrajectoryLayout, to url: URL) throws {
    for record in records { try check(record, layout) }
    try NetCDFFile.create(url) { file in
      try Writer(file: file, layout: layout, runs: records.count).write(records)
    }
  }

  /// Refuses a record that the layout has no room for.
  private static func check(_ record: RunRecord, _ layout: TrajectoryLayout) throws {
    let run = "run \(record.run)"
    if let stranger = record.series.keys.sorted().first(where: { name in
      !layout.variables.contains { $0.name == name }
    }) {
      throw StoreError("\(run): has a series '\(stranger)' that the layout does not describe")
    }
    guard record.snapshotCount <= layout.snapshots else {
      throw StoreError(
        "\(run): has \(record.snapshotCount) snapshots; the layout has room for \(layout.snapshots)")
    }
    guard record.thresholdSteps.count == layout.thresholds.count else {
      throw StoreError(
        "\(run): has \(record.thresholdSteps.count) threshold steps; expected \(layout.thresholds.count)")
    }
    guard record.thresholdTimes.count == layout.thresholds.count else {
      throw StoreError(
        "\(run): has \(record.thresholdTimes.count) threshold times; expected \(layout.thresholds.count)")
    }
    for variable in layout.variables {
      guard let series = record.series[variable.name] else { continue }
      let room = layout.shape(of: variable)
      guard series.shape.count == room.count, zip(series.shape, room).allSatisfy({ $0 <= $1 }) else {
        throw StoreError(
          "\(run): \(variable.name) has shape \(series.shape); the layout has room for \(room)")
      }
      let expected = series.shape.reduce(record.snapshotCount, *)
      guard series.values.count == expected else {
        throw StoreError("\(run): \(variable.name) has \(series.values.count) values; expected \(expected)")
      }
    }
  }

  /// A file whose variables are defined.
  private struct Writer {
    let file: NetCDFFile
    let layout: TrajectoryLayout
    private var coordinates: [(variable: Int32, values: [Int])] = []
    private var run: Int32 = -1
    private var seed: Int32 = -1
    private var point: Int32 = -1
    private var thresholds: (coordinate: Int32, steps: Int32, times: Int32)?
    private var variables: [Int32] = []

    init(file: NetCDFFile, layout: TrajectoryLayout, runs: Int) throws {
      (self.file, self.layout) = (file, layout)
      for (name, text) in layout.allAttributes.sorted(by: { $0.key < $1.key }) {
        try file.setAttribute(name, to: text)
      }
      let runDimension = try file.addDimension("run", size: runs)
      var sizes = ["snapshot": try file.addDimension("snapshot", size: layout.snapshots)]
      sizes["layer"] = try file.addDimension("layer", size: layout.layers)
      sizes["k"] = try file.addDimension("k", size: layout.k)
      if layout.variables.contains(where: { $0.dimensions.contains(.ri) }) {
        sizes["ri"] = try file.addDimension("ri", size: 2)
      }
      try defineCoordinates(runDimension, sizes)
      try defineThresholds(runDimension)
      for variable in layout.variables {
        let dimensions = [runDimension, sizes["snapshot"]!] + variable.dimensions.map { sizes[$0.rawValue]! }
        let chunk = layout.chunk(of: variable, runs: runs)
        let id = try file.addDoubles(variable.name, dimensions: dimensions, chunk: chunk, level: deflateLevel)
        try describe(id, variable.longName, units: variable.units, source: variable.source)
        try file.setAttribute("coordinates", of: id, to: "seed point")
        variables.append(id)
      }
      try file.endDefinitions()
    }

    private mutating func defineCoordinates(_ runDimension: Int32, _ sizes: [String: Int32]) throws {
      run = try file.addIntegers("run", dimensions: [runDimension])
      try describe(run, "number of the run in the order of the spec, from 0")
      seed = try file.addIntegers("seed", dimensions: [runDimension])
      try describe(seed, "seed of the run's random numbers (from 2⁶³ up: minus 2⁶⁴)")
      point = try file.addIntegers("point", dimensions: [runDimension])
      try describe(point, "number of the point of the sweep, from 0")
      for (name, meaning, values) in [
        ("snapshot", "number of the snapshot, from 0", Array(0..<layout.snapshots)),
        ("layer", "layer j of W_j, from 1 at the input", Array(1...layout.layers)),
        ("k", "number of the singular value, falling from 1", Array(1...layout.k)),
      ] {
        let id = try file.addIntegers(name, dimensions: [sizes[name]!])
        try describe(id, meaning)
        coordinates.append((id, values))
      }
    }

    private mutating func defineThresholds(_ runDimension: Int32) throws {
      guard !layout.thresholds.isEmpty else { return }
      let dimension = try file.addDimension("threshold", size: layout.thresholds.count)
      let coordinate = try file.addDoubles("threshold", dimensions: [dimension])
      try describe(coordinate, "loss to fall below")
      let steps = try file.addDoubles(
        "threshold_step", dimensions: [runDimension, dimension], chunk: nil)
      try describe(steps, "first step whose loss is below the threshold; NaN where never", units: "step")
      try file.setAttribute("coordinates", of: steps, to: "seed point")
      let times = try file.addDoubles(
        "threshold_time", dimensions: [runDimension, dimension], chunk: nil)
      try describe(
        times,
        "time of that step, of a flow the exact time at which the loss falls below the threshold; NaN where never",
        units: "time")
      try file.setAttribute("coordinates", of: times, to: "seed point")
      thresholds = (coordinate, steps, times)
    }

    private func describe(
      _ variable: Int32, _ meaning: String, units: String = "1", source: String = "Notation §5.1"
    )
      throws
    {
      try file.setAttribute("long_name", of: variable, to: meaning)
      try file.setAttribute("units", of: variable, to: units)
      try file.setAttribute("source", of: variable, to: source)
    }

    func write(_ records: [RunRecord]) throws {
      try file.write(records.map(\.run), to: run)
      try file.write(records.map { Int(truncatingIfNeeded: $0.seed) }, to: seed)
      try file.write(records.map(\.point), to: point)
      for (variable, values) in coordinates { try file.write(values, to: variable) }
      if let thresholds {
        let count = layout.thresholds.count
        try file.write(layout.thresholds, to: thresholds.coordinate, start: [0], count: [count])
        let steps = records.flatMap { $0.thresholdSteps.map { $0.map(Double.init) ?? .nan } }
        try file.write(steps, to: thresholds.steps, start: [0, 0], count: [records.count, count])
        let times = records.flatMap { $0.thresholdTimes.map { $0 ?? .nan } }
        try file.write(times, to: thresholds.times, start: [0, 0], count: [records.count, count])
      }
      for (id, variable) in zip(variables, layout.variables) { try write(records, variable, to: id) }
    }

    /// Writes one variable, as many runs at a time as a chunk holds.
    private func write(_ records: [RunRecord], _ variable: VariableDescription, to id: Int32) throws {
      let shape = layout.shape(of: variable)
      let size = shape.reduce(layout.snapshots, *)
      let stride = layout.chunk(of: variable, runs: records.count)[0]
      for first in Swift.stride(from: 0, to: records.count, by: stride) {
        let part = records[first..<min(first + stride, records.count)]
        var values = [Double](repeating: .nan, count: part.count * size)
        for (index, record) in part.enumerated() {
          record.series[variable.name]?.copy(into: &values, at: index * size, shape: shape)
        }
        let count = [part.count, layout.snapshots] + shape
        try file.write(values, to: id, start: [first] + count.dropFirst().map { _ in 0 }, count: count)
      }
    }
  }
}

extension RunRecord.Series {
  /// Copies the values to their places in an array whose snapshots have the larger sizes `room`.
  package func copy(into target: inout [Double], at base: Int, shape room: [Int]) {
    let width = shape.last ?? 1
    guard width > 0 else { return }
    for row in 0..<values.count / width {
      var (rest, place, stride) = (row, base, room.last ?? 1)
      for axis in shape.indices.dropLast().reversed() {
        place += rest % shape[axis] * stride
        rest /= shape[axis]
        stride *= room[axis]
      }
      place += rest * stride
      for column in 0..<width { target[place + column] = values[row * width + column] }
    }
  }
}
