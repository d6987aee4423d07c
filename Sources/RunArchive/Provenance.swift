import Foundation

/// `provenance.json`: where the numbers of a directory come from.
public struct Provenance: Sendable, Equatable, Codable {
  /// DeepLinear's version.
  public var version: String
  /// The commit it was built from, where known.
  public var commit: String?
  /// The arguments, the program's name first.
  public var command: [String]
  /// The name of the machine.
  public var host: String
  /// The processor's name.
  public var processor: String
  /// How the kernels round, part of the directory's identity: "fma", "portable", or "plain" where the reference engine ran alone.
  public var kernels: String
  /// What ran the points, and why not in lockstep where it was not.
  public var engines: [Engine]
  /// The core OpenBLAS chose, part of the directory's identity.
  public var blasCore: String
  /// The program that took the steps of flows, with its version, part of the directory's identity; nil without flows.
  public var solver: String?
  /// The first random draws, exactly; they show whether another machine draws the same.
  public var firstDraws: [Double]
  /// When the first run began, ISO 8601 in UTC.
  public var started: Date
  /// When the last run ended; nil while there are runs left.
  public var finished: Date?
  /// What a data problem came from, of a sweep over data the first.
  public var data: DataProblem?
  /// The least values that losses have over all matrices and from which they are measured, where they know them; nil where no loss does.
  public var leastLosses: [LeastLoss]?

  /// The least value of the loss at consecutive points.
  public struct LeastLoss: Sendable, Equatable, Codable {
    /// The first of the points.
    public var firstPoint: Int
    /// The last of the points.
    public var lastPoint: Int
    /// The value, with the factor ½.
    public var value: Double

    /// All of it; see the properties.
    public init(firstPoint: Int, lastPoint: Int, value: Double) {
      (self.firstPoint, self.lastPoint, self.value) = (firstPoint, lastPoint, value)
    }

    private enum CodingKeys: String, CodingKey {
      case value
      case firstPoint = "first_point"
      case lastPoint = "last_point"
    }
  }
  /// The others of a sweep over data; nil where there is one at most.
  public var otherData: [DataProblem]?

  /// An engine and the number of its points.
  public struct Engine: Sendable, Equatable, Codable {
    /// "lockstep", "plain" or "flow".
    public var engine: String
    /// The kernels' instruction family; nil for the reference engine.
    public var kernels: String?
    /// Why not in lockstep, in a clause; nil for the lockstep engine and for flows.
    public var reason: String?
    /// What takes the steps of flows, with its version; nil for gradient descent.
    public var solver: String?
    /// Points of the sweep.
    public var points: Int

    /// All of it; see the properties.
    public init(
      engine: String, kernels: String? = nil, reason: String? = nil, solver: String? = nil, points: Int
    ) {
      (self.engine, self.kernels, self.reason) = (engine, kernels, reason)
      (self.solver, self.points) = (solver, points)
    }

    /// "lockstep engine, avx512 kernels", "reference engine, as …" or "flow engine, SUNDIALS …".
    public var text: String {
      "\(engine) engine" + (kernels.map { ", \($0) kernels" } ?? "") + (reason.map { ", as \($0)" } ?? "")
        + (solver.map { ", \($0)" } ?? "")
    }
  }

  /// The data behind a target.
  public struct DataProblem: Sendable, Equatable, Codable {
    /// Rows of the data set.
    public var rows: Int
    /// c, the least (1/2m) ‖W X − Y‖_F² of any matrix W, with labels multiplied by `labelScale`.
    public var optimalLoss: Double
    /// What the labels were multiplied with.
    public var labelScale: Double
    /// The files that were read, in order.
    public var files: [DataFile]
    /// The file that has Φ.
    public var target = "target.npy"
    /// The points of a sweep over data that have it; nil where all have.
    public var points: [Int]?

    /// - Parameters:
    ///   - rows: Rows of the data set.
    ///   - optimalLoss: The least loss of any matrix.
    ///   - labelScale: What the labels were multiplied with.
    ///   - files: The files that were read.
    public init(rows: Int, optimalLoss: Double, labelScale: Double, files: [DataFile] = []) {
      (self.rows, self.optimalLoss, self.labelScale, self.files) = (rows, optimalLoss, labelScale, files)
    }

    private enum CodingKeys: String, CodingKey {
      case rows, files, target, points
      case optimalLoss = "optimal_loss"
      case labelScale = "label_scale"
    }
  }

  /// A file of data.
  public struct DataFile: Sendable, Equatable, Codable {
    /// Its absolute path.
    public let path: String
    /// That of the file as it lay there, compressed or not.
    public let sha256: String

    /// All of it; see the properties.
    public init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
  }

  /// All of it; see the properties.
  public init(
    version: String, commit: String? = nil, command: [String], host: String, processor: String,
    kernels: String, engines: [Engine] = [],
    blasCore: String, solver: String? = nil, firstDraws: [Double], started: Date, finished: Date? = nil,
    data: DataProblem? = nil, otherData: [DataProblem]? = nil, leastLosses: [LeastLoss]? = nil
  ) {
    (self.otherData, self.leastLosses) = (otherData, leastLosses)
    self.solver = solver
    (self.version, self.commit, self.command) = (version, commit, command)
    (self.host, self.processor, self.kernels, self.blasCore) = (host, processor, kernels, blasCore)
    (self.engines, self.firstDraws, self.started, self.finished, self.data) = (
      engines, firstDraws, started, finished, data
    )
  }

  /// The file's contents: keys sorted, indented, ending in a newline.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads the file's contents back.
  ///
  /// - Throws: `DecodingError` where the JSON is not a provenance.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    self = try decoder.decode(Provenance.self, from: json)
  }

  private enum CodingKeys: String, CodingKey {
    case version, commit, command, host, processor, kernels, engines, solver, started, finished, data
    case blasCore = "blas_core"
    case otherData = "other_data"
    case firstDraws = "first_draws"
    case leastLosses = "least_losses"
  }
}
