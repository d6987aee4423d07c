import DeepLinear

// The end of saddle avoidance: the first time from T_1 on at which σ_min(H) reaches its bound and does not fall below it again.
//
// The time at which it is reached is a root. Whether it falls below again is tested after the steps of the solver, so that no snapshot
// has a part in it.

extension FlowIntegrator {
  /// Notes that σ_min(H) has reached its bound before T_1, at the time of T_1.
  func notePastSaddle(_ y: UnsafePointer<Double>, time: Double, step: Int, _ loop: TrainingLoop<S>) {
    guard let place = stages[.saddleEscape], !system.events[place].isFound,
      let alignment = stages[.alignment], system.events[alignment].time == time, system.isPastSaddle(y)
    else { return }
    cross(place, time: time, step: step, loop)
  }

  /// Discards the time found where σ_min(H) is below its bound again after a step of the solver; then the next root counts.
  func noteReturnToSaddle(_ y: UnsafePointer<Double>, time: Double, step: Int) {
    guard let place = stages[.saddleEscape], let found = system.events[place].time, found < time else {
      return
    }
    if system.isBackAtSaddle(y, isThorough: step % Self.stepsBetweenDecompositions == 0) {
      system.events[place].time = nil
    }
  }

  /// Steps after which H is decomposed again beyond the saddle; between them a few products of a matrix with a vector have to do.
  private static var stepsBetweenDecompositions: Int { 16 }
}
