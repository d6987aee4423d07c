import CCounters

/// What a step costs in instructions and allocations: the difference of two runs that differ in their number of steps alone.
struct Counts {
  /// Steps by which the runs differ, of every seed.
  let steps: Int
  /// Blocks that all threads allocated in these steps.
  let allocations: Int
  /// Instructions of these steps; nil where there is no counter.
  let instructions: Int?

  /// - Parameter problem: on one thread, since only the calling one is counted.
  init(_ problem: Problem, steps: Int) throws {
    self.steps = steps
    // Once before, so that what is made once is made.
    _ = try problem.run(steps: steps)
    let (few, many) = (try Self.count(problem, steps: steps), try Self.count(problem, steps: 2 * steps))
    allocations = many.allocations - few.allocations
    instructions = few.instructions.flatMap { few in many.instructions.map { $0 - few } }
  }

  private static func count(_ problem: Problem, steps: Int) throws -> (allocations: Int, instructions: Int?) {
    let before = cc_allocations()
    let counter = cc_begin_instructions()
    _ = try problem.run(steps: steps)
    let instructions = counter < 0 ? -1 : cc_end_instructions(counter)
    return (cc_allocations() - before, instructions < 0 ? nil : instructions)
  }
}
