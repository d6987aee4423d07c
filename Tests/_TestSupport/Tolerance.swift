/// The one table of tolerances: how far a computed number may be from the exact one, and why.
public enum Tolerance {
  /// A few operations on numbers of size `scale`.
  public static func rounding(_ scale: Double, operations: Int = 1) -> Double {
    8 * Double(max(1, operations)) * 0x1p-53 * max(scale, .leastNormalMagnitude)
  }
  /// LAPACK's backward error on an n × n matrix of norm `scale`.
  public static func decomposition(_ n: Int, scale: Double) -> Double { 64 * Double(n) * 0x1p-53 * scale }
  /// Central differences with h = 10⁻⁵ of a smooth function: h² and ε/h are both about 10⁻¹⁰.
  public static let centralDifference = 1e-8
  /// Whole trajectories against an independent program, relative, after 2,000 steps.
  public static let trajectory = 1e-11
  /// Statistical tests: this many standard deviations.
  public static let sigmas = 5.0
}
