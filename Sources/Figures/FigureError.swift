import Foundation

/// What is wrong with a figure, in one sentence: where, what was got, what was expected, what to try.
public struct FigureError: Error, Equatable, Sendable, CustomStringConvertible, LocalizedError {
  /// The sentence, without a full stop.
  public let description: String
  /// The same sentence, as `LocalizedError` requires it.
  public var errorDescription: String? { description }

  init(_ description: String) { self.description = description }
}
