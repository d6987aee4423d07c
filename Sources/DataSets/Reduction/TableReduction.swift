extension MatrixProblem {
  /// The problem of a table; otherwise as `init(x:y:featureNames:options:)`.
  public init(_ table: DataTable, _ options: Options = Options()) throws {
    try self.init(
      x: table.features, y: table.labels, featureNames: table.featureNames, options: options)
  }
}

extension DataTable {
  /// The names of the features that are the same in every instance, in the table's order.
  public var constantFeatures: [String] {
    zip(featureNames, features.constantRows).filter(\.1).map(\.0)
  }
}
