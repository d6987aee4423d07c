import DataSets
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport
import _ExperimentSupport
import _TestSupport

@Suite("Runs on data")
struct DataRunTests {
  private let folder: ScratchFolder
  private let x, y: Matrix<Double>

  /// A table of 60 rows with three features, of which one is shifted and one scaled, a batch and two labels.
  init() throws {
    folder = try ScratchFolder()
    var draw = Draw(21)
    let plain: Matrix<Double> = draw.matrix(3, 60)
    x = Matrix(rows: 3, columns: 60) { i, j in
      i == 0 ? plain[0, j] + 4 : i == 1 ? 7 * plain[1, j] : plain[2, j] + plain[1, j]
    }
    let noise: Matrix<Double> = draw.matrix(2, 60, deviation: 0.3)
    y = Matrix<Double>(rows: 2, columns: 3) { Double($0 + 1) / Double($1 + 1) } * x + noise
    var lines = ["a,batch,b,c,y0,y1"]
    for j in 0..<60 { lines.append("\(x[0, j]),n\(j % 3),\(x[1, j]),\(x[2, j]),\(y[0, j]),\(y[1, j])") }
    _ = try folder.write("table.csv", Array(lines.joined(separator: "\n").utf8))
  }

  private static let data = "csv: table.csv, label: [y0, y1], ignore: [batch]"

  private func text(_ keys: String, widths: String = "[3, 3, 2]") -> String {
    """
    name: data
    network: {widths: \(widths)}
    target: {data: {\(keys)}}
    initialization: {gaussian: {deviation: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.05}}
    stop: {loss-below: 1e-12, max-steps: 60000}
    """
  }

  /// (1/2m) ‖W X − Y‖_F².
  private func dataLoss(_ w: Matrix<Double>, _ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
    (w * x - y).withView { $0.squaredNorm } / (2 * Double(x.columns))
  }

  private func stored(_ name: String) throws -> Matrix<Double> {
    let array = try NumpyFile.read(folder(name))
    return Matrix(rows: array.shape[0], columns: array.shape[1]) { array.values[$0 * array.shape[1] + $1] }
  }

  private func refusal(_ yaml: String, data: DataDirectory = DataDirectory(nil, environment: [:])) -> String {
    do {
      let experiment = try Experiment(yaml: yaml, source: "spec.yaml", folder: folder.url, data: data)
      _ = try Runner(experiment, into: folder("refused")).run()
      return ""
    } catch { return "\(error)" }
  }

