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

  /// What a quantity compares the weights with.
  public enum Reference: Sendable {
    /// Nothing, or what every problem has.
    case nothing
    /// The whole target of the loss: not defined where that has unknown entries.
    case target
    /// Known entries of Φ that do not enter the loss: not defined where there is none.
    case heldOut
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
  /// What it compares the weights with; where a problem lacks that, its values are NaN.
  public let reference: Reference
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
    notation: ObservableNotation = ObservableNotation(), comparedWith reference: Reference = .nothing,
    dimensions: [Dimension] = [],
    sizes: @escaping @Sendable (NetworkShape) -> [Int] = { _ in [] },
    applies: @escaping @Sendable (NetworkShape) -> Bool = { _ in true },
    evaluate: @escaping @Sendable (Snapshot<S>) throws -> [Double]
  ) {
    (self.name, self.longName, self.units, self.source) = (name, longName, units, source)
    (self.notation, self.reference) = (notation, reference)
    (self.dimensions, self.sizes, self.applies, self.evaluate) = (dimensions, sizes, applies, evaluate)
  }
}

extension Objective {
  /// Whether the problem has what an observable compares the weights with.
  func has(_ reference: Observable<S>.Reference) -> Bool {
    switch reference {
    case .nothing: true
    case .target: loss.isTargetKnown
    case .heldOut: loss.heldOut != nil
    }
  }
}
