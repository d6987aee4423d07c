import RealModule

/// A method of SUNDIALS that advances y by steps of its own choosing.
///
/// Steps depend on the system and the tolerances alone, never on the times at which y is interpolated.
protocol FlowSolver: AnyObject {
  /// Advances by one step, or to the first zero of a root function on the way.
  func step() -> SolverStatus
  /// t, and y there, after the last `step()` that did not fail.
  var time: Double { get }
  var state: UnsafePointer<Double> { get }
  /// y at a time within the last step; false where the rate is not finite on the way, as may be in a step far too long that an
  /// absurd tolerance has let through.
  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) -> Bool
  /// The accepted steps so far, the length of the last, and that which the next will be tried with.
  var steps: Int { get }
  var lastStepSize: Double { get }
  var nextStepSize: Double { get }
}

/// What one step came to.
enum SolverStatus {
  /// A whole step.
  case advanced
  /// As far as a zero of a root function: of each, −1 where it fell through zero, 1 where it rose, else 0.
  case root([Int32])
  /// No further.
  case failed(SolverFailure)
}

/// Why a solver stops.
enum SolverFailure {
  /// The step shrank to nothing before the error test passed.
  case stepTooSmall
  /// The same, and f was not finite on the way.
  case notFinite

  init(isFinite: Bool) { self = isFinite ? .stepTooSmall : .notFinite }
}

/// The tolerance of each step: local errors, as the weights of `FlowSystem.errorWeights` measure them.
struct LocalTolerance: Equatable {
  let relative: Double
  let absolute: Double

  /// The same for W_{1:N}: layers of the size of the absolute tolerance have a product of the size of its N-th power.
  func ofProduct(depth: Int) -> LocalTolerance {
    LocalTolerance(relative: relative, absolute: min(1e300, max(1e-300, .pow(absolute, depth))))
  }

  /// The tolerance given to BDF: it uses up its tolerance in every step, where explicit steps, which stability keeps short, err by much
  /// less. Below the last value rounding fails its error test.
  var ofImplicitSteps: LocalTolerance {
    LocalTolerance(relative: max(2e-15, 0.1 * relative), absolute: 0.1 * absolute)
  }

  /// What is added to a block that is `size` at the start: in proportion to it where it is small, since a saddle magnifies an error
  /// that is large beside the start, however small beside 1.
  func absolute(forSize size: Double) -> Double {
    size > 0 ? max(LocalTolerance.leastAbsolute, min(absolute, 0.01 * relative * size)) : absolute
  }

  /// The least absolute tolerance: the inverse of smaller ones is not finite.
  static let leastAbsolute = 1e-300
}

/// What our callbacks receive from SUNDIALS: the system and its tolerances.
final class SolverClient {
  let system: FlowSystem
  let tolerance: LocalTolerance
  /// The absolute tolerance of each block.
  let absolute: [Double]
  private let sizes: [Double]
  /// The same for BDF.
  private(set) lazy var ofImplicitSteps = SolverClient(system, tolerance.ofImplicitSteps, sizes: sizes)

  /// - Parameter start: y at t = 0.
  convenience init(system: FlowSystem, tolerance: LocalTolerance, start: UnsafePointer<Double>) {
    self.init(system, tolerance, sizes: system.blocks.map { system.norm(start, $0) })
  }

  private init(_ system: FlowSystem, _ tolerance: LocalTolerance, sizes: [Double]) {
    (self.system, self.tolerance, self.sizes) = (system, tolerance, sizes)
    absolute = sizes.map { tolerance.absolute(forSize: $0) }
  }

  static func at(_ data: UnsafeMutableRawPointer?) -> SolverClient {
    guard let data else { fatalError("SUNDIALS lost its user data") }
    return Unmanaged<SolverClient>.fromOpaque(data).takeUnretainedValue()
  }

  /// A first step from y that is surely short enough: a small part of ‖y‖/‖f‖, smaller for a smaller tolerance.
  ///
  /// Chosen here, since SUNDIALS' own guess depends on where the run is to end.
  func firstStep(from y: UnsafePointer<Double>) -> Double {
    var rate = [Double](repeating: 0, count: system.dimension)
    let part = rate.withUnsafeMutableBufferPointer { rate in
      guard let rate = rate.baseAddress, system.rate(at: y, into: rate) else { return 0.0 }
      return zip(system.blocks, absolute).map { block, absolute in
        let (speed, size) = (system.norm(rate, block), system.norm(y, block))
        // Of weights near the smallest numbers the least absolute tolerance is no small part.
        let slack = size > 0 && absolute <= LocalTolerance.leastAbsolute ? 0 : absolute / tolerance.relative
        return speed == 0 ? .infinity : (size + slack) / speed
      }.min() ?? .infinity
    }
    // A solver cannot begin with an infinite step.
    return min(FlowAccuracy.longestStep, 0.01 * part * tolerance.relative.squareRoot().squareRoot())
  }
}