  @Test(
    "Three lines make a table a whitened problem: Φ is in target.npy, and c, the scale and the files' checksums are in provenance.json"
  )
  func whitened() throws {
    let keys = Self.data + ", whiten: true, normalize-labels: true"
    let summary = try runner(text(keys), in: folder).run()
    #expect(summary.outcomes == ["converged": 1])
    let problem = try MatrixProblem(
      x: x, y: y, featureNames: ["a", "b", "c"], options: .init(whitens: true, normalizesLabels: true))
    #expect((try stored("out/target.npy") - problem.target).frobeniusNorm <= 1e-12)
    let archive = try ResultsArchive(folder("out"))
    let data = try #require(try archive.provenance().data)
    #expect(data.rows == 60 && data.points == nil && data.target == "target.npy")
    #expect(
      abs(data.optimalLoss - problem.optimalLoss) <= 1e-12
        && abs(data.labelScale - problem.labelScale) <= 1e-12)
    #expect(data.files.map(\.path) == [folder("table.csv").path])
    #expect(try archive.damage().isEmpty)
    // W_2 W_1 is Φ, and its loss on the whitened data is c.
    guard case .whitened(let whitening) = problem.form else { Issue.record("not whitened"); return }
    let w = try stored("out/weights/run-000000-layer-2.npy") * stored("out/weights/run-000000-layer-1.npy")
    let loss = try dataLoss(w, whitening.instances(of: x), data.labelScale * y)
    #expect(abs(loss - data.optimalLoss) <= 1e-10)
  }

  @Test(
    "Without whitening the loss is that of the data: what converges has their least loss, by the spec's quadratic loss"
  )
  func quadratic() throws {
    let keys = Self.data + ", normalize-labels: true"
    var yaml = spec(text(keys), with: "dynamics: {gradient-descent: {step-size: 0.01}}")
    yaml = spec(yaml, with: "stop: {loss-below: 1e-9, max-steps: 400000}")
    #expect(try runner(yaml, in: folder).run().outcomes == ["converged": 1])
    let data = try #require(try ResultsArchive(folder("out")).provenance().data)
    let w = try stored("out/weights/run-000000-layer-2.npy") * stored("out/weights/run-000000-layer-1.npy")
    #expect(abs(dataLoss(w, x, data.labelScale * y) - data.optimalLoss) <= 1e-8)
    let row = try #require(try ResultsArchive(folder("out")).runs().first)
    #expect(abs(dataLoss(w, x, data.labelScale * y) - data.optimalLoss - row.loss) <= 1e-12)
    // The same problem by target.file and covariance.
    let covariance = (1.0 / 60) * Matrix.product(x, .none, x, .conjugateTranspose)
    try NumpyFile.write(
      StoredArray(shape: [3, 3], isComplex: false, values: covariance.columnMajor), to: folder("lxx.npy"))
    let files = spec(yaml, with: "target: {file: out/target.npy, covariance: lxx.npy}")
    _ = try runner(files, in: folder, into: "files").run()
    let other = try #require(try ResultsArchive(folder("files")).runs().first)
    #expect(abs(other.steps - row.steps) <= 2)
  }

  @Test("Networks that do not fit, missing files and faults of the data are one sentence at the key")
  func refusals() throws {
    let keys = Self.data + ", whiten: true"
    #expect(
      refusal(text(keys, widths: "[5, 5, 2]")).hasSuffix(
        "target.data has 3 features and 2 labels, and network.widths is [5, 5, 2]; expected d_0 = 3 and d_N = 2."
      ))
    let missing = refusal(text("csv: no.csv, label: y"))
    #expect(missing.hasPrefix("spec.yaml:3:") && missing.contains("target.data.csv names"))
    #expect(
      missing.hasSuffix(
        "no.csv, which does not exist; check the path, or name the folder that has it: --data DIR or DEEPLINEAR_DATA."
      ))
    #expect(refusal(text("csv: ethanol.csv, label: ppm")).contains("DOI 10.24432/C5MK6M"))
    let column = refusal(text("csv: table.csv, label: ppm"))
    #expect(column.contains("target.data:") && column.contains("there is no column 'ppm'"), "\(column)")
    _ = try folder.write("flat.csv", Array("a,b,y\n1,2,3\n2,2,4\n3,2,6\n4,2,7\n".utf8))
    let flat = refusal(text("csv: flat.csv, label: y, whiten: true", widths: "[2, 2, 1]"))
    #expect(
      flat.contains("the feature b is the same in every row") && flat.contains("pseudo-inverse"), "\(flat)")
    let few = refusal(
      text("csv: flat.csv, label: a, ignore: [b], whiten: true, pseudo-inverse: true", widths: "[2, 2, 1]"))
    #expect(
      few.hasSuffix(
        "target.data has 1 feature and 1 label, and network.widths is [2, 2, 1]; expected d_0 = 1 and d_N = 1."
      ))
    let kept = refusal(
      text("csv: flat.csv, label: y, whiten: true, pseudo-inverse: true", widths: "[2, 2, 1]"))
    #expect(kept.contains("target.data has 1 direction that varies and 1 label"), "\(kept)")
    #expect(!FileManager.default.fileExists(atPath: folder("refused").path))
  }

  @Test(
    "A file that is not beside the spec is found in the folder of data sets, and one that was published is compared with what was"
  )
  func directories() throws {
    let other = try ScratchFolder()
    try FileManager.default.copyItem(at: folder("table.csv"), to: other("other.csv"))
    let data = DataDirectory(other.url.path, environment: [:])
    let yaml = text(Self.data.replacing("table.csv", with: "other.csv") + ", whiten: true")
    let found = try Experiment(yaml: yaml, source: "spec.yaml", folder: folder.url, data: data)
    #expect(found.points[0].files.map(\.path) == [other("other.csv").path])
    #expect(try Runner(found, into: folder("out")).run().outcomes == ["converged": 1])
    // The directory continues without it, as its spec names the place.
    let continued = try Experiment(
      contentsOf: folder("out/spec.yaml"), data: DataDirectory(nil, environment: [:]))
    #expect(try Runner(continued, into: folder("out")).run().computed == 0)

    try FileManager.default.createDirectory(at: other("gas-sensor"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder("table.csv"), to: other("gas-sensor/ethanol.csv"))
    let ethanol = Self.data.replacing("table.csv", with: "ethanol.csv")
    let said = refusal(text(ethanol + ", whiten: true"), data: data)
    #expect(said.contains("SHA-256") && said.contains("10.24432/C5MK6M"), "\(said)")
    // A file of the user's own may have that name.
    try FileManager.default.copyItem(at: folder("table.csv"), to: folder("ethanol.csv"))
    #expect(refusal(text(ethanol + ", whiten: true"), data: data).isEmpty)
  }

  @Test("Data are read once for all points of a sweep, and a sweep over what is done to them leaves every Φ")
  func sweeps() throws {
    let yaml =
      text(Self.data)
      + "\nsweep: {target.data.whiten: [true, false], initialization.gaussian.deviation: [0.2, 0.5]}"
    let experiment = try Experiment(
      yaml: spec(yaml, with: "stop: {max-steps: 5}"), source: "spec.yaml", folder: folder.url)
    _ = try Runner(experiment, into: folder("out")).run()
    let provenance = try ResultsArchive(folder("out")).provenance()
    #expect(provenance.data?.target == "target.npy" && provenance.data?.points == [0, 1])
    #expect(
      provenance.otherData?.map(\.target) == ["target-2.npy"] && provenance.otherData?[0].points == [2, 3])
    #expect(try stored("out/target.npy") != stored("out/target-2.npy"))

    let problems = DataProblems(DataDirectory(nil, environment: [:]))
    let settings = DataSettings(
      .table(folder("table.csv").path, labels: ["y0", "y1"], ignored: ["batch"]), .init(whitens: true))
    let first = try problems.entry(settings).problem.target
    try FileManager.default.removeItem(at: folder("table.csv"))
    #expect(try problems.entry(settings).problem.target == first)
    #expect(throws: (any Error).self) { try DataProblems(problems.directory).entry(settings) }
  }

  @Test("target.npy is compared by verify, and written again by a repair")
  func damage() throws {
    let yaml = text(Self.data + ", whiten: true")
    _ = try runner(yaml, in: folder).run()
    let file = folder("out/target.npy")
    let bytes = try Data(contentsOf: file)
    try (bytes.dropLast() + [bytes.last! ^ 1]).write(to: file)
    let found = try ResultsArchive(folder("out")).damage()
    #expect(found.map(\.description) == ["target.npy: is not the one that the runs were computed from"])
    let experiment = try Experiment(yaml: yaml, source: "spec.yaml", folder: folder.url)
    _ = try Runner(experiment, into: folder("out"), repairs: true).run()
    #expect(try Data(contentsOf: file) == bytes && ResultsArchive(folder("out")).damage().isEmpty)
    try FileManager.default.removeItem(at: file)
    #expect(try ResultsArchive(folder("out")).damage().count == 1)
  }

  @Test(
    "Arrays of an .npz file are data, a row an instance, and the forecast takes them",
    .enabled(if: ResearchPython.hasXarray, "\(ResearchPython.skipped)"))
  func arrays() throws {
    let made = try ResearchPython.run(
      """
      import os, sys
      import numpy as np
      os.chdir(sys.argv[1])
      table = np.genfromtxt("table.csv", delimiter=",", names=True)
      np.savez("data.npz", x=np.stack([table["a"], table["b"], table["c"]], 1), y=np.stack([table["y0"], table["y1"]], 1))
      np.savez("flat.npz", x=table["a"], y=table["y0"])
      np.savez("bad.npz", x=np.full((4, 2), np.nan), y=np.zeros(4))
      """, [folder.url.path])
    #expect(made.status == 0, "\(made.output)")
    let table = try runner(text(Self.data + ", whiten: true"), in: folder).run()
    let arrays = try runner(text("npz: data.npz, whiten: true"), in: folder, into: "arrays").run()
    #expect(table.outcomes == arrays.outcomes)
    #expect(try Data(contentsOf: folder("out/target.npy")) == Data(contentsOf: folder("arrays/target.npy")))
    let estimate = try runner(text("npz: data.npz"), in: folder).experiment.estimate(threads: 1)
    #expect(estimate.runs == 1)
    #expect(refusal(text("npz: flat.npz, whiten: true", widths: "[1, 1]")).isEmpty)
    let bad = refusal(text("npz: bad.npz", widths: "[2, 1]"))
    #expect(bad.contains("its array x has nan in row 0, column 0"), "\(bad)")
  }
}
