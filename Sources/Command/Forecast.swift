import Experiments
import Foundation

/// What `run --dry-run` says.
struct Forecast: Encodable {
  let directory: String
  let points: Int
  let runs: Int
  let finishedRuns: Int
  let stepsPerRun: Int
  let steps: Double
  let seconds: Double
  let threads: Int
  let bytes: Double
  let files: Double
  let freeBytes: Double?
  /// Points that are flows, whose steps and time are guesses from their first seeds.
  private let flows: Int
  let shortage: String?
  let extrapolatedFrom: Int?
  let isExtrapolated: Bool
  private let secondsPerStep: [Double]

  /// What the runs take that `directory` does not have yet.
  init(_ estimate: Estimate, _ disk: DiskNeed, directory: URL) {
    self.directory = directory.relativePath
    (points, runs, stepsPerRun, threads) = (
      estimate.points, estimate.runs, estimate.stepsPerRun, estimate.threads
    )
    finishedRuns = (try? RunArchive(directory).runs().count) ?? 0
    let left = Double(runs - min(runs, finishedRuns)) / Double(runs)
    (steps, seconds) = (left * estimate.steps, left * estimate.seconds)
    (bytes, files) = (disk.bytes, disk.files)
    (freeBytes, shortage) = (disk.free, disk.shortage)
    (extrapolatedFrom, isExtrapolated) = (estimate.extrapolatedFrom, estimate.extrapolatedFrom != nil)
    flows = estimate.flows
    secondsPerStep = [estimate.secondsPerStep.lowerBound, estimate.secondsPerStep.upperBound]
  }

  var text: String {
    let seeds = runs / points
    let shape =
      points == 1 ? "" : "\(points) points × \(seeds) \(seeds == 1 ? "seed" : "seeds") = "
    let known = finishedRuns == 0 ? "" : ", of which \(finishedRuns) are there already"
    let each = DurationText.range(secondsPerStep[0]...secondsPerStep[1])
    if finishedRuns >= runs {
      return "\(shape)\(Self.grouped(runs)) runs, all there already; nothing is left to do"
    }
    let free = freeBytes.map { ", \(ByteText.short($0)) free" } ?? ""
    let how = extrapolatedFrom.map { "extrapolated from width \($0)" } ?? "timed here"
    let warning = shortage == nil ? "" : "\nwarning: the disk may become full before the runs are finished"
    return """
      \(shape)\(Self.grouped(runs)) \(runs == 1 ? "run" : "runs")\(known), each of \(bound) \(Self.grouped(stepsPerRun)) steps
      time: \(bound) \(DurationText.short(seconds)) on \(threads) \(threads == 1 ? "thread" : "threads") \
      (\(each) a step, \(how)); \(flows > 0 ? "a guess, from the first seed of each flow" : "less where runs converge before"); \
      writing files comes on top, and was not timed
      space: at most \(ByteText.short(bytes)) in \(count) in \(directory)\(free)\(warning)
      nothing was written
      """
  }

  /// "at most 520 files", in a number that is whole as long as it is exact.
  private var count: String { files < 1e15 ? "\(Self.grouped(Int(files))) files" : "files" }

  private var bound: String { flows > 0 ? "about" : "at most" }

  private static func grouped(_ n: Int) -> String {
    let digits = String(n)
    return digits.enumerated().map { i, digit in
      (i > 0 && (digits.count - i) % 3 == 0 ? " " : "") + String(digit)
    }.joined()
  }

  private enum CodingKeys: String, CodingKey {
    case directory, points, runs, threads
    case finishedRuns = "finished_runs"
    case stepsPerRun = "steps_per_run_at_most"
    case steps = "steps_at_most"
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
