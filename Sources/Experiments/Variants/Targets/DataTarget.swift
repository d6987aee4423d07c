import DataSets
import DeepLinear
import LinearAlgebra
import RunArchive
import SpecLanguage

/// Φ = Λ_yx of a data set, and of instances that are not whitened their loss.
package struct DataTarget: TargetVariant {
  package static let key = SpecKey(
    "data",
    .keys(
      SpecKey(
        "csv", .text(.dataFile), .optional, example: "ethanol.csv",
        "A table (CSV or TSV) with a header, one row an instance; this or one of images, sensor, libsvm and npz."
      ),
      SpecKey(
        "label", .union([.text(.words), .list(of: .text(.words), count: 1...1000)]), .optional,
        example: "ppm", "The column of the table to be predicted, or a list of them; the others are features."
      ),
      SpecKey(
        "ignore", .list(of: .text(.words), count: 0...100_000), .defaulted([]), example: "[batch]",
        "Columns of the table to leave out."),
      SpecKey(
        "images", .text(.dataFile), .optional, example: "train-images-idx3-ubyte.gz",
        "Images in IDX format, their pixels divided by 255."),
      SpecKey(
        "labels", .text(.dataFile), .optional, example: "train-labels-idx1-ubyte.gz",
        "The images' labels in IDX format, made one-hot from 0 to the largest."),
      SpecKey(
        "sensor", .list(of: .text(.dataFile), count: 1...1000), .optional,
        example: "[batch1.dat, batch2.dat]",
        "Files of the UCI gas sensor data set, joined; the label is the concentration."),
      SpecKey(
        "class", .integer(1...1000), .optional, example: "1",
        "The gas of the sensor files to keep: 1 Ethanol, 2 Ethylene, 3 Ammonia, 4 Acetaldehyde, 5 Acetone, 6 Toluene."
      ),
      SpecKey(
        "libsvm", .text(.dataFile), .optional, example: "housing.libsvm",
        "A file in libsvm's format: a label and index:value pairs a line."),
      SpecKey(
        "npz", .text(.dataFile), .optional, example: "data.npz",
        "A NumPy archive with the arrays x and y, one row an instance."),
      flag(
        "whiten",
        "Gives instances mean zero and covariance I, by the singular values of the data; otherwise the loss is the general quadratic one with their Λ_xx."
      ),
      flag("normalize-labels", "Scales the labels to ‖Λ_yx‖_F = 1."),
      flag(
        "pseudo-inverse",
        "Drops directions without variance when whitening, instead of refusing the data; d_0 is then their rank."
      ),
      flag("centre-labels", "Subtracts the mean of the labels.")),
    .required, example: "{csv: ethanol.csv, label: ppm, whiten: true}", synonyms: ["dataset"],
    "Φ is Λ_yx of a data set; a file that is not beside the spec is looked for in the folder of --data or DEEPLINEAR_DATA."
  )

  private static func flag(_ name: String, _ documentation: String) -> SpecKey {
    SpecKey(name, .boolean, .defaulted(false), documentation)
  }

  /// The data; nil where a Gaussian matrix is timed instead.
  package let settings: DataSettings?
  private let whitens: Bool
  /// What is wrong with the keys, found when they were read.
  private let conflict: SpecConflict?

  package init(_ value: SpecValue) {
    let options = MatrixProblem.Options(
      whitens: value.flag("whiten"), normalizesLabels: value.flag("normalize-labels"),
      dropsConstantDirections: value.flag("pseudo-inverse"), centresLabels: value.flag("centre-labels"))
    whitens = options.whitens
    do throws(SpecConflict) {
      settings = DataSettings(try DataSettings.Source(keys: value, of: Self.path), options)
      conflict = nil
    } catch {
      (settings, conflict) = (nil, error)
    }
  }

  private init(whitens: Bool) { (settings, conflict, self.whitens) = (nil, nil, whitens) }

  package func check(_ problem: Specification) throws(SpecConflict) {
    if let conflict { throw conflict }
    let options = settings?.options
    if let options, options.dropsConstantDirections, !options.whitens {
      throw SpecConflict(
        at: "\(Self.path).pseudo-inverse",
        "\(Self.path).pseudo-inverse drops directions when whitening, and whiten is false; set whiten: true, or leave it out."
      )
    }
    guard let loss = problem.target.loss, case let key = type(of: loss).path else { return }
    guard !loss.bringsCovariance else {
      throw SpecConflict(
        at: key,
        "target has both data and \(type(of: loss).key.name), and data have a covariance of their own; leave \(key) out."
      )
    }
    guard whitens else {
      throw SpecConflict(
        at: key,
        "target has both data and \(type(of: loss).key.name), and the loss of data that are not whitened is their own; set \(Self.path).whiten: true, or leave \(key) out."
      )
    }
  }

  package var readsFiles: Bool { settings != nil }

  package var ownLoss: OwnLoss? {
    whitens
      ? nil
      : OwnLoss(
        formula:
          "ℓ = ½ tr((W_{1:N} − W*) Λ_xx (W_{1:N} − W*)ᴴ) (factor ½), Λ_xx that of the data, above its optimum over all matrices",
        targetMeaning: "W* = Λ_yx Λ_xx⁺: the minimizer of the loss of least norm; target.npy has Λ_yx")
  }

  package func narrowed(toRank rank: Int) -> any TargetVariant { Self(whitens: whitens) }

  package func matrix<S: Scalar>(from source: some ProblemSource, over field: S.Type) throws -> Matrix<S> {
    guard let settings else {
      let stream = RandomStream(seed: 0, purpose: .target)
      return .gaussian(rows: source.rows, columns: source.columns, deviation: 1, stream: stream)
    }
    return try entry(settings, from: source).problem.target.converted()
  }

  package func loss<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource, isTimed: Bool
  ) throws -> (any Loss<S>)? {
    guard !whitens else { return nil }
    guard let settings, !isTimed,
      case .quadratic(let covariance, let minimizer) = try entry(settings, from: source).problem.form
    else { return QuadraticLoss(covariance: .identity(target.columns), minimizer: target) }
    return QuadraticLoss(covariance: covariance.converted(), minimizer: minimizer.converted())
  }

  package func computed(from source: some ProblemSource) throws -> ComputedTarget? {
    guard let settings else { return nil }
    let entry = try entry(settings, from: source)
    return ComputedTarget(
      matrix: entry.problem.target,
      data: Provenance.DataProblem(
        rows: entry.problem.count, optimalLoss: entry.problem.optimalLoss,
        labelScale: entry.problem.labelScale, files: entry.files))
  }

  /// The problem of the data, which fits the network.
  private func entry(_ settings: DataSettings, from source: some ProblemSource) throws -> DataProblems.Entry {
    let entry: DataProblems.Entry
    do {
      entry = try source.dataProblems.entry(settings)
    } catch let refusal as DataError {
      throw source.error("\(Self.path): \(refusal.description).", at: Self.path)
    } catch let refusal as ReductionError {
      let names = settings.source.files.map(\.sourceName).joined(separator: ", ")
      throw source.error("\(Self.path): \(names): \(refusal.description).", at: Self.path)
    }
    let (labels, features) = (entry.problem.target.rows, entry.problem.target.columns)
    guard (labels, features) == (source.rows, source.columns) else {
      let isCut = features < entry.problem.singularValues.count
      let kept =
        features == 1
        ? (isCut ? "direction that varies" : "feature") : (isCut ? "directions that vary" : "features")
      throw source.error(
        "\(Self.path) has \(features) \(kept) and \(labels) \(labels == 1 ? "label" : "labels"), and network.widths is "
          + "\(source.specification.network.shownWidths); expected d_0 = \(features) and d_N = \(labels).",
        at: Self.path)
    }
    return entry
  }
}

