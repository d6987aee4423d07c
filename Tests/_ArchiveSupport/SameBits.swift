/// Whether two numbers are the same to the bit; every NaN is the same.
package func isSame(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
}

/// As many numbers, each the same.
package func isSame(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
}
