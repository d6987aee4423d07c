import Catalog
import DataSets
import Figures
import Foundation
import RunArchive
import SpecLanguage
import Synchronization
import Testing
import _ArchiveSupport
import _TestSupport

@Suite("Figure 1d of Arora et al. (2019): ReLU networks against the deviation of their start")
struct DeviationSweepTests {
  /// Images of 8 × 8: of each of four classes a pattern of its own, with noise.
  private static func images(_ count: Int, from first: Int = 0) -> LabelledImages {
    var pixels: [UInt8] = []
    for i in first..<first + count {
      var dice = FuzzDice(seed: 11, input: i)
      for pixel in 0..<64 {
        let isBright = (pixel / 8 / 4 * 2 + pixel % 8 / 4) == i % 4
        pixels.append(UInt8((isBright ? 150 : 20) + dice.roll(100)))
      }
    }
    let labels = (first..<first + count).map { UInt8($0 % 4) }
    return LabelledImages(pixels: pixels, labels: labels, rows: 8, columns: 8)
  }

  private static let small = DeviationSweep(
    widths: [64, 24, 12, 4], trainingImages: 400, testImages: 100, batchSize: 20, epochs: 10, stepSize: 0.2,
    deviations: [1e-3, 0.1, 1], seeds: 2)

  /// Runs a sweep; returns what it left.
  private func run(
    _ sweep: DeviationSweep, into directory: URL, threads: Int = 2,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws -> Int {
    let runner = try DeviationRunner(sweep, data: ["invented"], into: directory)
    try runner.run(
      training: Self.images(400), test: Self.images(100, from: 400),
      OwnWork(data: DataDirectory(nil), threads: threads, isInterrupted: isInterrupted))
    return runner.remaining
  }

  private func table(_ directory: URL) throws -> Data {
    try Data(contentsOf: directory.appending(path: "runs.csv"))
  }

  @Test(
    "Balanced starts reach a smaller loss than Gaussian ones where the deviation is small, which do not move")
  func balancedIsBetter() throws {
    let folder = try ScratchFolder()
    #expect(try run(Self.small, into: folder("a")) == 0)
    let records = try DeviationSweep.records(in: folder("a"), of: Self.small)
    #expect(records.map(\.run) == Self.small.runs && records.count == 12)
    for seed in 0..<2 {
      let ends = DeviationSweep.Start.allCases.map { start in
        records.first { $0.run.start == start && $0.run.deviation == 1e-3 && $0.run.seed == seed }?.end
      }
      let (gaussian, balanced) = (try #require(ends[0]), try #require(ends[1]))
      #expect(abs(gaussian.trainingLoss - log(4)) < 1e-3)
      #expect(balanced.trainingLoss < 0.5 * gaussian.trainingLoss)
      #expect(balanced.testAccuracy > 0.9 && gaussian.testAccuracy < 0.5)
    }
  }

  @Test(
    "A sweep that is interrupted continues to the same bytes, on any number of threads; a finished one is left as it is"
  )
  func continuation() throws {
    let folder = try ScratchFolder()
    #expect(try run(Self.small, into: folder("whole"), threads: 1) == 0)
    var left = Self.small.runs.count
    for round in 0..<6 where left > 0 {
      let polls = Atomic<Int>(0)
      left = try run(Self.small, into: folder("parts"), threads: 1 + round % 3) {
        polls.add(1, ordering: .relaxed).newValue > 900
      }
      if round == 0 { #expect(left > 0 && left < 12) }
    }
    #expect(try left == 0 || run(Self.small, into: folder("parts")) == 0)
    #expect(try table(folder("parts")) == table(folder("whole")))
    let before = try files(below: folder("whole")).map {
      try Data(contentsOf: folder("whole").appending(path: $0))
    }
    #expect(try run(Self.small, into: folder("whole")) == 0)
    let after = try files(below: folder("whole")).map {
      try Data(contentsOf: folder("whole").appending(path: $0))
    }
    #expect(
      before == after && files(below: folder("whole")) == ["provenance.json", "runs.csv", "settings.json"])
  }

  @Test(
    "A directory of other settings, of something else, or with a damaged table is refused, and stays as it was"
  )
  func refusals() throws {
    let folder = try ScratchFolder()
    let sweep = DeviationSweep(
      widths: [64, 4], trainingImages: 40, testImages: 10, batchSize: 20, epochs: 1, stepSize: 0.1,
      deviations: [0.1], seeds: 2)
    #expect(try run(sweep, into: folder("a")) == 0)
    var other = sweep
    other.stepSize = 0.2
    #expect(throws: InputError.self) { _ = try run(other, into: folder("a")) }
    try FileManager.default.createDirectory(at: folder("b"), withIntermediateDirectories: true)
    try Data("name: a\n".utf8).write(to: folder("b/spec.yaml"))
    #expect(throws: InputError.self) { _ = try run(sweep, into: folder("b")) }
    #expect(files(below: folder("b")) == ["spec.yaml"])
    let whole = String(decoding: try table(folder("a")), as: UTF8.self)
    let lines = whole.split(separator: "\n").map(String.init)
    let damaged = [
      "", "run\n0\n", whole.replacing("rotated-balanced", with: "balanced"),
      whole.replacing("0.1", with: "0.2"),
      lines[0] + "\n" + lines[2] + "\n" + lines[1] + "\n",
      whole.replacing("finished,,", with: "finished,,nan"),
      lines[0] + "\n" + lines[1] + ",1\n", lines[0] + "\n" + lines[1] + "\n" + lines[1] + "\n",
      lines[0] + "\n99" + lines[1] + "\n", whole + "\"",
    ]
    for text in damaged {
      try Data(text.utf8).write(to: folder("a/runs.csv"))
      let error = #expect(throws: StoreError.self, "\(text)") { _ = try run(sweep, into: folder("a")) }
      #expect(error?.description.contains("runs.csv") == true)
      #expect(try table(folder("a")) == Data(text.utf8))
    }
    try Data("x".utf8).write(to: folder("a/runs.csv~12-3"))
    try FileManager.default.removeItem(at: folder("a/runs.csv"))
    #expect(try run(sweep, into: folder("a")) == 0)
    #expect(try table(folder("a")) == Data(whole.utf8))
    #expect(files(below: folder("a")) == ["provenance.json", "runs.csv", "settings.json"])
  }

  @Test("Runs that diverge are stored with their step and drawn as arrows with their number")
  func divergence() throws {
    let folder = try ScratchFolder()
    var sweep = Self.small
    sweep.deviations = [1e-3, 1e200]
    #expect(try run(sweep, into: folder("a")) == 0)
    let records = try DeviationSweep.records(in: folder("a"), of: sweep)
    let diverged = records.filter { $0.end == nil }
    #expect(diverged.count == 4 && diverged.allSatisfy { ($0.divergedAtStep ?? 9) < 9 })
    let figure = DeviationFigure(sweep, records).figure(name: "f")
    #expect(figure.panels.allSatisfy { $0.arrows?.isEmpty == false })
    #expect(figure.caption?.contains("4 of 8 in all") == true)
  }

  @Test(
    "The caption states as numbers by how much balanced starts are better, and the figure can be drawn as described"
  )
  func caption() throws {
    let folder = try ScratchFolder()
    #expect(try run(Self.small, into: folder("a")) == 0)
    let records = try DeviationSweep.records(in: folder("a"), of: Self.small)
    let figure = DeviationFigure(Self.small, records).figure(name: "f")
    try figure.check()
    #expect(
      figure.panels.count == 2 && figure.panels.allSatisfy { $0.series.count == 2 && $0.bands.count == 2 })
    let caption = try #require(figure.caption)
    let last = try #require(caption.firstMatch(of: /at every s up to ([0-9.e-]+)/))
    #expect(Double(last.1).map(Self.small.deviations.contains) == true, "\(caption)")
    let factor = try #require(
      caption.firstMatch(of: /s = 0\.001 it is ([0-9.]+) beside ([0-9.]+), a factor of ([0-9.]+)/))
    let numbers = [factor.1, factor.2, factor.3].compactMap { Double($0) }
    #expect(numbers.count == 3 && abs(numbers[1] / numbers[0] / numbers[2] - 1) < 0.02 && numbers[2] > 2)
    #expect(caption.contains("64–24–12–4") && caption.contains("within 1 % of ln 4 = 1.39"))
  }

