import DataSets
import Figures
import Foundation
import RunArchive
import SpecLanguage

extension CatalogEntry {
  /// Arora et al. (2019), Figure 1d: a ReLU network on MNIST.
  static let arora2019Figure1d = CatalogEntry(
    id: "arora2019-figure-1d",
    summary: "Arora et al. (2019), Fig. 1d: training loss on MNIST against the deviation s",
    data: .mnist, runs: MNISTDeviations())
}

/// The runs of Figure 1d: 784–128–32–10 on MNIST.
private struct MNISTDeviations: OwnRuns {
  private func sweep(isQuick: Bool) -> DeviationSweep {
    let perDecade = isQuick ? 1.0 : 4.0
    return DeviationSweep(
      widths: [784, 128, 32, 10], trainingImages: isQuick ? 12_000 : 60_000, testImages: 10_000,
      batchSize: 100,
      epochs: isQuick ? 5 : 10, stepSize: 0.01,
      deviations: (0...Int(3 * perDecade)).map { i in
        Double(String(format: "%.3g", pow(10, -3 + Double(i) / perDecade))) ?? 1
      }, seeds: isQuick ? 2 : 3)
  }

  func run(isQuick: Bool, into directory: URL, _ work: OwnWork) throws -> (runs: Int, remaining: Int) {
    let (sweep, set) = (sweep(isQuick: isQuick), PublishedDataSet.mnist)
    let runner = try DeviationRunner(
      sweep, data: set.files.map(\.sha256), into: directory, command: work.command)
    if runner.remaining > 0 {
      let paths = try set.files.map { try work.data.verified($0, of: set) }
      let training = try LabelledImages.read(images: paths[0], labels: paths[1])
      let test = try LabelledImages.read(images: paths[2], labels: paths[3])
      try runner.run(training: training, test: test, work)
    }
    return (sweep.runs.count, runner.remaining)
  }

  func figures(isQuick: Bool, of directory: URL) throws -> [Figure] {
    let sweep = sweep(isQuick: isQuick)
    let records = try DeviationTable.records(in: directory, of: sweep)
    guard records.count == sweep.runs.count else {
      throw StoreError(
        "\(directory.shown): has \(records.count) of \(sweep.runs.count) runs; the same command continues")
    }
    return [DeviationFigure(sweep, records).figure(name: "arora2019-figure-1d")]
  }
}
