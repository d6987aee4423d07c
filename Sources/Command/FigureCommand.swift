import ArgumentParser
import Catalog
import Figures
import Foundation
import Plotting
import SpecLanguage

/// `deeplinear figure`
struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract:
      "Draw what a run left: any recorded quantity against time, another quantity, or what was swept.",
    discussion: """
      Without --of an overview is drawn. Examples:

        deeplinear figure DIR                                 the overview
        deeplinear figure DIR --of imbalance                  against time
        deeplinear figure DIR --of singular-values --k 1-3 --point 0
        deeplinear figure DIR --of singular-values --theory   beside the flow
        deeplinear figure DIR --of magnitude --against imbalance
        deeplinear figure DIR --of steps --against depth      over a sweep
        deeplinear figure DIR --of success --against depth --against width

      The last one is a heatmap, of two swept keys. Along the runs, five or more seeds are drawn as their median and quartiles; where \
      a panel has one curve for each of up to twenty seeds, these are drawn too.

      Quantities are those of `observe.quantities` and the columns of the table runs: success, divergence, steps, time, \
      loss, penalty, imbalance, escape-time, alignment-time, saddle-time, local-rate, steps-to-LOSS and time-to-LOSS for each of the \
      spec's thresholds; of flows conservation-drift, evaluations, stiff-from, verified-distance. Swept keys may be called by their ends: depth for network.depth; where whole mappings are swept, keys inside them too: step-size of \
      dynamics. Values that are words are placed side by side on an axis. Files go to DIR/figures: the pictures, the \
      description as JSON and the caption; their paths go to standard output.
      """)

  @Argument(help: ArgumentHelp("A directory that `deeplinear run` left.", valueName: "dir"))
  var directory: String

  @Option(
    name: .customLong("of"), parsing: .singleValue,
    help: ArgumentHelp("What to draw; again for another panel.", valueName: "quantity"))
  var quantities: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "What to draw it against: a quantity or a swept key; two swept keys make a heatmap. (default: time, or what was swept)",
      valueName: "quantity"))
  var against: [String] = []

  @Option(
    name: .customLong("run"), parsing: .singleValue,
    help: ArgumentHelp("Only this run; a list 0,2 or a range 0-7; may be repeated.", valueName: "n"))
  var runs: [NumberList] = []

  @Option(
    name: .customLong("point"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only this point of the sweep, from 0; a list or a range; may be repeated.", valueName: "n"))
  var points: [NumberList] = []

  @Option(
    name: .customLong("k"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only the k-th singular value, from 1; a list 1,3 or a range 1-4; may be repeated.", valueName: "n"))
  var k: [NumberList] = []

  @Option(
    name: .customLong("layer"), parsing: .singleValue,
    help: ArgumentHelp(
      "Only this layer, from 1 at the input; a list or a range; may be repeated.", valueName: "n"))
  var layers: [NumberList] = []

  @Flag(
    help: ArgumentHelp(
      "Draw the gradient flow from the same balanced starts over the runs, in closed form where one is known."
    ))
  var theory = false

  @Flag(help: "The horizontal axis. (default: as the snapshots or the sweep are spaced)") var x:
    HorizontalScale?
  @Flag(help: "The vertical axis, or a heatmap's colours. (default: by the values)") var y: VerticalScale?

  @Option(help: ArgumentHelp("column (3.4 in) or page (7 in). (default: by the panels)", valueName: "width"))
  var width: Figure.Width?

  @Option(
    help: ArgumentHelp("Pictures to make, separated by commas; json alone makes none.", valueName: "formats"))
  var format: Formats = Formats(pictures: Renderer.Format.allCases)

  @Option(
    help: ArgumentHelp(
      "The files' name without its ending, or a folder for them. (default: DIR/figures/NAME)",
      valueName: "path"))
  var out: String?

  @Option(
    help: ArgumentHelp("A line above the figure; write formulas between dollar signs.", valueName: "text"))
  var title: String?

  func validate() throws {
    guard !directory.isEmpty else { throw ValidationError("the directory's path is empty") }
    guard out?.isEmpty != true else { throw ValidationError("--out is empty; expected a name or a folder") }
  }

  func run() throws {
    let url = try URL(asWritten: directory)
    let source = try StoredExperiment(url)
    var request = FigureRequest()
    (request.of, request.against, request.title) = (quantities, against, title)
    (request.runs, request.points) = (runs.flatMap(\.numbers), points.flatMap(\.numbers))
    (request.k, request.layers) = (k.flatMap(\.numbers), layers.flatMap(\.numbers))
    request.overlays = theory ? source.flowTheory : nil
    (request.xScale, request.yScale, request.width) = (x?.scale, y?.scale, width)
    var folder = url.appending(path: "figures")
    if let out { (folder, request.name) = try Self.destination(out) }
    let figure = try source.figure(request)
    // From here on a signal ends Python, and no file is written; those that are being written are completed.
    Interruption.begin()
    do {
      let files = try Renderer.find(executable: ProcessArguments.program).render(
        [figure], into: folder, formats: format.pictures
      ) {
        Interruption.isRequested
      }
      for file in files { try StandardStreams.print(file.relativePath) }
    } catch is CancellationError {
      Interruption.say(Interruption.early)
      throw ExitStatus.interrupted
    } catch let refusal as FigureError {
      throw InputError("\(refusal).")
    }
  }

  /// A folder, and the stem where one is named.
  static func destination(_ path: String) throws -> (URL, String?) {
    let url = try URL(asWritten: path)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    if path.hasSuffix("/") || exists && isFolder.boolValue { return (url, nil) }
    let stem =
      !Formats.allValueStrings.contains(url.pathExtension)
      ? url.lastPathComponent : url.deletingPathExtension().lastPathComponent
    return (url.deletingLastPathComponent(), stem)
  }
}

/// Numbers of an option: "3", "1,2,5", "1-4".
struct NumberList: ExpressibleByArgument {
  let numbers: [Int]

  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], first <= last, last - first < 100_000 else {
        return nil
      }
      numbers += first...last
    }
    self.numbers = numbers
  }
}

/// `--log-x`, `--linear-x`.
enum HorizontalScale: String, EnumerableFlag {
  case logX, linearX
  var scale: Scale { self == .logX ? .log : .linear }
}

/// `--log-y`, `--linear-y`.
enum VerticalScale: String, EnumerableFlag {
  case logY, linearY
  var scale: Scale { self == .logY ? .log : .linear }
}

/// `--width`
extension Figure.Width: ExpressibleByArgument {}

/// `--format pdf,svg,png`
struct Formats: ExpressibleByArgument {
  let pictures: [Renderer.Format]

  init(pictures: [Renderer.Format]) { self.pictures = pictures }

  init?(argument: String) {
    let words = argument.lowercased().split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let pictures = words.filter { $0 != "json" }.map(Renderer.Format.init)
    guard !words.isEmpty, !pictures.contains(nil) else { return nil }
    self.pictures = pictures.compactMap(\.self)
  }

  var defaultValueDescription: String { pictures.map(\.rawValue).joined(separator: ",") }
  static var allValueStrings: [String] { Renderer.Format.allCases.map(\.rawValue) + ["json"] }
}
