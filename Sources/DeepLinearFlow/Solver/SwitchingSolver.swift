import DeepLinear

/// A solve by explicit steps, by BDF, or by whichever is cheaper, that can be begun again from a position.
///
/// `automatic` begins with explicit steps, and changes to BDF where `StiffnessDetector` finds that much cheaper, and back. A solver
/// remembers earlier steps, which no position holds: `restart()` begins a new one, after numbers of steps that the flow alone decides,
/// and from there a new solver takes the same steps to the bit.
final class SwitchingSolver: FlowSolver {
  private let client: SolverClient
  private let direction: [Int32]
  private let isFree: Bool
  private let detector: StiffnessDetector
  private var current: any FlowSolver
  private(set) var isImplicit: Bool
  private var wantsChange = false
  /// Steps of the solvers before the present one.
  private var earlierSteps: Int
  /// The step size with which the present solver begins.
  private var firstStep: Double
  /// The time from which on BDF was first used; nil while it was not.
  private(set) var stiffFrom: Double?

  /// - Parameters:
  ///   - position: where the solve begins, or continues.
  ///   - isFree: whether the method may be changed.
  ///   - direction: of each root function, −1 where only falling zeros count, 1 rising, 0 both.
  init(_ client: SolverClient, from position: SolverPosition, isFree: Bool, direction: [Int32]) {
    (self.client, self.direction, self.isFree) = (client, direction, isFree)
    detector = StiffnessDetector(client, position.stiffness)
    (isImplicit, stiffFrom, earlierSteps) = (position.isImplicit, position.stiffFrom, position.steps)
    firstStep = position.stepSize
    current = Self.solver(client, direction, position)
  }

  /// A solve that begins at y and t = 0.
  convenience init(
    _ client: SolverClient, from y: UnsafePointer<Double>, method: FlowAccuracy.Method, direction: [Int32]
  ) {
    let isImplicit = method == .bdf
    let count = client.system.dimension
    let first = client.firstStep(from: y)
    let position = SolverPosition(
      time: 0, state: PackedNumbers(Array(UnsafeBufferPointer(start: y, count: count))),
      stepSize: isImplicit ? ImplicitSolver.beginning * first : first, steps: 0, isImplicit: isImplicit,
      stiffFrom: isImplicit ? 0 : nil,
      stiffness: .init(eigenvector: PackedNumbers(Array(repeating: 0, count: count))))
    self.init(client, from: position, isFree: method == .automatic, direction: direction)
  }

  private static func solver(
    _ client: SolverClient, _ direction: [Int32], _ position: SolverPosition
  ) -> any FlowSolver {
    position.state.values.withUnsafeBufferPointer { y in
      guard let y = y.baseAddress else { preconditionFailure("a flow without unknowns") }
      return position.isImplicit
        ? ImplicitSolver(
          client, from: y, at: position.time, firstStep: position.stepSize, direction: direction)
        : ExplicitSolver(
          client, from: y, at: position.time, firstStep: position.stepSize, direction: direction)
    }
  }

  var time: Double { current.time }
  var state: UnsafePointer<Double> { current.state }
  var steps: Int { earlierSteps + current.steps }
  var lastStepSize: Double { current.lastStepSize }
  var nextStepSize: Double { current.nextStepSize }
  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) -> Bool {
    current.interpolate(at: t, into: y)
  }

  func step() -> SolverStatus {
    // Not at the end of the step before: times within it are interpolated then.
    if wantsChange { restart() }
    let status = stepWhereFinite()
    if isFree, case .advanced = status {
      wantsChange = detector.wantsChange(
        at: state, steps: steps, isImplicit: isImplicit, stepSize: lastStepSize)
    }
    return status
  }

  /// A step, shorter where f is not finite: ARKODE fails at the first such rate, CVODE after some, where a shorter step may succeed.
  ///
  /// So is a first step after which the error was never small enough: near a critical point ‖y‖/‖f‖ says little about the length
  /// of a step, and a solver gives up after a few attempts.
  private func stepWhereFinite() -> SolverStatus {
    var tried = nextStepSize
    while true {
      let status = current.step()
      guard case .failed(let failure) = status else { return status }
      let isFirst = current.steps == 0
      if isFirst { tried = firstStep }
      guard failure == .notFinite || isFirst, tried.isFinite, 0.1 * tried > max(1e-13 * time, 1e-300),
        !client.system.wasInterrupted
      else { return status }
      tried *= 0.1
      begin(position(stepSize: tried))
    }
  }

  /// Begins a new solver here, without memory of earlier steps, and returns its position; a change of the method that is due is made.
  @discardableResult func restart() -> SolverPosition {
    let stepSize = stepSizeAfterRestart
    if wantsChange { isImplicit.toggle() }
    wantsChange = false
    if isImplicit, stiffFrom == nil { stiffFrom = time }
    let position = position(stepSize: stepSize)
    begin(position)
    return position
  }

  private func position(stepSize: Double) -> SolverPosition {
    let y = UnsafeBufferPointer(start: state, count: client.system.dimension)
    return SolverPosition(
      time: time, state: PackedNumbers(Array(y)), stepSize: stepSize, steps: steps,
      isImplicit: isImplicit, stiffFrom: stiffFrom, stiffness: detector.memory)
  }

  private func begin(_ position: SolverPosition) {
    client.system.forget()
    current = Self.solver(client, direction, position)
    (earlierSteps, firstStep) = (position.steps, position.stepSize)
  }

  /// The first step size after a restart: that of the next step where an explicit solver continues, as its steps do not depend on
  /// earlier ones; where BDF begins, at order 1, one short enough for that order.
  private var stepSizeAfterRestart: Double {
    if isImplicit != wantsChange {
      return min(lastStepSize, ImplicitSolver.beginning * client.firstStep(from: state))
    }
    return wantsChange ? min(nextStepSize, client.firstStep(from: state)) : nextStepSize
  }
}
