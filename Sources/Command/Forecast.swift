import Experiments
import Foundation
import RunArchive

/// What `run --dry-run` says.
struct Forecast: Encodable {
  let directory: String
  let points: Int
  let runs: Int
  /// Whether results decide how many runs there are, `runs` at most.
  let isAtMost: Bool
  let finishedRuns: Int
  @OrNull var stepsPerRun: Int?
  @OrNull var attempts: Int?
  @OrNull var steps: Double?
  /// About what the solver of a flow takes.
  @OrNull var flowSteps: Double?
  let snapshots: Int
  let seconds: Double
  let threads: Int
  let bytes: Double
  let files: Double
  let freeBytes: Double?
  /// Points that are flows, whose steps and time are guesses from their first seeds.
  private let flows: Int
  /// Whether every point has equally many seeds; where results decide, some may have fewer than the others.
  private let hasEqualSeeds: Bool
  let shortage: String?
  let extrapolatedFrom: Int?
  let isExtrapolated: Bool
  private let secondsPerStep: [Double]

  /// What the runs take that `directory` does not have yet.
  init(_ estimate: Estimate, _ disk: DiskNeed, _ toCome: RunsToCome, directory: URL) {
    self.directory = directory.relativePath
    (points, threads) = (estimate.points, estimate.threads)
    (runs, isAtMost, hasEqualSeeds) = (toCome.total, toCome.isAtMost, toCome.total == estimate.runs)
    attempts = estimate.attempts
    (stepsPerRun, flowSteps) = (estimate.stepsPerRun, estimate.flowSteps.map { $0.rounded(.up) })
    snapshots = estimate.snapshots
    finishedRuns = toCome.stored
    let left = Double(toCome.left) / Double(estimate.runs)
    (steps, seconds) = (estimate.flows == 0 ? left * estimate.steps : nil, left * estimate.seconds)
    (bytes, files) = (disk.bytes, disk.files)
    (freeBytes, shortage) = (disk.free, disk.shortage)
    (extrapolatedFrom, isExtrapolated) = (estimate.extrapolatedFrom, estimate.extrapolatedFrom != nil)
    flows = estimate.flows
    secondsPerStep = [estimate.secondsPerStep.lowerBound, estimate.secondsPerStep.upperBound]
  }

  var text: String {
    let seeds = runs / points
    let most = isAtMost ? "at most " : ""
    let shape =
      points == 1
      ? most
      : hasEqualSeeds
        ? "\(most)\(points) points × \(seeds) \(seeds == 1 ? "seed" : "seeds") = "
        : "\(points) points, \(most)"
    let known = finishedRuns == 0 ? "" : ", of which \(finishedRuns) are there already"
    let each = DurationText.range(secondsPerStep[0]...secondsPerStep[1])
    if finishedRuns >= runs {
      return
        "\(shape)\(Self.grouped(runs)) \(runs == 1 ? "run, there" : "runs, all there") already; nothing is left to do"
    }
    let free = freeBytes.map { ", \(ByteText.short($0)) free" } ?? ""
    let how = extrapolatedFrom.map { "extrapolated from width \($0)" } ?? "timed here"
    let warning = shortage == nil ? "" : "\nwarning: the disk may become full before the runs are finished"
    return """
      \(shape)\(Self.grouped(runs)) \(runs == 1 ? "run" : "runs")\(known)\(length)
      time: \(time) on \(threads) \(threads == 1 ? "thread" : "threads") \
      (\(each) a step, \(how)); \(flows > 0 ? "a guess, from the first seed of each flow" : "less where runs converge before"); \
      writing files comes on top, and was not timed
      space: at most \(ByteText.short(bytes)) in \(count) in \(directory)\(free)\(warning)\(manySnapshots)
      nothing was written
      """
  }

  /// "at most 520 files", in a number that is whole as long as it is exact.
  private var count: String { files < 1e15 ? "\(Self.grouped(Int(files))) files" : "files" }

  /// A flow whose steps are not known has no time that a trial could show: its steps grow by orders of magnitude at first.
  private var time: String {
    if flows > 0, flowSteps == nil { return "not known in advance" }
    return "\(flows > 0 ? "about" : "at most") \(DurationText.short(seconds))"
  }

  /// ", each of at most 20 000 steps; of a flow about 1 015": a bound is one of an optimizer alone, and what is not known is left out.
  private var length: String {
    let flow = flowSteps.map { "about \(Self.grouped(Int($0)))" }
    switch (stepsPerRun, flow) {
    case (let most?, let about?): return ", each of at most \(Self.grouped(most)) steps; of a flow \(about)"
    case (let most?, nil) where flows > 0:
      return ", each of at most \(Self.grouped(most)) steps; of a flow not known in advance"
    case (let most?, nil): return ", each of \(tries)at most \(Self.grouped(most)) steps"
    case (nil, let about?): return ", each of \(about) \(flowSteps == 1 ? "step" : "steps")"
    case (nil, nil): return ", each of a number of steps that is not known in advance"
    }
  }

  /// "9 attempts and a repetition, each of ": with `best` a run is all of these.
  private var tries: String {
    attempts.map { "\($0) \($0 == 1 ? "attempt" : "attempts") and the best one again, each of " } ?? ""
  }

  /// A line where snapshots are so many that they, and not the steps, decide about time and space.
  private var manySnapshots: String {
    guard snapshots >= 100_000 else { return "" }
    return
      "\nwarning: each run has up to \(Self.grouped(snapshots)) snapshots, all of which take time and space; "
      + "observe.snapshots decides how many"
  }

  private static func grouped(_ n: Int) -> String {
    let digits = String(n)
    return digits.enumerated().map { i, digit in
      (i > 0 && (digits.count - i) % 3 == 0 ? " " : "") + String(digit)
    }.joined()
  }

  private enum CodingKeys: String, CodingKey {
    case directory, points, runs, threads
    case isAtMost = "runs_are_at_most"
    case finishedRuns = "finished_runs"
    case attempts = "attempts_per_run"
    case stepsPerRun = "steps_per_run_at_most"
    case steps = "steps_at_most"
    case flowSteps = "flow_steps_per_run_about"
    case snapshots = "snapshots_per_run_at_most"
    case seconds = "seconds_at_most"
    case secondsPerStep = "seconds_per_step"
    case bytes = "bytes_at_most"
    case files = "files_at_most"
    case freeBytes = "free_bytes"
    case flows = "flow_points"
    case shortage = "disk_warning"
    case isExtrapolated = "extrapolated"
    case extrapolatedFrom = "extrapolated_from_width"
  }
}

/// A number that JSON has as null where there is none, so that who reads it need not ask whether it is there.
@propertyWrapper struct OrNull<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
