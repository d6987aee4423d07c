import Figures
import RunArchive

/// What figures are made from: the results in a directory, and the spec that they belong to.
public struct StoredResults: Sendable {
  /// The results.
  public let archive: ResultsArchive
  /// Their spec.
  public let spec: StoredSpec

  /// The results in a directory, with the spec that they belong to.
  public init(_ archive: ResultsArchive, _ spec: StoredSpec) { (self.archive, self.spec) = (archive, spec) }

  /// The figure that a request describes.
  ///
  /// - Throws: `InputError` for a name or a number that the directory does not have, and what does not go together;
  ///   `StoreError` where results cannot be read; errors of the request's overlays.
  public func figure(_ request: FigureRequest) throws -> Figure {
    let source = try FigureSource(self, request)
    for kind in FigureSource.kinds {
      guard let figure = try kind.init(source) else { continue }
      if !figure.takesOverlays { try request.refuseOverlays(figure.name) }
      return try figure.figure()
    }
    preconditionFailure("no kind of figure takes the request")
  }
}
