public import LinearAlgebra

/// A quantity that can be observed along a run: one small value, made in a file of its own.
public struct Observable<S: Scalar>: Sendable {
  /// A dimension that a quantity has besides run and snapshot.
  public enum Dimension: String, Sendable {
    /// 1 … N.
    case layer
    /// 1 … the number of singular values.
    case k
    /// Real and imaginary part.
    case ri
  }

  /// The name in a spec, with hyphens; NetCDF has underscores.
  public let name: String
  /// A phrase for axes and attributes.
  public let longName: String
  /// "1", or what the numbers are measured in.
  public let units: String
  /// The section of Documentation/Notation.md that defines it.
  public let source: String
  /// How figures and messages write it.
  public let notation: ObservableNotation
  /// The dimensions of one value, slowest first; empty for a number.
  public let dimensions: [Dimension]
  /// Their sizes for a network of this shape.
  public let sizes: @Sendable (NetworkShape) -> [Int]
  /// Whether the quantity is defined for networks of this shape; where not, its values are NaN.
  public let applies: @Sendable (NetworkShape) -> Bool
  /// The values at a snapshot, product(sizes) of them.
  public let evaluate: @Sendable (Snapshot<S>) throws -> [Double]

  /// A quantity of its own: `sizes` may be left out for numbers.
  public init(
    _ name: String, longName: String, units: String = "1", source: String,
    notation: ObservableNotation = ObservableNotation(), dimensions: [Dimension] = [],
    sizes: @escaping @Sendable (NetworkShape) -> [Int] = { _ in [] },
    applies: @escaping @Sendable (NetworkShape) -> Bool = { _ in true },
    evaluate: @escaping @Sendable (Snapshot<S>) throws -> [Double]
  ) {
    (self.name, self.longName, self.units, self.source) = (name, longName, units, source)
    self.notation = notation
    (self.dimensions, self.sizes, self.applies, self.evaluate) = (dimensions, sizes, applies, evaluate)
  }
}
