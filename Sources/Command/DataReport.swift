import Experiments
import Foundation
import SpecLanguage

/// What `deeplinear data` says.
struct DataReport: Encodable {
  struct Label: Encodable {
    let name: String
    let least, largest, mean: Double
  }

  struct File: Encodable {
    let path, sha256: String
  }

  struct Target: Encodable {
    let rows, columns: Int
    let frobeniusNorm: Double
    let singularValues: [Double]

    private enum CodingKeys: String, CodingKey {
      case rows, columns
      case frobeniusNorm = "frobenius_norm"
      case singularValues = "singular_values"
    }
  }

  private let files: [File]
  private let rows, features: Int
  private let labels: [Label]
  private let constantFeatures: [String]
  private let rank: Int
  private let conditionNumber: Double?
  private let singularValues: [Double]
  private let whitened: Bool
  private let target: Target
  private let labelScale, optimalLoss: Double
  private let spec: String
  private let figures: [String]

  init(_ summary: DataSummary, pictures: [String]) {
    files = summary.files.map { File(path: $0.path, sha256: $0.sha256) }
    (rows, features) = (summary.rows, summary.features)
    labels = summary.labels.map { Label(name: $0.name, least: $0.least, largest: $0.largest, mean: $0.mean) }
    constantFeatures = summary.constantFeatures
    (rank, conditionNumber, singularValues) = (summary.rank, summary.conditionNumber, summary.singularValues)
    whitened = summary.settings.options.whitens
    let problem = summary.problem
    target = Target(
      rows: problem.target.rows, columns: problem.target.columns, frobeniusNorm: problem.target.frobeniusNorm,
      singularValues: summary.targetValues)
    (labelScale, optimalLoss) = (problem.labelScale, problem.optimalLoss)
    (spec, figures) = (summary.spec, pictures)
  }

  private enum CodingKeys: String, CodingKey {
    case files, rows, features, labels, rank, whitened, target, spec, figures
    case constantFeatures = "constant_features"
    case conditionNumber = "condition_number"
    case singularValues = "singular_values"
    case labelScale = "label_scale"
    case optimalLoss = "optimal_loss"
  }

  /// A few lines, numbers to six digits.
  var text: String {
    let names = Self.listed(files.map(\.path.sourceName), most: 12)
    var lines = [
      "\(names): \(rows) rows, \(features) \(features == 1 ? "feature" : "features"), \(labels.count) \(labels.count == 1 ? "label" : "labels")"
    ]
    for label in labels.prefix(12) {
      lines.append(
        "label \(label.name.printable(limit: 60)): \(Self.short(label.least)) to \(Self.short(label.largest)), mean \(Self.short(label.mean))"
      )
    }
    if labels.count > 12 { lines.append("… and \(labels.count - 12) more labels") }
    lines.append(
      "centred features: rank \(rank)"
        + (conditionNumber.map { ", condition number \(Self.short($0))" } ?? ", as none varies")
        + (constantFeatures.isEmpty
          ? "" : "; \(constantFeatures.count) constant: \(Self.listed(constantFeatures, most: 6))"))
    lines.append(
      "Φ = Λ_yx of \(whitened ? "whitened instances" : "the instances as they are"): \(target.rows)×\(target.columns), ‖Φ‖_F = \(Self.short(target.frobeniusNorm)), "
        + "singular values \(Self.listed(target.singularValues.map(Self.short), most: 10))")
    lines.append("labels are multiplied by \(Self.short(labelScale))")
    lines.append("c = \(Self.short(optimalLoss)), the least loss of any W")
    lines.append("in a spec:")
    lines += spec.split(separator: "\n").map { "  \($0)" }
    return (lines + figures).joined(separator: "\n")
  }

  private static func listed(_ words: [String], most: Int) -> String {
    let shown = words.prefix(most).map { $0.printable(limit: 100) }.joined(separator: ", ")
    return words.count > most ? "\(shown) and \(words.count - most) more" : shown
  }

  private static func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
