import CSundials

/// Dormand and Prince's explicit Runge–Kutta pair of orders 5 and 4, by ARKODE.
///
/// Six evaluations of f a step. Between steps y is evaluated by Hermite's interpolant of degree 4, whose error is of the
/// size of the error estimate.
final class ExplicitSolver: FlowSolver {
  private let client: SolverClient
  private let memory: SolverMemory
  // Read several times a step by one thread; unchecked, as the checks took 1 % of a small flow's step.
  @exclusivity(unchecked) private var arkode: UnsafeMutableRawPointer?
  private var rootSigns: [Int32]
  private let horizon = Double.greatestFiniteMagnitude
  @exclusivity(unchecked) private(set) var time: Double

  /// - Parameters:
  ///   - firstStep: the length of the first step tried.
  ///   - direction: of each root function, −1 where only falling zeros count, 1 rising, 0 both.
  init(
    _ client: SolverClient, from y: UnsafePointer<Double>, at t: Double, firstStep: Double, direction: [Int32]
  ) {
    self.client = client
    memory = SolverMemory(y, count: client.system.dimension)
    (time, rootSigns) = (t, direction)
    arkode = ERKStepCreate(flowRate, time, memory.vector, memory.context)
    precondition(arkode != nil, "SUNDIALS could not make a Runge–Kutta solver")
    require(ERKStepSetErrFile(arkode, nil))
    require(ERKStepSetUserData(arkode, Unmanaged.passUnretained(client).toOpaque()))
    require(ERKStepSetTableNum(arkode, ARKODE_DORMAND_PRINCE_7_4_5))
    require(ERKStepWFtolerances(arkode, flowErrorWeights))
    require(ERKStepSetInitStep(arkode, firstStep))
    require(ERKStepSetMaxNumSteps(arkode, -1))
    require(ERKStepSetMaxStep(arkode, FlowAccuracy.longestStep))
    guard !direction.isEmpty else { return }
    require(ERKStepRootInit(arkode, Int32(direction.count), flowRoots))
    require(ERKStepSetRootDirection(arkode, &rootSigns))
    require(ERKStepSetNoInactiveRootWarn(arkode))
  }

  deinit { ERKStepFree(&arkode) }

  var state: UnsafePointer<Double> { UnsafePointer(memory.state) }

  func step() -> SolverStatus {
    client.system.sawNotFinite = false
    var reached = time
    let code = ERKStepEvolve(arkode, horizon, memory.vector, &reached, ARK_ONE_STEP)
    guard code == ARK_SUCCESS || code == ARK_ROOT_RETURN else {
      return .failed(SolverFailure(isFinite: !client.system.sawNotFinite))
    }
    memory.accept()
    time = reached
    guard code == ARK_ROOT_RETURN else { return .advanced }
    require(ERKStepGetRootInfo(arkode, &rootSigns))
    return .root(rootSigns)
  }

  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) -> Bool {
    memory.copy(into: y) { ERKStepGetDky(arkode, t, 0, $0) }
  }

  var steps: Int {
    var count = 0
    require(ERKStepGetNumSteps(arkode, &count))
    return count
  }

  var lastStepSize: Double {
    var h = 0.0
    require(ERKStepGetLastStep(arkode, &h))
    return h
  }

  var nextStepSize: Double {
    var h = 0.0
    require(ERKStepGetCurrentStep(arkode, &h))
    return h
  }
}
