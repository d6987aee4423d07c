import DataSets
import Foundation
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite("Changed files of data meet a sentence, or are read")
struct DataFuzzTests {
  private static let valid: [(MalformedFile.Reader, [UInt8])] = [
    (
      .csv(labels: ["y"], ignored: ["n"]),
      Array("n,a,\"b \"\"c\"\"\",y\nx,1,-2.5e3,4\n\"z\nz\",.5,6,7\n".utf8)
    ),
    (.tsv, Array("a\tb\r\n1\t2\r\n3\t4\r\n".utf8)),
    (.svm, Array("1 1:0.5 3:-2e1 # one\n\n-1 2:7\n0\n".utf8)),
    (.sensor, Array((sensorLine("1;10.5") + sensorLine("2;5", feature: "-1e-3")).utf8)),
    (.images, idx(2051, [2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 255])),
    (.labels, idx(2049, [2], [7, 0])),
  ]

  @Test("No changed, cut or joined file of any format traps, hangs or is refused without a sentence")
  func files() throws {
    let folder = try ScratchFolder()
    let plan = FuzzPlan(short: 2000)
    let result = plan.run("data") { dice in
      let (reader, whole) = dice.pick(Self.valid)
      var bytes = dice.roll(4) == 0 ? gzip(whole) : whole
      for _ in 0..<dice.roll(4) { change(&bytes, &dice) }
      if dice.roll(8) == 0 { bytes = gzip(bytes) }
      let name = if case .tsv = reader { "x.tsv" } else { "x" }
      do {
        let path = try folder.write(name, bytes).path
        return try MalformedFile.read(reader, path, in: folder) > 0 ? .accepted : .fault("an empty table")
      } catch let error as DataError {
        throw InputError(error.description)
      }
    }
    #expect(result.faults == [])
    let share = Double(result.accepted) / Double(plan.inputs.count)
    #expect(plan.inputs.count < 100 || (0.1...0.9).contains(share), "\(share)")
  }

  private func change(_ bytes: inout [UInt8], _ dice: inout FuzzDice) {
    guard !bytes.isEmpty else { return }
    let place = dice.roll(bytes.count)
    switch dice.roll(6) {
    case 0: bytes[place] ^= 1 << UInt8(dice.roll(8))
    case 1: bytes[place] = UInt8(dice.roll(256))
    case 2: bytes.removeLast(dice.roll(bytes.count))
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + dice.roll(8)))
    case 4:
      bytes.insert(
        contentsOf: Array(dice.pick(["\"", ",", "\n", "\r", ":", ";", "nan", "9", "\u{0}"]).utf8), at: place)
    default: bytes += bytes[place...]
    }
  }
}
