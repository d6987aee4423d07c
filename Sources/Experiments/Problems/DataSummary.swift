import DataSets
import LinearAlgebra
import RunArchive
import SpecLanguage

/// What a data set is, and the matrix problem that it becomes: the facts of `deeplinear data`.
package struct DataSummary: Sendable {
  /// A label's range.
  package struct Label: Sendable {
    package let name: String
    package let least, largest, mean: Double
  }

  /// What was read, and what is done to it.
  package let settings: DataSettings
  /// The files with their SHA-256.
  package let files: [Provenance.DataFile]
  /// m, and d before directions are dropped.
  package let rows, features: Int
  /// In the order of Φ's rows.
  package let labels: [Label]
  /// The names of features that are the same in every row.
  package let constantFeatures: [String]
  /// σ_1 ≥ … ≥ σ_d of the centred features.
  package let singularValues: [Double]
  /// How many of them are more than 0 to rounding.
  package let rank: Int
  /// The problem: Φ, c and the scale of the labels.
  package let problem: MatrixProblem
  /// Φ's singular values, falling.
  package let targetValues: [Double]

  /// Reads the data and reduces them, as a spec with the same keys has it.
  ///
  /// - Throws: `DataError`, `ReductionError`, `LinearAlgebraError`, `InputError`.
  package init(_ settings: DataSettings, in directory: DataDirectory) throws {
    let (table, files) = try DataProblems(directory).read(settings.source)
    self.settings = settings
    self.files = files
    (rows, features) = (table.count, table.features.rows)
    labels = (0..<table.labels.rows).map { Label(row: $0, of: table) }
    constantFeatures = table.constantFeatures
    problem = try MatrixProblem(table, settings.options)
    // Refused where no feature varies: then there is no rank.
    let centred =
      settings.options.whitens
      ? problem : try? MatrixProblem(table, .init(whitens: true, dropsConstantDirections: true))
    singularValues = centred?.singularValues ?? Array(repeating: 0, count: table.features.rows)
    rank = centred?.rank ?? 0
    targetValues = try problem.target.singularValues()
  }

  /// σ_1/σ_rank of the centred features; nil where none varies.
  package var conditionNumber: Double? { rank > 0 ? singularValues[0] / singularValues[rank - 1] : nil }

  /// The lines of a spec that use the data so.
  package var spec: String {
    let (outputs, inputs) = (problem.target.rows, problem.target.columns)
    let hidden = max(outputs, min(32, inputs))
    let data = SpecValue.mapping(settings.source.keys + settings.options.keys)
    return """
      network: {widths: [\(inputs), \(hidden), \(outputs)]}
      target:
        data: \(data.flowStyle)
      """
  }
}

extension DataSummary.Label {
  fileprivate init(row i: Int, of table: DataTable) {
    let values = (0..<table.count).map { table.labels[i, $0] }
    self.init(
      name: table.labelNames[i], least: values.min() ?? .nan, largest: values.max() ?? .nan,
      mean: values.reduce(0, +) / Double(table.count))
  }
}

extension DataSettings.Source {
  /// The keys of a spec that name the data.
  fileprivate var keys: [SpecValue.Entry] {
    switch self {
    case .table(let file, let labels, let ignored):
      [
        .init("csv", .text(file)),
        .init("label", labels.count == 1 ? .text(labels[0]) : .list(labels.map { .text($0) })),
      ] + (ignored.isEmpty ? [] : [.init("ignore", .list(ignored.map { .text($0) }))])
    case .images(let images, let labels): [.init("images", .text(images)), .init("labels", .text(labels))]
    case .sensor(let files, let gas):
      [.init("sensor", .list(files.map { .text($0) })), .init("class", .integer(gas))]
    case .sparse(let file): [.init("libsvm", .text(file))]
    case .arrays(let file): [.init("npz", .text(file))]
    }
  }
}

extension MatrixProblem.Options {
  /// The keys of a spec that are not as they are by default.
  fileprivate var keys: [SpecValue.Entry] {
    [
      ("whiten", whitens), ("normalize-labels", normalizesLabels),
      ("pseudo-inverse", dropsConstantDirections),
      ("centre-labels", centresLabels),
    ].filter(\.1).map { .init($0.0, .boolean(true)) }
  }
}
