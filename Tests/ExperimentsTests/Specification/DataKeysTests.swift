import Experiments
import Testing
import _ExperimentSupport

@Suite("target.data: which keys go together")
struct DataKeysTests {
  private static let wrong = [
    (
      "{}",
      "target.data names no data; add one of csv, images, sensor, libsvm or npz, such as csv: ethanol.csv."
    ),
    ("{csv: a.csv}", "target.data has csv but no label; add it, such as label: ppm."),
    (
      "{images: a.gz}",
      "target.data has images but no labels; add it, such as labels: train-labels-idx1-ubyte.gz."
    ),
    ("{sensor: [a.dat]}", "target.data has sensor but no class; add it, such as class: 1."),
    ("{csv: a.csv, label: y, npz: b.npz}", "target.data has both csv and npz; keep one of them."),
    ("{npz: b.npz, label: y}", "target.data.label goes with csv, and the data are of npz; leave it out."),
    (
      "{libsvm: b.svm, ignore: [a]}",
      "target.data.ignore goes with csv, and the data are of libsvm; leave it out."
    ),
    (
      "{csv: a.csv, label: y, class: 1}",
      "target.data.class goes with sensor, and the data are of csv; leave it out."
    ),
    (
      "{npz: b.npz, pseudo-inverse: true}",
      "target.data.pseudo-inverse drops directions when whitening, and whiten is false; set whiten: true, or leave it out."
    ),
    (
      "{csv: a.csv, labels: y}", "target.data.labels goes with images, and the data are of csv; leave it out."
    ),
  ]

  @Test("Keys that do not go together are refused with what to do", arguments: wrong)
  func conflicts(_ value: String, _ sentence: String) {
    let said = message(spec(with: "target: {data: \(value)}"))
    #expect(said.hasPrefix("spec.yaml:3:") && said.hasSuffix(sentence), "\(said)")
  }

  @Test("Data bring their covariance, and without whitening their loss; whitened data take a mask")
  func losses() {
    let data = "{npz: b.npz, whiten: true}"
    #expect(
      message(spec(with: "target: {data: \(data), covariance: l.npy}")).hasSuffix(
        "target has both data and covariance, and data have a covariance of their own; leave target.covariance out."
      ))
    #expect(
      message(spec(with: "target: {data: {npz: b.npz}, mask: m.npy}")).hasSuffix(
        "target has both data and mask, and the loss of data that are not whitened is their own; set target.data.whiten: true, or leave target.mask out."
      ))
    #expect(message(spec(with: "target: {data: \(data), mask: m.npy}")).isEmpty)
  }

  @Test("A spec of data resolves to itself, files absolute, a label as a word or a list")
  func resolution() throws {
    for label in ["ppm", "[a, b]"] {
      let first = try experiment(
        spec(with: "target: {data: {csv: x/t.csv.gz, label: \(label), ignore: [batch], whiten: true}}"))
      let again = try experiment(first.resolvedYAML())
      #expect(again.resolvedYAML() == first.resolvedYAML())
      #expect(first.points[0].files.map(\.path) == ["/specs/x/t.csv.gz"])
      #expect(first.points[0].files.map(\.key) == ["target.data.csv"])
    }
    let files = try experiment(spec(with: "target: {data: {sensor: [b1.dat, b2.dat], class: 1}}")).points[0]
      .files
    #expect(files.map(\.path) == ["/specs/b1.dat", "/specs/b2.dat"] && files.allSatisfy(\.isData))
  }

  @Test("The contents of data files are part of a point's identity, where they lie is not")
  func identity() throws {
    func identity(_ file: String, _ digest: String) throws -> String {
      try experiment(spec(with: "target: {data: {csv: \(file), label: y}}")).points[0].identity(engine: "e") {
        _ in digest
      }
    }
    #expect(try identity("a.csv", "1") == identity("b/c.csv", "1"))
    #expect(try identity("a.csv", "1") != identity("a.csv", "2"))
  }
}
