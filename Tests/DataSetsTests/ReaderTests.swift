import DataSets
import LinearAlgebra
import Testing
import _ArchiveSupport

@Suite("Readers give the numbers that files have")
struct ReaderTests {
  private func table(
    _ text: String, _ reader: DelimitedText = DelimitedText(), name: String = "t.csv"
  ) throws -> DataTable {
    let folder = try ScratchFolder()
    return try withExtendedLifetime(folder) { try reader.read(folder.write(name, Array(text.utf8)).path) }
  }

  @Test("A table has an instance a column, features in the file's order and labels in the user's")
  func roles() throws {
    let table = try table(
      "y2,a,note,b,y1\n1,2,x,3,4\n5,6,,7,8\n", DelimitedText(labels: ["y1", "y2"], ignored: ["note"]))
    #expect(table.features == Matrix([[2, 6], [3, 7]]))
    #expect(table.labels == Matrix([[4, 8], [1, 5]]))
    #expect(table.featureNames == ["a", "b"] && table.labelNames == ["y1", "y2"] && table.count == 2)
  }

  @Test("Separators, ends of lines, quotes, blanks, empty lines and the byte order mark give the same table")
  func forms() throws {
    let plain = try table("a,b\n1,2\n3,4\n")
    let forms = [
      "a;b\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "a,b\n1,2\n3,4",
      "\u{feff}a,b\n1,2\n3,4\n", "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n", " a , b \n\n 1, 2 \n\n3 ,4\n\n",
    ]
    for form in forms {
      let read = try table(form)
      #expect(read.features == plain.features && read.featureNames == plain.featureNames, "\(form)")
    }
    #expect(try table("a\tb\n1\t2\n3\t4\n", name: "t.tsv.gz").features == plain.features)
    #expect(try table("\"a,b\",\"c \"\"d\"\"\"\n1,2\n").featureNames == ["a,b", "c \"d\""])
  }

  @Test("Numbers are the nearest doubles of what is written")
  func numbers() throws {
    let written = [
      "0", "-0", "+7", "007", "1.", ".5", "-1.5e-3", "1E5", "123456789012345", "9007199254740993", "0.1",
      "1e-400",
      "2.2250738585072011e-308",
    ]
    let table = try table("a\n" + written.joined(separator: "\n") + "\n")
    #expect(table.features.columnMajor.map(\.bitPattern) == written.map { (Double($0) ?? .nan).bitPattern })
  }

  @Test("Lines that chunks of the file cut are read whole, compressed in several members too")
  func chunks() throws {
    let rows = (0..<30_000).map { "\($0),\($0 * 3).25\n" }
    let folder = try ScratchFolder()
    let plain = try folder.write("plain", Array(("a,b\n" + rows.joined()).utf8)).path
    let members = gzip("a,b\n" + rows[..<11_111].joined()) + gzip("") + gzip(rows[11_111...].joined())
    let compressed = try folder.write("members", members).path
    let (first, second) = (try DelimitedText().read(plain), try DelimitedText().read(compressed))
    #expect(first.count == 30_000 && first.features[0, 29_999] == 29_999 && first.features[1, 1] == 3.25)
    #expect(first.features == second.features)
  }

  @Test("libsvm lines give a dense table with zeros where a line has no value")
  func sparse() throws {
    let text = "1 1:0.5 4:-2 # comment\n\n# only a comment\n-1.5\n2 2:1e3\n"
    let folder = try ScratchFolder()
    let table = try SparseText().read(folder.write("t.svm", Array(text.utf8)).path)
    #expect(table.features == Matrix([[0.5, 0, 0], [0, 0, 1000], [0, 0, 0], [-2, 0, 0]]))
    #expect(table.labels == Matrix([[1, -1.5, 2]]) && table.featureNames == ["1", "2", "3", "4"])
  }

  @Test("The sensor's files are joined in order, and one gas is taken")
  func sensor() throws {
    let folder = try ScratchFolder()
    let one = try folder.write(
      "batch1.dat", Array((sensorLine("1;10") + sensorLine("2;20", feature: "3")).utf8)
    ).path
    let two = try folder.write("batch2.dat.gz", gzip(sensorLine("1;2.5", feature: "-1e2"))).path
    let table = try SensorDrift(.ethanol).read([one, two])
    #expect(table.labels == Matrix([[10, 2.5]]) && table.count == 2 && table.featureNames.count == 128)
    #expect(table.features[0, 0] == 0.5 && table.features[127, 1] == -100 && table.sources == [one, two])
    #expect(SensorDrift.Gas(named: "Toluene") == .toluene && SensorDrift.Gas(named: "2") == .ethylene)
    #expect(SensorDrift.Gas(named: "7") == nil)
  }

  @Test("Images keep their bytes; as a table pixels are divided by 255 and labels are one-hot")
  func images() throws {
    let folder = try ScratchFolder()
    let pixels: [UInt8] = [0, 51, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    let paths = (
      try folder.write("i", gzip(idx(2051, [2, 2, 3], pixels))).path,
      try folder.write("l", idx(2049, [2], [2, 0])).path
    )
    let images = try LabelledImages.read(images: paths.0, labels: paths.1)
    #expect(images.pixels == pixels && images.labels == [2, 0] && images.rows == 2 && images.columns == 3)
    let table = try images.table()
    #expect(table.features[1, 0] == 0.2 && table.features[2, 0] == 1 && table.features[5, 1] == 9 / 255)
    #expect(table.labels == Matrix([[0, 1], [0, 0], [1, 0]]) && table.featureNames[3] == "2-1")
    #expect(images.prefix(1).count == 1 && images.prefix(9) == images)
    #expect(throws: DataError.self) { _ = try images.table(limit: MemoryLimit(bytes: 8 * 17)) }
  }
}
