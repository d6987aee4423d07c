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

  /// The next block; nil where none is left.
  package var first: Int? {
    mutating get {
      while next < plan.count, completed.contains(next) { next += 1 }
      return next < plan.count ? next : nil
    }
  }

  /// Takes out the next block; nil where none is left.
  package mutating func popFirst() -> Int? {
    guard let first else { return nil }
    next += 1
    return first
  }

  /// Leaves no block to compute.
  package mutating func removeAll() { next = plan.count }
}
