import CKernels

extension ck_family {
  /// The families that this processor has.
  static let present = [ck_portable, ck_neon, ck_avx2, ck_avx512].filter { ck_is_available($0) != 0 }
  /// Those of them that must give the same bits: all that fuse.
  static let fusing = present.filter { $0 != ck_portable }
}

let lanes = Int(ck_lanes)

/// Memory as the kernels want it. Every number is a NaN of its own until it is written, so that what is read or written by
/// mistake shows.
final class LaneBuffer {
  let count: Int
  let base: UnsafeMutablePointer<Double>

  init(count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count) * 8, alignment: 64)
    base = bytes.bindMemory(to: Double.self).baseAddress!
    for i in 0..<count { base[i] = Double(bitPattern: 0x7FF8_DEAD_0000_0000 | UInt64(i)) }
  }

  convenience init(copying other: LaneBuffer) {
    self.init(count: other.count)
    base.update(from: other.base, count: count)
  }

  deinit { base.deallocate() }

  subscript(i: Int) -> Double {
    get { base[i] }
    set { base[i] = newValue }
  }

  /// Whether both have the same bits in every place but those of `except`, which rise and do not overlap.
  func isSame(as other: LaneBuffer, except ranges: [Range<Int>] = []) -> Bool {
    var next = ranges[...]
    for i in 0..<count where base[i].bitPattern != other[i].bitPattern {
      while let first = next.first, first.upperBound <= i { next = next.dropFirst() }
      guard let first = next.first, first.contains(i) else { return false }
    }
    return true
  }
}

/// A matrix of one group: row by row, eight lanes an entry; complex entries have eight real parts, then eight imaginary ones.
struct Place {
  let offset: Int
  let rows: Int
  let columns: Int
  let parts: Int

  var size: Int { rows * columns * parts * lanes }
  var range: Range<Int> { offset..<offset + size }

  /// The offset of a part of an entry, in doubles from the beginning of the group.
  func at(_ i: Int, _ j: Int, _ part: Int, lane: Int) -> Int {
    offset + ((i * columns + j) * parts + part) * lanes + lane
  }
}

/// A sum of numbers and products, as if in twice the precision.
struct Accurate {
  private var high = 0.0
  private var low = 0.0
  /// Σ|x|.
  private(set) var magnitude = 0.0

  var value: Double { high + low }

  mutating func add(_ x: Double) {
    let sum = high + x
    let back = sum - high
    low += (high - (sum - back)) + (x - back)
    high = sum
    magnitude += abs(x)
  }

  mutating func add(_ x: Double, times y: Double) {
    let product = x * y
    add(product)
    low += (-product).addingProduct(x, y)
  }
}
