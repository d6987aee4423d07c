/// The blocks of a plan that are still to be computed, in their order.
///
/// They are found one by one: a plan may have millions, and none need be listed for the first to begin.
package struct BlockQueue: Sendable {
  private let plan: BlockPlan
  private let completed: Set<Int>
  private var next = 0

  /// All blocks of `plan` but the `completed` ones.
  package init(_ plan: BlockPlan, without completed: Set<Int>) {
    (self.plan, self.completed) = (plan, completed)
  }

  /// How many runs the blocks have, those already handed out included.
  ///
  /// - Complexity: O(completed blocks).
  package var runCount: Int {
    completed.reduce(plan.runCount) { $0 - plan.runs(inBlock: $1).count }
  }

  /// Takes out the next block; nil where none is left.
  package mutating func popFirst() -> Int? {
    while next < plan.count {
      next += 1
      if !completed.contains(next - 1) { return next - 1 }
    }
    return nil
  }

  /// Leaves no block to compute.
  package mutating func removeAll() { next = plan.count }
}
