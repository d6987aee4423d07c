import DeepLinear
import Foundation

/// Answers requests in JSON, one line each: those on the command line as one request, else those on standard input.
///
///     peak threads=2 seconds=0.1        multiply-adds a second of the kernel family in use
///     read threads=2 seconds=0.1        bytes a second that are read from the level-2 cache
///     rate d=5 threads=2 seconds=0.4    step-seeds a second of the engine that the library chooses
///     run d=5 steps=100                 one run alone, for a checksum or a program that counts
///     counts d=5 steps=4096             instructions and allocations a step
///     flow d=5 threads=2 time=20        gradient flows to that time, beside as many gradients of the reference engine
///
/// The kernel family is that of `DEEPLINEAR_KERNELS`, or the best.
@main
enum Measure {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.isEmpty else {
      if !answer(arguments.joined(separator: " ")) { exit(2) }
      return
    }
    while let line = readLine() { _ = answer(line) }
  }

  /// Whether the line was understood.
  private static func answer(_ line: String) -> Bool {
    do {
      if let complaint = KernelFamily.complaint { throw Request.Misunderstood(description: complaint) }
      try answer(Request(line: line)).print()
      return true
    } catch {
      var answer = Answer("error")
      answer.add("message", "\(error)")
      answer.print()
      return false
    }
  }

  private static func answer(_ request: Request) throws -> Answer {
    let problem = try Problem(request)
    let steps = try request.number("steps", atLeast: 1, or: nil as Int?)
    let seconds = try request.number("seconds", atLeast: 0.001, or: 0.4) ?? 0.4
    var answer = Answer(request.subject)
    answer.add("family", KernelFamily.chosen.rawValue)
    answer.add("threads", problem.threads)
    if request.subject == "peak" {
      answer.add("operations_per_second", Peak.measure(.chosen, threads: problem.threads, seconds: seconds))
      return answer
    }
    if request.subject == "read" {
      answer.add("bytes_per_second", Peak.read(.chosen, threads: problem.threads, seconds: seconds))
      return answer
    }
    answer.add("d", problem.d)
    answer.add("depth", problem.depth)
    answer.add("field", problem.isComplex ? "complex" : "real")
    answer.add("a", problem.strength)
    answer.add("seeds", problem.seeds)
    switch request.subject {
    case "rate":
      let rate = try Rate(problem, steps: steps, seconds: seconds)
      answer.add("steps", rate.steps)
      answer.add("seconds", rate.longer)
      answer.add("rate", rate.value)
      answer.add("operations_per_second", rate.value * problem.operations)
      answer.add("mean_square", rate.meanSquare)
    case "run":
      let steps = steps ?? 100
      var meanSquare = 0.0
      let seconds = try Stopwatch.time { meanSquare = try problem.run(steps: steps) }
      answer.add("steps", steps)
      answer.add("seconds", seconds)
      answer.add("mean_square", meanSquare)
    case "counts":
      let counts = try Counts(problem, steps: steps ?? 4096)
      answer.add("steps", counts.steps)
      answer.add("allocations", counts.allocations)
      answer.add("instructions", counts.instructions.map(Double.init))
    case "flow":
      let flow = try Flow(problem, time: try request.number("time", atLeast: 1e-9, or: 20) ?? 20)
      answer.add("evaluations", flow.evaluations)
      answer.add("seconds", flow.seconds)
      answer.add("gradient_seconds", flow.gradientSeconds)
    default:
      throw Request.Misunderstood(
        description: "“\(request.subject)” is not measured; expected peak, read, rate, run, counts or flow")
    }
    return answer
  }
}