extension DataSettings.Source {
  /// What the keys of the section say.
  ///
  /// - Throws: `SpecConflict` where they name no data, data of two kinds, or lack a key that theirs needs.
  fileprivate init(keys value: SpecValue, of path: String) throws(SpecConflict) {
    let companions = [
      "csv": ["label", "ignore"], "images": ["labels"], "sensor": ["class"], "libsvm": [], "npz": [],
    ]
    let kinds = ["csv", "images", "sensor", "libsvm", "npz"].filter { value[$0] != nil }
    guard kinds.count < 2 else {
      throw SpecConflict(
        at: "\(path).\(kinds[1])", "\(path) has both \(kinds[0]) and \(kinds[1]); keep one of them.")
    }
    guard let kind = kinds.first else {
      throw SpecConflict(
        at: path,
        "\(path) names no data; add one of csv, images, sensor, libsvm or npz, such as csv: ethanol.csv.")
    }
    for (owner, keys) in companions.sorted(by: { $0.key < $1.key }) where owner != kind {
      for key in keys where value[key] != nil && value[key]?.list?.isEmpty != true {
        throw SpecConflict(
          at: "\(path).\(key)",
          "\(path).\(key) goes with \(owner), and the data are of \(kind); leave it out.")
      }
    }
    func needed(_ key: String, _ example: String) throws(SpecConflict) -> SpecValue {
      guard let found = value[key] else {
        throw SpecConflict(at: path, "\(path) has \(kind) but no \(key); add it, such as \(key): \(example).")
      }
      return found
    }
    func file(_ key: String) -> String { value.required(key, \.text) }
    switch kind {
    case "csv":
      let label = try needed("label", "ppm")
      let labels = label.list?.compactMap(\.text) ?? [label.whole(\.text)]
      self = .table(
        file("csv"), labels: labels, ignored: value.required("ignore", \.list).compactMap(\.text))
    case "images":
      self = .images(file("images"), labels: try needed("labels", "train-labels-idx1-ubyte.gz").whole(\.text))
    case "sensor":
      self = .sensor(
        value.required("sensor", \.list).compactMap(\.text), gas: try needed("class", "1").whole(\.integer))
    case "libsvm": self = .sparse(file("libsvm"))
    default: self = .arrays(file("npz"))
    }
  }
}

extension SpecValue {
  fileprivate func flag(_ name: String) -> Bool { required(name, \.boolean) }
}
