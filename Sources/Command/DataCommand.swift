import ArgumentParser
import Catalog
import DataSets
import Experiments
import Figures
import Foundation
import SpecLanguage

/// `deeplinear data`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "What a data set is, and the matrix problem that it becomes.",
    discussion: """
      Prints rows, columns, the rank and the condition number of the centred features, Φ's singular values, the scale of the \
      labels, the least loss c of any W, and the lines of a spec that use the data so. The format is known by content:

        deeplinear data table.csv --label ppm --ignore batch --whiten
        deeplinear data batch*.dat --class 1 --whiten    UCI gas sensor files
        deeplinear data images.gz --labels labels.gz --whiten --pseudo-inverse
        deeplinear data points.libsvm
        deeplinear data arrays.npz                       arrays x and y

      Files may be compressed by gzip. --whiten, --normalize-labels, --pseudo-inverse and --centre-labels are the keys of \
      target.data in a spec. Nothing is downloaded.
      """)

  @Argument(help: ArgumentHelp("Files of one data set.", valueName: "file"))
  var files: [String]

  @Option(
    name: .customLong("label"), parsing: .singleValue,
    help: ArgumentHelp("A column of the table to be predicted; may be repeated.", valueName: "name"))
  var columns: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A column of the table to leave out; may be repeated.", valueName: "name"))
  var ignore: [String] = []

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("The gas of sensor files: 1 Ethanol to 6 Toluene.", valueName: "n"))
  var gas: Int?

  @Option(help: ArgumentHelp("The IDX file of the labels of images.", valueName: "file"))
  var labels: String?

  @Flag(help: "Give the instances mean zero and covariance I.")
  var whiten = false

  @Flag(help: "Scale the labels to ‖Λ_yx‖_F = 1.")
  var normalizeLabels = false

  @Flag(help: "Drop directions without variance when whitening, instead of refusing the data.")
  var pseudoInverse = false

  @Flag(help: "Subtract the mean of the labels.")
  var centreLabels = false

  @Flag(help: "Draw the singular values of the centred features, and Φ; print the paths of the files.")
  var figure = false

  @Option(
    help: ArgumentHelp(
      "The figure's files without their ending, or a folder for them. (default: ./NAME-data, NAME that of the first file)",
      valueName: "path"))
  var out: String?

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object and nothing else on standard output.")
  var json = false

  func validate() throws {
    guard !files.contains(""), labels?.isEmpty != true else {
      throw ValidationError("a file has an empty name")
    }
    guard out?.isEmpty != true else { throw ValidationError("--out is empty; expected a name or a folder") }
    guard out == nil || figure else {
      throw ValidationError("--out is where --figure goes; add --figure, or leave it out")
    }
    guard !pseudoInverse || whiten else {
      throw ValidationError("--pseudo-inverse drops directions when whitening; add --whiten, or leave it out")
    }
  }

  func run() throws {
    let directory = try data.directory()
    let summary: DataSummary
    do {
      let source = try source(in: directory)
      summary = try DataSummary(
        DataSettings(
          source,
          .init(
            whitens: whiten, normalizesLabels: normalizeLabels, dropsConstantDirections: pseudoInverse,
            centresLabels: centreLabels)), in: directory)
    } catch let refusal as DataError {
      throw InputError("\(refusal.description).")
    } catch let refusal as ReductionError {
      throw InputError(
        "\(files.map { $0.printable(limit: 100) }.joined(separator: ", ")): \(refusal.description).")
    }
    let pictures = try figure ? draw(summary) : []
    let report = DataReport(summary, pictures: pictures.map(\.relativePath))
    try StandardStreams.print(json ? JSONText.line(report) : report.text)
  }

  // MARK: The data

  /// The data that files and options name.
  private func source(in directory: DataDirectory) throws -> DataSettings.Source {
    let paths = try (files + [labels].compactMap(\.self)).map { try path($0, in: directory) }
    let formats = try paths.map { try DataFormat(of: $0) }
    let kinds = Set(formats)
    if kinds == [.images, .labels], paths.count == 2 {
      try refuse(columns: true, gas: true, of: "images")
      let images = formats[0] == .images ? 0 : 1
      return .images(paths[images], labels: paths[1 - images])
    }
    guard kinds.count == 1, let format = kinds.first, labels == nil else {
      throw InputError(
        "the files are of \(zip(formats, paths).map { "\($0.words) (\($1.sourceName))" }.joined(separator: ", ")); expected one format, or "
          + "IDX images and their --labels.")
    }
    switch format {
    case .images, .labels:
      throw InputError(
        "\(paths[0].sourceName) has IDX \(format.rawValue) alone; expected images and labels, such as IMAGES --labels LABELS."
      )
    case .sensor:
      try refuse(columns: true, of: "gas sensor files")
      guard let gas else {
        throw InputError(
          "the files are of gas sensors; expected --class N with the gas: 1 Ethanol, 2 Ethylene, 3 Ammonia, 4 Acetaldehyde, 5 Acetone, 6 Toluene."
        )
      }
      return .sensor(paths, gas: gas)
    case .table:
      try refuse(gas: true, of: "a table")
      try requireOne(paths)
      guard !columns.isEmpty else {
        throw InputError(
          "\(paths[0].sourceName) is a table; expected --label NAME with the column to be predicted.")
      }
      return .table(paths[0], labels: columns, ignored: ignore)
    case .sparse, .arrays:
      try refuse(columns: true, gas: true, of: format.words)
      try requireOne(paths)
      return format == .sparse ? .sparse(paths[0]) : .arrays(paths[0])
    }
  }

  /// A file's absolute path: from the current folder, else from that of the data sets.
  private func path(_ name: String, in directory: DataDirectory) throws -> String {
    let url = try URL(asWritten: name)
    guard SystemReason.found(at: url.path) == .nothing else { return url.standardizedFileURL.path }
    guard let other = directory.file(named: name) else {
      throw InputError("\(name.printable(limit: 200)) does not exist; \(directory.advice(onMissing: name)).")
    }
    return other
  }

  private func requireOne(_ paths: [String]) throws {
    guard paths.count > 1 else { return }
    throw InputError(
      "\(paths.count) files are given, and only sensor files are joined; expected one, such as \(files[0].printable(limit: 100))."
    )
  }

  private func refuse(columns: Bool = false, gas: Bool = false, of what: String) throws {
    if columns, let name = (self.columns + ignore).first {
      throw InputError(
        "\(name.printable(limit: 100)) is to be a column of a table, and the data are \(what); leave --label and --ignore out."
      )
    }
    if gas, self.gas != nil {
      throw InputError("--class is the gas of sensor files, and the data are \(what); leave it out.")
    }
  }

  // MARK: The figure

  private func draw(_ summary: DataSummary) throws -> [URL] {
    let stem = "\(Self.stem(of: files[0]))-data"
    let (folder, name) = try out.map(FigureCommand.destination) ?? (URL(asWritten: "."), nil)
    Interruption.begin()
    do {
      return try Renderer.find(executable: ProcessArguments.program).render(
        [DataFigure.figure(summary, name: name ?? stem)], into: folder
      ) { Interruption.isRequested }
    } catch is CancellationError {
      Interruption.say(Interruption.early)
      throw ExitStatus.interrupted
    } catch let refusal as FigureError {
      throw InputError("\(refusal).")
    }
  }

  /// The file's name without its endings.
  private static func stem(of file: String) -> String {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let stem = name.split(separator: ".").first.map(String.init) ?? "data"
    return stem.count <= 100 ? stem : String(stem.prefix(100))
  }
}

extension DataFormat {
  /// What such a file is, in words.
  fileprivate var words: String {
    switch self {
    case .table: "a table"
    case .images: "IDX images"
    case .labels: "IDX labels"
    case .sensor: "gas sensor lines"
    case .sparse: "libsvm's format"
    case .arrays: "NumPy arrays"
    }
  }
}
