import CSundials

/// Backward differentiation of orders 1 to 5, by CVODE: for stiff flows.
///
/// Newton's linear systems are solved by LU up to `largestDense` unknowns, with the Jacobian by differences; above
/// that by GMRES, which needs only products with the Jacobian.
final class ImplicitSolver: FlowSolver {
  /// Above this many unknowns n² entries and n³/3 multiplications cost more than products with the Jacobian.
  static let largestDense = 400

  private let client: SolverClient
  private let memory: SolverMemory
  private var cvode: UnsafeMutableRawPointer?
  private var matrix: SUNMatrix?
  private var linearSolver: SUNLinearSolver?
  private let horizon: Double
  private(set) var time: Double
  private var rootSigns: [Int32]

  /// The first step over that of an explicit solver: the method begins with order 1.
  static let beginning = 0.01

  /// As `ExplicitSolver.init`.
  init(
    _ client: SolverClient, from y: UnsafePointer<Double>, at t: Double, firstStep: Double, direction: [Int32]
  ) {
    let client = client.ofImplicitSteps
    self.client = client
    memory = SolverMemory(y, count: client.system.dimension)
    time = t
    horizon = .greatestFiniteMagnitude
    rootSigns = direction
    cvode = CVodeCreate(CV_BDF, memory.context)
    precondition(cvode != nil, "SUNDIALS could not make a BDF solver")
    require(CVodeSetErrFile(cvode, nil))
    require(CVodeInit(cvode, flowRate, t, memory.vector))
    require(CVodeSetUserData(cvode, Unmanaged.passUnretained(client).toOpaque()))
    require(CVodeWFtolerances(cvode, flowErrorWeights))
    require(CVodeSetInitStep(cvode, firstStep))
    require(CVodeSetMaxNumSteps(cvode, -1))
    // A step that grows to infinity would be tried for ever.
    require(CVodeSetMaxStep(cvode, FlowAccuracy.longestStep))
    attachLinearSolver()
    guard !direction.isEmpty else { return }
    require(CVodeRootInit(cvode, Int32(direction.count), flowRoots))
    require(CVodeSetRootDirection(cvode, &rootSigns))
    require(CVodeSetNoInactiveRootWarn(cvode))
  }

  private func attachLinearSolver() {
    let n = client.system.dimension
    if n <= ImplicitSolver.largestDense {
      matrix = SUNDenseMatrix(Int64(n), Int64(n), memory.context)
      linearSolver = SUNLinSol_Dense(memory.vector, matrix, memory.context)
      require(CVodeSetLinearSolver(cvode, linearSolver, matrix))
      require(CVodeSetJacFn(cvode, flowJacobian))
    } else {
      linearSolver = SUNLinSol_SPGMR(memory.vector, Int32(SUN_PREC_NONE), 60, memory.context)
      require(CVodeSetLinearSolver(cvode, linearSolver, nil))
      require(CVodeSetJacTimes(cvode, nil, flowJacobianProduct))
    }
  }

  deinit {
    CVodeFree(&cvode)
    SUNLinSolFree(linearSolver)
    if matrix != nil { SUNMatDestroy(matrix) }
  }

  var state: UnsafePointer<Double> { UnsafePointer(memory.state) }

  func step() -> SolverStatus {
    var reached = time
    client.system.sawNotFinite = false
    let code = CVode(cvode, horizon, memory.vector, &reached, CV_ONE_STEP)
    guard code == CV_SUCCESS || code == CV_ROOT_RETURN else {
      return .failed(SolverFailure(isFinite: !client.system.sawNotFinite))
    }
    memory.accept()
    time = reached
    guard code == CV_ROOT_RETURN else { return .advanced }
    require(CVodeGetRootInfo(cvode, &rootSigns))
    return .root(rootSigns)
  }

  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) -> Bool {
    memory.copy(into: y) { CVodeGetDky(cvode, t, 0, $0) }
  }

  var steps: Int {
    var count = 0
    require(CVodeGetNumSteps(cvode, &count))
    return count
  }

  var lastStepSize: Double {
    var h = 0.0
    require(CVodeGetLastStep(cvode, &h))
    return h
  }

  var nextStepSize: Double {
    var h = 0.0
    require(CVodeGetCurrentStep(cvode, &h))
    return h
  }
}
