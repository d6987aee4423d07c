import Foundation
import LinearAlgebra
import RunArchive

extension Provenance {
  /// Where and how an experiment begins now.
  init(
    of experiment: Experiment, _ problems: [any PointRunner], command: [String], data: [DataProblem]
  ) {
    let stream = RandomStream(seed: experiment.seeds.first, purpose: .weights, layer: 1)
    let draws = [stream.gaussianPair(0), stream.gaussianPair(1)].flatMap { [$0.0, $0.1] }
    self.init(
      version: DeepLinearVersion.current, commit: ProcessInfo.processInfo.environment["DEEPLINEAR_COMMIT"],
      command: command, host: ProcessInfo.processInfo.hostName, processor: Machine.processor,
      kernels: problems.kernels, engines: problems.engineUses,
      blasCore: BLAS.core, solver: problems.solver, firstDraws: draws, started: Date(),
      data: data.first, otherData: data.count > 1 ? Array(data.dropFirst()) : nil,
      leastLosses: Self.leastLosses(problems))
  }

  /// Those that the losses of the points know, equal ones of consecutive points together.
  private static func leastLosses(_ problems: [any PointRunner]) -> [LeastLoss]? {
    var found: [LeastLoss] = []
    for (point, problem) in problems.enumerated() {
      guard let value = problem.leastLoss else { continue }
      if let last = found.last, last.lastPoint == point - 1, last.value == value {
        found[found.count - 1].lastPoint = point
      } else {
        found.append(LeastLoss(firstPoint: point, lastPoint: point, value: value))
      }
    }
    return found.isEmpty ? nil : found
  }
}

/// The machine that this process runs on.
public enum Machine {
  /// The processor's name as the system gives it, or its architecture.
  public static let processor: String = {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    return name ?? architecture
  }()

  /// The instruction sets that the system names, in lower case; empty where it names none.
  public static let instructions: Set<String> = {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
    return Set((line?.split(separator: ":").last ?? "").split(separator: " ").map(String.init))
  }()

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown"
    #endif
  }
}
