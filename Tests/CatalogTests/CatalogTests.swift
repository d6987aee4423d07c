import Catalog
import DataSets
import Experiments
import Figures
import Foundation
import RunArchive
import Testing
import _ArchiveSupport
import _TestSupport

/// Every built-in experiment can be read, run and described.
@Suite struct CatalogTests {
  /// Those with a spec, whose data are there where they need any; the others are named where they are left out.
  static let ids = CatalogEntry.all.filter { entry in
    guard entry.specified != nil else { return false }
    let isComplete = (try? entry.requireData(in: data)) != nil
    if !isComplete { print("\(entry.id) is left out: \(RealData.reason)") }
    return isComplete
  }.map(\.id)

  private static let data = DataDirectory(RealData.folder)

  /// Sizes at which a run is over at once.
  private static let tiny = [
    "luo2025-figure-1": ["stop.max-time=3", "seeds.count=2"],
    "luo2025-figure-2": ["stop.max-time=5", "seeds.count=2"],
    "luo2025-figure-3": ["stop.max-steps=300", "seeds.count=2"],
    "luo2025-figure-4": ["stop.max-steps=300", "seeds.count=5"],
    "arora2019-tightness": ["dynamics.gradient-descent.step-size=1e-3", "seeds.count=12"],
    "arora2019-conditions": ["seeds.count=3"],
    "arora2019-figure-1a": ["stop.max-steps=30", "seeds.count=1"],
    "arora2019-figure-1b": ["stop.max-steps=30", "seeds.count=1"],
    "arora2019-figure-1c": ["stop.max-steps=30", "seeds.count=2"],
  ]

  @Test func `Ids differ, are file names, and every summary is one line that names the source`() {
    #expect(Set(CatalogEntry.all.map(\.id)).count == CatalogEntry.all.count)
    for entry in CatalogEntry.all {
      #expect(entry.id.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
      #expect(!entry.summary.contains("\n") && entry.summary.count <= 110)
      #expect(entry.summary.contains(/\(20\d\d\)/))
      #expect(CatalogEntry.named(entry.id)?.id == entry.id)
    }
    #expect(CatalogEntry.named("nonsense") == nil)
  }

  @Test(arguments: ids) func `A spec and its quick version can be read, under names of their own`(id: String)
    throws
  {
    let entry = try #require(CatalogEntry.named(id))
    let (full, quick) = (
      try entry.experiment(isQuick: false, data: Self.data),
      try entry.experiment(isQuick: true, data: Self.data)
    )
    #expect(full.name == id && quick.name == id + "-quick")
    #expect(quick.runCount < full.runCount)
    let again = try Experiment(
      yaml: full.resolvedYAML(), source: id, folder: URL(filePath: "/"), data: Self.data)
    #expect(again.resolved == full.resolved)
    #expect(try full.points.map { try $0.identity(engine: "") }.count == Set(full.points.map(\.index)).count)
  }

  @Test(arguments: ids) func `A figure can be described from a tiny run, without Python`(id: String) throws {
    let folder = try ScratchFolder()
    let entry = try #require(CatalogEntry.named(id))
    let specified = try #require(entry.specified)
    let experiment = try Experiment(
      yaml: specified.specification, source: id, folder: folder.url,
      overrides: try #require(Self.tiny[id], "a new entry needs a tiny size here"), data: Self.data)
    _ = try Runner(experiment, into: folder("out")).run()
    let figures = try specified.figures(StoredExperiment(experiment, ResultsArchive(folder("out"))))
    #expect(figures.map(\.name) == [id])
    for figure in figures {
      try figure.check()
      let caption = try #require(figure.caption)
      #expect(caption.hasSuffix(".") && caption.contains("Settings, ours"))
      #expect(figure.panels.allSatisfy { !$0.x.label.isEmpty && !$0.y.label.isEmpty && !$0.series.isEmpty })
      guard id.hasPrefix("luo2025") else { continue }
      #expect(figure.panels.count == experiment.points.count)
      #expect(caption.contains("seed") && caption.contains("chosen so that the stages show"))
      // Nothing arrives in so short a time; the captions that count say so.
      #expect(
        caption.matches(of: /(\d+) of (\d+)/).allSatisfy {
          $0.1 == "0" && $0.2 == "\(experiment.seeds.count)"
        })
      for panel in figure.panels {
        #expect(panel.series.count >= experiment.seeds.count)
        #expect(panel.series.allSatisfy { series in series.y.contains { $0 != nil } })
      }
    }
    let written = try Renderer(python: nil).render(figures, into: folder("figures"), formats: [])
    #expect(written.map(\.lastPathComponent) == ["\(id).json", "\(id).caption.txt"])
    let json = try Data(contentsOf: folder("figures/\(id).json"))
    #expect(try Figure(json: json) == figures[0])
  }

  @Test(arguments: ids) func `An experiment that is not there yet is said to be unfinished`(id: String) throws
  {
    let folder = try ScratchFolder()
    let entry = try #require(CatalogEntry.named(id))
    let specified = try #require(entry.specified)
    let experiment = try Experiment(
      yaml: specified.specification, source: id, folder: folder.url, overrides: try #require(Self.tiny[id]),
      data: Self.data)
    _ = try Runner(experiment, into: folder("out")).run(isInterrupted: { true })
    let error = #expect(throws: StoreError.self) {
      _ = try specified.figures(StoredExperiment(experiment, ResultsArchive(folder("out"))))
    }
    #expect(error?.description.isEmpty == false)
  }
}
