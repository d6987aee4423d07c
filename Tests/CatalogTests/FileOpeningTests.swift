import Catalog
import Figures
import Plotting
import RunArchive
import Testing
import _ArchiveSupport

@Suite struct FigureOpeningTests {
  /// The files that a figure opens.
  private func opened(
    _ sample: FigureSamples.Sample, of: String..., against: [String] = [],
    _ change: (inout FigureRequest) -> Void = { _ in }
  ) throws -> [String] {
    let openings = Openings()
    var (stored, request) = (sample.stored, FigureRequest())
    stored.archive.fileOpened = openings.add
    (request.of, request.against) = (of, against)
    change(&request)
    _ = try stored.figure(request)
    return openings.names.sorted()
  }

  private func files(of sample: FigureSamples.Sample) throws -> [String] {
    try ResultsArchive(sample.folder("results")).trajectories().files.map(\.lastPathComponent).sorted()
  }

  @Test("Each file is opened once for a figure, however many panels and variables it has")
  func once() throws {
    let sample = try FigureSamples.three.get()
    let all = try files(of: sample)
    #expect(try opened(sample, of: "loss", "imbalance", "magnitude") == all)
    #expect(try opened(sample, of: "singular-values") { $0.points = Array(0..<12) } == all)
    #expect(try opened(sample, of: "magnitude", against: ["imbalance"]) == all)
    #expect(try opened(sample, of: "magnitude", "residual-norm", against: ["depth"]) == all)
    let seeds = try FigureSamples.seeds.get()
    #expect(try opened(seeds) == files(of: seeds))
  }

  @Test("Files without the runs of a figure are not opened, and none for what the table of runs has")
  func none() throws {
    let sample = try FigureSamples.many.get()
    #expect(try opened(sample, of: "steps", against: ["seed"]) == [])
    #expect(try opened(sample, of: "loss") { $0.runs = [3] }.count == 1)
  }
}
