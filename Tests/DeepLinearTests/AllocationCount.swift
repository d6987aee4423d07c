import DeepLinear
import _MallocCounter

extension OptimizerState {
  /// How many blocks this thread allocates in `steps` steps, after ten to warm up.
  func allocations(steps: Int) -> Int {
    func take(_ count: Int) {
      for _ in 0..<count {
        _ = evaluate()
        advance()
      }
    }
    take(10)
    let before = allocation_count()
    take(steps)
    return allocation_count() - before
  }
}
