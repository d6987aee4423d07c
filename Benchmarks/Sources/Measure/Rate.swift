/// Steps of seeds a second, start-up subtracted: two runs that differ in their number of steps alone, by turns and several times.
///
/// Medians are compared, so that one interruption (a scheduler takes real-time programs off the processor now and then) neither
/// slows the longer run nor, by slowing the shorter one, seems to speed it up.
struct Rate {
  /// Steps of the longer run; the shorter takes an eighth.
  let steps: Int
  let longer: Double
  let shorter: Double
  /// Of the weights after `steps` steps.
  let meanSquare: Double
  let problem: Problem

  /// - Parameters:
  ///   - steps: of the longer run; chosen so that it takes about `seconds` where nil.
  init(_ problem: Problem, steps: Int?, seconds: Double) throws {
    let steps = try steps ?? Self.steps(problem, seconds: seconds)
    var meanSquare = 0.0
    var (few, many): ([Double], [Double]) = ([], [])
    for _ in 0..<Self.turns {
      few.append(try Stopwatch.time { _ = try problem.run(steps: steps / 8) })
      many.append(try Stopwatch.time { meanSquare = try problem.run(steps: steps) })
    }
    (shorter, longer) = (few.sorted()[Self.turns / 2], many.sorted()[Self.turns / 2])
    (self.steps, self.problem, self.meanSquare) = (steps, problem, meanSquare)
  }

  /// Odd.
  private static let turns = 5

  /// Step-seeds a second.
  var value: Double { Double(problem.seeds) * Double(steps - steps / 8) / (longer - shorter) }

  /// Steps of the problem that take about `seconds`.
  static func steps(_ problem: Problem, seconds: Double) throws -> Int {
    var steps = 64
    while true {
      let start = try Stopwatch.time { _ = try problem.run(steps: 1) }
      let elapsed = try Stopwatch.time { _ = try problem.run(steps: steps) } - start
      if elapsed > 0.1 * seconds { return max(8, Int(Double(steps) * seconds / elapsed) / 8 * 8) }
      steps *= 4
    }
  }
}
