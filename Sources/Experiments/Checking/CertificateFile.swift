import DeepLinear
import DeepLinearTheory
import Foundation
import RunArchive

/// The certificates of some runs in a form that another program can verify: every input exact, every number with its enclosure, and a
/// checksum of every run that was repeated.
///
/// `Documentation/Trust.md` says what each key is, and `scripts/verify_certificate.py` verifies such a file with no code of ours.
public struct CertificateFile: Encodable {
  /// Counts the changes of the form.
  public static let schemaVersion = 1
  private let schema = "deeplinear-certificates"
  private let version = Self.schemaVersion
  private let program = "deeplinear \(DeepLinearVersion.current)"
  private let spec: Spec
  private var points: [ExportedPoint] = []
  private var runs: [ExportedRun] = []
  private var certificates: [ExactCertificate] = []

  private struct Spec: Encodable {
    let sha256: String
    let text: String
  }

  /// A file without certificates.
  public init(of experiment: Experiment) {
    let text = experiment.resolvedYAML()
    spec = Spec(sha256: ContentDigest.sha256(of: text), text: text)
  }

  /// Adds a run with what was found of it.
  mutating func add(_ point: ExportedPoint, _ run: ExportedRun, _ found: [Certificate]) {
    if points.last?.point != point.point { points.append(point) }
    runs.append(run)
    certificates += found.map { ExactCertificate($0) }
  }

  /// The bytes of the file: JSON with keys in alphabetical order.
  public func contents() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

/// A point of the sweep: its setting and Φ.
struct ExportedPoint: Encodable {
  let point: Int
  let setting: Setting
  let target: ExactMatrix

  private enum CodingKeys: String, CodingKey { case point, setting, target }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(point, forKey: .point)
    try container.encode(ExportedSetting(setting), forKey: .setting)
    try container.encode(target, forKey: .target)
  }
}

/// What statements may require of a problem, numbers exact.
private struct ExportedSetting: Encodable {
  let widths: [Int]
  let complex: Bool
  let square_loss: Bool
  let regularization: String
  let dynamics: String
  let step_size: String?
  let distribution: String
  let deviations: [String]
  let conditioned_sign: Int
  let loss_below: String?

  init(_ setting: Setting) {
    (widths, complex, square_loss) = (setting.widths, setting.isComplex, setting.hasSquareLoss)
    regularization = setting.regularization.hexadecimal
    switch setting.dynamics {
    case .descent: dynamics = "gradient-descent"
    case .flow: dynamics = "gradient-flow"
    case .other(let words): dynamics = words
    }
    step_size = setting.stepSize?.hexadecimal
    let numbers: [Double]
    switch setting.distribution {
    case .independentLayers(let s): (distribution, numbers) = ("independent-layers", s)
    case .balancedProduct(let s): (distribution, numbers) = ("balanced-product", [s])
    case .balancedLayers(let s): (distribution, numbers) = ("balanced-layers", [s])
    case .other: (distribution, numbers) = ("other", [])
    }
    deviations = numbers.map(\.hexadecimal)
    (conditioned_sign, loss_below) = (setting.conditionedSign, setting.lossBelow?.hexadecimal)
  }
}

/// A run: its start, how it ended, and the record of its repetition.
struct ExportedRun: Encodable {
  struct End: Encodable {
    let outcome: String
    let steps: Int
    let time: String
    let loss: String
  }
  let run: Int
  let point: Int
  let seed: UInt64
  let weights: [ExactMatrix]
  /// Nil where the run is still to come.
  let end: End?
  /// Nil where it was not repeated, or not to the same bits.
  let replay: ReplayRecord?
}

/// A certificate whose items have their numbers as hexadecimal floats too.
private struct ExactCertificate: Encodable {
  private struct ExactItem: Encodable {
    let item: Item
    private enum CodingKeys: String, CodingKey { case exact }
    private struct Exact: Encodable {
      let value: String?
      let radius: String?
      let bound: String?
    }

    func encode(to encoder: any Encoder) throws {
      try item.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(
        Exact(
          value: item.value?.hexadecimal, radius: item.radius?.hexadecimal, bound: item.bound?.hexadecimal),
        forKey: .exact)
    }
  }
  let statement: String
  let point: Int
  let run: Int?
  let verdict: Verdict
  let reasons: [String]
  private let hypotheses: [ExactItem]
  private let promises: [ExactItem]

  init(_ certificate: Certificate) {
    (statement, point, run) = (certificate.statement, certificate.point, certificate.run)
    (verdict, reasons) = (certificate.verdict, certificate.reasons)
    hypotheses = certificate.hypotheses.map(ExactItem.init)
    promises = certificate.promises.map(ExactItem.init)
  }
}
