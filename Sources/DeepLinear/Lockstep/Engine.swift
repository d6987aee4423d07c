import LinearAlgebra

/// What runs an ensemble.
public enum Engine: Equatable, Sendable {
  /// Eight seeds in the lanes of a vector, on kernels of this family.
  case lockstep(KernelFamily)
  /// One seed of a narrow network at a time, by vectors, on kernels of this family.
  case narrow(KernelFamily)
  /// One seed at a time; `reason` says, in a clause, why not in lockstep.
  case reference(reason: String)
  /// One seed at a time, by the steps of another program, named with its version.
  case solver(String)

  /// "lockstep", "narrow", "reference" or "solver".
  public var name: String {
    switch self {
    case .lockstep: "lockstep"
    case .narrow: "narrow"
    case .reference: "reference"
    case .solver: "solver"
    }
  }

  /// How many seeds one thread had best run at once: several batches a thread, and no lane empty where seeds are many.
  public func batchSize(seeds: Int, threads: Int) -> Int {
    guard case .lockstep = self else { return 1 }
    let share = (seeds + 2 * threads - 1) / (2 * threads)
    return min(256, (share + Lanes.count - 1) / Lanes.count * Lanes.count)
  }
}

extension Ensemble {
  /// The engine that runs this ensemble: decided by the problem alone, not by the number of seeds, so that a seed has the same
  /// bits whatever runs beside it.
  public var engine: Engine {
    if let solver = method.solver { return .solver(solver) }
    if let narrow { return .narrow(narrow.family) }
    return switch lockstep {
    case .success(let program): .lockstep(program.family)
    case .failure(let refusal): .reference(reason: refusal.reason)
    }
  }

  /// Why the reference engine runs.
  struct LockstepRefusal: Error {
    let reason: String
  }

  /// The program for the kernels of narrow networks; nil where the network is not one of them, or they have no code for it.
  var narrow: NarrowProgram<S>? {
    guard objective.penalty.strength == 0, case .success(let (optimizer, form)) = kernels else { return nil }
    return NarrowProgram(widths: widths, form: form, stepSize: optimizer.stepSize, family: .chosen)
  }

  /// What any kernels need: gradient descent without monitors, a loss that they know, a target that fits, a simple rule.
  private var kernels: Result<(any Optimizer, LossForm<S>), LockstepRefusal> {
    guard allowsKernels else { return .failure(.init(reason: "the ensemble does not allow kernels")) }
    guard let optimizer = method as? any Optimizer, optimizer.isPlainDescent else {
      return .failure(.init(reason: "the method is not gradient descent"))
    }
    guard let form = objective.loss.form else {
      return .failure(.init(reason: "the lockstep engine has no code for the loss"))
    }
    guard observation.monitors.isEmpty else {
      return .failure(.init(reason: "monitors are tested at every step"))
    }
    let (rows, columns) = (objective.target.rows, objective.target.columns)
    guard widths.count > 1, widths.allSatisfy({ $0 > 0 }), widths[widths.count - 1] == rows,
      widths[0] == columns
    else {
      return .failure(.init(reason: "the target does not fit the network"))
    }
    guard !StopConditions(rule).joinsConditions else {
      return .failure(.init(reason: "the stopping rule joins conditions that must hold together"))
    }
    return .success((optimizer, form))
  }

  /// The program for the kernels that run seeds in lockstep.
  var lockstep: Result<LaneProgram<S>, LockstepRefusal> {
    let (optimizer, form): (any Optimizer, LossForm<S>)
    switch kernels {
    case .success(let found): (optimizer, form) = found
    case .failure(let refusal): return .failure(refusal)
    }
    let a = objective.penalty.strength
    guard a == 0 || (a > 0x1p-200 && a < 0x1p200) else {
      return .failure(.init(reason: "squares of a = \(a) lie beyond the range of double precision"))
    }
    guard LaneProgram<S>.leastMemory(widths: widths) <= Self.largestGroup else {
      return .failure(.init(reason: "eight networks of these widths do not fit a core's cache"))
    }
    let program = LaneProgram(
      widths: widths, form: form, strength: a, stepSize: optimizer.stepSize, family: .chosen)
    return .success(program)
  }

  /// Bytes of weights, read and written, or of one Δ_j that a group of eight seeds may take: beyond it, one seed a thread is as fast.
  static var largestGroup: Int { 320 << 10 }
}

extension LaneProgram {
  /// Bytes of the weights of a group, read and written; or of the largest Δ_j, d_j × d_j, where hidden layers are wide and that is
  /// more.
  static func leastMemory(widths: [Int]) -> Int {
    let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + 2 * bytes($1.0, $1.1) }
    return max(weights, widths.dropFirst().dropLast().map { bytes($0, $0) }.max() ?? 0)
  }

  /// Bytes of a matrix of eight seeds, 2⁴⁰ where it is larger than that.
  private static func bytes(_ rows: Int, _ columns: Int) -> Int {
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    return overflow || size > 1 << 32 ? 1 << 40 : 8 * LaneMatrix<S>.size(rows, columns)
  }
}
