import CSundials

/// Dormand and Prince's explicit Runge–Kutta pair of orders 5 and 4, by ARKODE.
///
/// Six evaluations of f a step. Between steps y is had from Hermite's interpolant of degree 4, whose error is of the
/// size of the error estimate.
final class ExplicitSolver: FlowSolver {
  /// The method is stable for real h·λ above this (λ < 0).
  static let stabilityLimit = -3.3

  private let client: SolverClient
  private let memory: SolverMemory
  private var arkode: UnsafeMutableRawPointer?
  private let stopsAtRoots: Bool
  private let horizon: Double
  private(set) var time: Double
  private var rootSigns: [Int32]

  /// - Parameters:
  ///   - firstStep: the length of the first step tried.
  ///   - direction: of each root function, −1 where only falling zeros count, 1 rising, 0 both.
  init(
    _ client: SolverClient, from y: UnsafePointer<Double>, at t: Double, firstStep: Double, direction: [Int32]
  ) {
    self.client = client
    memory = SolverMemory(y, count: client.system.dimension)
    time = t
    horizon = .greatestFiniteMagnitude
    stopsAtRoots = !direction.isEmpty
    rootSigns = direction
    arkode = ERKStepCreate(flowRate, t, memory.vector, memory.context)
    precondition(arkode != nil, "SUNDIALS could not make a Runge–Kutta solver")
    require(ERKStepSetErrFile(arkode, nil))
    require(ERKStepSetUserData(arkode, Unmanaged.passUnretained(client).toOpaque()))
    require(ERKStepSetTableNum(arkode, ARKODE_DORMAND_PRINCE_7_4_5))
    require(ERKStepWFtolerances(arkode, flowErrorWeights))
    require(ERKStepSetInitStep(arkode, firstStep))
    require(ERKStepSetMaxNumSteps(arkode, -1))
    guard stopsAtRoots else { return }
    require(ERKStepRootInit(arkode, Int32(direction.count), flowRoots))
    require(ERKStepSetRootDirection(arkode, &rootSigns))
    require(ERKStepSetNoInactiveRootWarn(arkode))
  }

  deinit { ERKStepFree(&arkode) }

  var state: UnsafePointer<Double> { UnsafePointer(memory.state) }

  func step() -> SolverStatus {
    let code = ERKStepEvolve(arkode, horizon, memory.vector, &time, ARK_ONE_STEP)
    switch code {
    case ARK_SUCCESS: return .advanced
    case ARK_ROOT_RETURN:
      require(ERKStepGetRootInfo(arkode, &rootSigns))
      return .root(rootSigns)
    case ARK_ERR_FAILURE, ARK_CONV_FAILURE, ARK_TOO_MUCH_ACC: return .failed(.stepTooSmall)
    case ARK_RHSFUNC_FAIL, ARK_FIRST_RHSFUNC_ERR, ARK_REPTD_RHSFUNC_ERR, ARK_UNREC_RHSFUNC_ERR:
      return .failed(.notFinite)
    default: return .failed(.other(code))
    }
  }

  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) {
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
}