  @Test("Without data the entry says in a sentence what to download; with them there is none")
  func missingData() throws {
    let entry = try #require(CatalogEntry.named("arora2019-figure-1d"))
    let folder = try ScratchFolder()
    let error = #expect(throws: DataError.self) { try entry.requireData(in: DataDirectory(folder.url.path)) }
    #expect(error?.description.contains("https://") == true)
    _ = try DeviationRunner(Self.small, data: [], into: folder("new"))
    for file in PublishedDataSet.mnist.files { _ = try folder.write(file.name, Array("other".utf8)) }
    guard case .own(let runs) = entry.runs else { throw InputError("it has a spec") }
    #expect(throws: DataError.self) {
      _ = try runs.run(isQuick: true, into: folder("new"), OwnWork(data: DataDirectory(folder.url.path)))
    }
    #expect(files(below: folder.url).sorted() == PublishedDataSet.mnist.files.map(\.name).sorted())
    #expect(!FileManager.default.fileExists(atPath: folder("new").path))
    #expect(throws: InputError.self) { _ = try entry.experiment(isQuick: false) }
    #expect(throws: InputError.self) { _ = try entry.name(isQuick: false, method: .flow) }
    if RealData.isThere { try entry.requireData(in: DataDirectory(RealData.folder)) }
  }

  @Test(
    "On 2,000 images of MNIST balanced starts beat Gaussian ones at s = 0.001",
    .enabled(if: RealData.isThere, Comment(rawValue: RealData.reason)))
  func digits() throws {
    let set = PublishedDataSet.mnist
    let paths = try set.files.map { try DataDirectory(RealData.folder).located($0, of: set) }
    let training = try LabelledImages.read(images: paths[0], labels: paths[1])
    let test = try LabelledImages.read(images: paths[2], labels: paths[3])
    let sweep = DeviationSweep(
      widths: [784, 32, 16, 10], trainingImages: 2000, testImages: 1000, batchSize: 20, epochs: 3,
      stepSize: 0.1,
      deviations: [1e-3], seeds: 2)
    let folder = try ScratchFolder()
    let runner = try DeviationRunner(sweep, data: [], into: folder("a"))
    try runner.run(training: training, test: test, OwnWork(data: DataDirectory(nil), threads: 2))
    let records = try DeviationSweep.records(in: folder("a"), of: sweep)
    let ends = records.compactMap(\.end)
    #expect(ends.count == 4)
    #expect(ends[..<2].allSatisfy { abs($0.trainingLoss - log(10)) < 0.02 })
    #expect(ends[2...].allSatisfy { $0.trainingLoss < 1 && $0.testAccuracy > 0.7 })
  }
}
