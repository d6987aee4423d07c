import Catalog
import DataSets
import Experiments
import Foundation
import RunArchive
import Testing
import _ArchiveSupport
import _TestSupport

/// What Figure 1 of Arora et al. (2019) shows, at reduced size.
///
/// After whitening the data enter the dynamics through Φ alone, a row of norm 1, and the starts' distributions do not depend on its
/// direction: so a random row serves as well as the sensors' and no data are needed here.
@Suite struct FirstPaperTests {
  private static let row = "target={singular-values: {values: [1], seed: 7}}"

  private func stored(_ id: String, _ folder: ScratchFolder) throws -> StoredExperiment {
    let entry = try #require(CatalogEntry.named(id)?.specified)
    let experiment = try Experiment(
      yaml: entry.specification, source: id, folder: folder.url, overrides: entry.quick + [Self.row])
    let directory = folder(id)
    _ = try Runner(experiment, into: directory).run()
    return StoredExperiment(experiment, try ResultsArchive(directory))
  }

  /// Last over first of a band's deviations; 0 where there is none.
  private func width(_ band: [Double]) -> Double {
    guard let first = band.first, let last = band.last else { return 0 }
    return last / first
  }

  @Test(
    "A band of deviations converges in a few hundred iterations, narrower at depth 8; balanced starts widen both, and the shallower network is faster"
  )
  func bands() throws {
    let folder = try ScratchFolder()
    let gaussian = try IterationBands(stored("arora2019-figure-1a", folder))
    let balanced = try IterationBands(stored("arora2019-figure-1b", folder))
    #expect(gaussian.depths == [3, 8] && balanced.depths == [3, 8])
    for bands in [gaussian, balanced] {
      let (shallow, deep) = (bands.band(ofDepth: 3, within: 300), bands.band(ofDepth: 8, within: 300))
      #expect(!deep.isEmpty && width(deep) < width(shallow), "\(shallow), \(deep)")
      #expect(bands.points.allSatisfy { $0.stepSizes.count == $0.iterations.arrivals.count })
    }
    for depth in [3, 8] {
      let (narrow, wide) = (
        gaussian.band(ofDepth: depth, within: 300), balanced.band(ofDepth: depth, within: 300)
      )
      #expect(width(wide) > 3 * width(narrow), "depth \(depth): \(narrow), \(wide)")
    }
    let ratios = balanced.ratios(within: 300)
    #expect(ratios.count > 3 && ratios.allSatisfy { $0 > 1 && $0 < 10 }, "\(ratios)")
    // Where the paper leaves a gap, no step size converges.
    #expect(
      gaussian.points(ofDepth: 8).first?.fraction == 0 && gaussian.points(ofDepth: 8).first?.median == nil)
  }

  @Test("The imbalance stays within its bound while the weights grow")
  func imbalance() throws {
    let folder = try ScratchFolder()
    let stored = try stored("arora2019-figure-1c", folder)
    for run in try ImbalanceBound.runs(of: stored, stepSize: 0.3) {
      #expect(run.steps > 100 && run.descentSteps == run.steps && run.countBelowBound == run.steps)
      #expect((run.magnitude.last ?? 0) > 1000 * run.magnitude[0])
      #expect((run.imbalance.last ?? 1) < 0.01 * (run.magnitude.last ?? 0))
    }
  }

  @Test("The sensors' own data give the same bands", .enabled(if: RealData.isThere, "\(RealData.reason)"))
  func sensors() throws {
    let folder = try ScratchFolder()
    let entry = try #require(CatalogEntry.named("arora2019-figure-1b"))
    let experiment = try entry.experiment(isQuick: true, data: DataDirectory(RealData.folder))
    _ = try Runner(experiment, into: folder("real")).run()
    let real = StoredExperiment(experiment, try ResultsArchive(folder("real")))
    let (here, there) = (try IterationBands(real), try IterationBands(stored("arora2019-figure-1b", folder)))
    for depth in [3, 8] {
      #expect(here.band(ofDepth: depth, within: 300) == there.band(ofDepth: depth, within: 300))
    }
    #expect(FileManager.default.fileExists(atPath: folder("real/target.npy").path))
  }
}
