import Foundation
import RunArchive
import Testing
import _ArchiveSupport

@Suite("Nearly right .npy files meet a sentence, or are read")
struct NumpyFuzzTests {
  @Test(
    "No mutated .npy file traps, hangs or is refused without a sentence; what is read has the size it says")
  func files() throws {
    let folder = try ScratchFolder()
    let plan = FuzzPlan(short: 800)
    let result = plan.run("npy") { dice in
      let url = folder("x.npy")
      try Data(Self.file(&dice)).write(to: url)
      let array = try NumpyFile.read(url, finite: dice.roll(2) == 0)
      let count = array.shape.reduce(array.isComplex ? 2 : 1, *)
      return array.values.count == count
        ? .accepted : .fault("\(array.values.count) values for shape \(array.shape)")
    }
    #expect(result.faults == [])
    let share = Double(result.accepted) / Double(plan.inputs.count)
    #expect(plan.inputs.count < 100 || (0.05...0.9).contains(share), "\(share)")
    if plan.isLong {
      print(
        "npy: \(plan.inputs.count) tried, \(result.accepted) accepted, peak \(FuzzPlan.peakBytes >> 20) MiB, "
          + "slowest \(result.slowest)")
    }
  }

  /// A file of a few values, some of its parts wrong.
  private static func file(_ dice: inout FuzzDice) -> [UInt8] {
    func oneIn(_ n: Int) -> Bool { dice.roll(n) == 0 }
    let shape = oneIn(4) ? dice.pick(shapes) : dice.pick(goodShapes)
    let type = oneIn(6) ? dice.pick(types) : dice.pick(["<f8", "<c16"])
    var entries = [
      "'descr': \(oneIn(20) ? dice.pick(words) : "'\(type)'")",
      "'fortran_order': \(oneIn(12) ? dice.pick(words) : dice.pick(["True", "False"]))",
      "'shape': \(oneIn(20) ? dice.pick(words) : shape)",
    ]
    if oneIn(10) { entries.shuffle(using: &dice) }
    if oneIn(20) { entries.append(dice.pick(entries)) }
    if oneIn(20) { entries.removeLast() }
    if oneIn(20) { entries.append("\(dice.pick(words)): \(dice.pick(words))") }
    var header = "{" + entries.joined(separator: oneIn(20) ? " " : ", ") + (oneIn(10) ? "}" : ", }")
    if oneIn(20) { header += dice.pick(words) }
    header += String(repeating: " ", count: max(0, 117 - header.utf8.count)) + (oneIn(20) ? "" : "\n")

    let version: [UInt8] =
      oneIn(10) ? [UInt8(dice.roll(5)), UInt8(dice.roll(3))] : dice.pick([[1, 0], [2, 0], [3, 0]])
    let length = header.utf8.count + (oneIn(20) ? dice.roll(200) - 100 : 0)
    let size = oneIn(30) ? dice.pick([0, 65_535, 1 << 31, (1 << 32) - 1]) : max(0, length)
    var bytes: [UInt8] = (oneIn(30) ? [0x92] : [0x93]) + Array("NUMPY".utf8) + version
    bytes += (0..<(version[0] == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    bytes += Array(header.utf8)
    let values = oneIn(5) ? dice.roll(40) : 12 * (type == "<c16" ? 2 : 1)
    for _ in 0..<values {
      let bits = oneIn(40) ? dice.next() : Double(dice.roll(100)).bitPattern
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
    if oneIn(10) { bytes.removeLast(dice.roll(bytes.count)) }
    if oneIn(6), !bytes.isEmpty {
      for _ in 0...dice.roll(4) { bytes[dice.roll(min(bytes.count, 140))] = UInt8(dice.roll(256)) }
    }
    return bytes
  }

  private static let goodShapes = ["(3, 4)", "(12,)", "(2, 6)", "(2, 3, 2)", "(12, 1)", "(1, 1, 12)"]

  private static let shapes = [
    "()", "(0,)", "(0, 9223372036854775807)", "(9223372036854775807,)", "(9223372036854775808,)",
    "(4294967296, 4294967296)",
    "(-1,)", "(3, -4)", "(1e3,)", "(3 4)", "(3,, 4)", "(3, 4", "3, 4", "(3L, 4L)", "(((3,),),)", "(03, 4)",
    "(+3, 4)", "(3.0, 4)", "(None,)",
    "(" + String(repeating: "1, ", count: 40) + ")", "(" + String(repeating: "9", count: 400) + ",)",
    "(" + String(repeating: "(", count: 100),
    "(1152921504606846976, 8)", "(2305843009213693952,)", "(0, 0, 0)",
  ]

  private static let types = [
    "<f4", ">f8", "=f8", "|f8", "f8", "<f16", "<c8", ">c16", "<i8", "|b1", "|O", "<U5", "|V8", "<m8[ns]", "",
    "<f8' ", "<f8\\x00", "<F8",
    String(repeating: "f", count: 300),
  ]

  private static let words = [
    "", "None", "true", "False", "'x'", "\"shape\"", "[('a', '<f8')]", "[", "{}", "'", "\"", "b'descr'",
    "u'descr'", "1", "(", ")", "}", "{",
    "__import__('os')", "\u{0}", "é",
  ]
}
