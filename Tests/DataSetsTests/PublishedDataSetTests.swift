import DataSets
import Foundation
import Testing
import _ArchiveSupport
import _TestSupport

@Suite("Published data sets are found and compared with their checksums")
struct PublishedDataSetTests {
  private static let images = PublishedDataSet.mnist.files[0]

  @Test("The folder is the one that is named, else the environment's, else none")
  func folder() {
    let environment = ["DEEPLINEAR_DATA": "/data"]
    #expect(DataDirectory("here", environment: environment).path == "here")
    #expect(DataDirectory(nil, environment: environment).path == "/data")
    #expect(DataDirectory(nil, environment: ["DEEPLINEAR_DATA": ""]).path == nil)
  }

  @Test("A file that is missing or differs is answered with what to download and from where")
  func remedies() throws {
    let scratch = try ScratchFolder()
    func sentence(_ directory: DataDirectory) -> String {
      let error = #expect(throws: DataError.self) { _ = try directory.verified(Self.images, of: .mnist) }
      return error?.description ?? ""
    }
    let none = sentence(DataDirectory(nil, environment: [:]))
    #expect(none.contains("--data DIR") && none.contains("DEEPLINEAR_DATA") && none.contains("https://"))
    let directory = DataDirectory(scratch.url.path)
    let missing = sentence(directory)
    #expect(missing.contains("mnist/train-images-idx3-ubyte") && missing.contains("https://"))
    _ = try scratch.write("train-images-idx3-ubyte.gz", gzip("other"))
    let other = sentence(directory)
    #expect(other.contains("SHA-256") && other.contains("expected ba891046") && other.contains("https://"))
    #expect(none.count <= 600 && missing.count <= 600 && other.count <= 600)
  }

  @Test("The checksum is that of the contents, compressed or not")
  func contents() throws {
    let scratch = try ScratchFolder()
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(try DataDirectory.digest(ofContents: scratch.write("a", Array("abc".utf8)).path) == digest)
    #expect(try DataDirectory.digest(ofContents: scratch.write("b", gzip("a") + gzip("bc")).path) == digest)
  }

  @Test("Names, checksums and folders of the sets are complete and different")
  func registry() {
    let files = PublishedDataSet.all.flatMap(\.files)
    #expect(Set(files.map(\.name)).count == files.count && Set(files.map(\.sha256)).count == files.count)
    #expect(files.allSatisfy { $0.sha256.count == 64 && $0.sha256.allSatisfy(\.isHexDigit) })
    #expect(PublishedDataSet.gasSensor.file("batch10.dat") != nil)
  }
}

@Suite(
  "The published data sets are read as their pages describe them",
  .enabled(if: RealData.isThere, Comment(rawValue: RealData.reason)))
struct RealDataTests {
  private let directory = DataDirectory(RealData.folder)

  @Test("MNIST has 60,000 and 10,000 images of 28 × 28 with the published numbers of each digit")
  func mnist() throws {
    let paths = try PublishedDataSet.mnist.files.map { try directory.verified($0, of: .mnist) }
    let train = try LabelledImages.read(images: paths[0], labels: paths[1])
    let test = try LabelledImages.read(images: paths[2], labels: paths[3])
    #expect(train.count == 60_000 && test.count == 10_000 && train.rows == 28 && train.columns == 28)
    let counts = (0..<10).map { digit in train.labels.count { Int($0) == digit } }
    #expect(counts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    // The mean and the deviation of a pixel that everyone divides by.
    let sums = train.pixels.reduce(into: (0, 0)) { $0 = ($0.0 + Int($1), $0.1 + Int($1) * Int($1)) }
    let mean = Double(sums.0) / Double(train.pixels.count) / 255
    let deviation = (Double(sums.1) / Double(train.pixels.count) / 65_025 - mean * mean).squareRoot()
    #expect(abs(mean - 0.1307) < 1e-4 && abs(deviation - 0.3081) < 1e-4)
  }

  @Test(
    "The sensor's batches have the published numbers of lines, and their Ethanol rows are the first of the table"
  )
  func ethanol() throws {
    let ethanol = PublishedDataSet.ethanol
    let table = try DelimitedText(labels: ["ppm"], ignored: ["batch"])
      .read(directory.verified(ethanol.files[0], of: ethanol))
    #expect(table.count == 2565 && table.featureNames.count == 128)
    let there = [1, 2, 3, 4, 5, 6, 8, 9].compactMap { PublishedDataSet.gasSensor.file("batch\($0).dat") }
    let paths = try there.map { try directory.verified($0, of: .gasSensor) }
    let counts = try SensorDrift.Gas.allCases.map { try SensorDrift($0).read(paths).count }
    #expect(counts == [1316, 1664, 681, 592, 1779, 665])
    let rows = try SensorDrift(.ethanol).read(paths)
    #expect(rows.features == table.features.prefix(columns: 1316))
    #expect(rows.labels == table.labels.prefix(columns: 1316))
  }
}
