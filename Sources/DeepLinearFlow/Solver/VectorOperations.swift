import CSundials

// The operations on vectors that a step consists of, in place of SUNDIALS' own, which pass over memory once for each term
// and are compiled for no processor in particular: they were four fifths of an explicit step at d = 16.

/// Gives `vector`, and every vector that SUNDIALS clones from it, our operations.
func replaceOperations(of vector: N_Vector) {
  guard let operations = vector.pointee.ops else { return }
  operations.pointee.nvlinearcombination = flowLinearCombination
  operations.pointee.nvlinearsum = flowLinearSum
  operations.pointee.nvscale = flowScale
  operations.pointee.nvwrmsnorm = flowRootMeanSquare
}

/// z ← Σ_i c_i x_i, up to four terms a pass; z may be x_0 and no other.
private func flowLinearCombination(
  _ count: Int32, _ c: UnsafeMutablePointer<Double>?, _ x: UnsafeMutablePointer<N_Vector?>?, _ z: N_Vector?
) -> Int32 {
  guard let c, let x, count > 0 else { return -1 }
  let (n, z, count) = (length(z), data(z), Int(count))
  var done = min(4, count)
  let (x0, c0) = (data(x[0]), c[0])
  switch done {
  case 1: for i in 0..<n { z[i] = c0 * x0[i] }
  case 2:
    let (x1, c1) = (data(x[1]), c[1])
    for i in 0..<n { z[i] = c0 * x0[i] + c1 * x1[i] }
  case 3:
    let (x1, x2, c1, c2) = (data(x[1]), data(x[2]), c[1], c[2])
    for i in 0..<n { z[i] = c0 * x0[i] + c1 * x1[i] + c2 * x2[i] }
  default:
    let (x1, x2, x3, c1, c2, c3) = (data(x[1]), data(x[2]), data(x[3]), c[1], c[2], c[3])
    for i in 0..<n { z[i] = (c0 * x0[i] + c1 * x1[i]) + (c2 * x2[i] + c3 * x3[i]) }
  }
  while done + 1 < count {
    let (x0, x1, c0, c1) = (data(x[done]), data(x[done + 1]), c[done], c[done + 1])
    for i in 0..<n { z[i] += c0 * x0[i] + c1 * x1[i] }
    done += 2
  }
  if done < count {
    let (x0, c0) = (data(x[done]), c[done])
    for i in 0..<n { z[i] += c0 * x0[i] }
  }
  return 0
}

/// z ← a x + b y; z may be x or y.
private func flowLinearSum(_ a: Double, _ x: N_Vector?, _ b: Double, _ y: N_Vector?, _ z: N_Vector?) {
  let (n, x, y, z) = (length(z), data(x), data(y), data(z))
  for i in 0..<n { z[i] = a * x[i] + b * y[i] }
}

/// z ← c x; z may be x.
private func flowScale(_ c: Double, _ x: N_Vector?, _ z: N_Vector?) {
  let (n, x, z) = (length(z), data(x), data(z))
  if c != 1 {
    for i in 0..<n { z[i] = c * x[i] }
  } else if x != z {
    z.update(from: x, count: n)
  }
}

/// (Σ_i (x_i w_i)² / n)^½, in four sums side by side.
private func flowRootMeanSquare(_ x: N_Vector?, _ w: N_Vector?) -> Double {
  let (n, x, w) = (length(x), data(x), data(w))
  var sums = SIMD4<Double>()
  var i = 0
  while i + 4 <= n {
    let term = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3]) * SIMD4(w[i], w[i + 1], w[i + 2], w[i + 3])
    sums += term * term
    i += 4
  }
  var sum = (sums.x + sums.y) + (sums.z + sums.w)
  while i < n {
    sum += x[i] * w[i] * (x[i] * w[i])
    i += 1
  }
  return (sum / Double(n)).squareRoot()
}

/// The content of a serial vector, without a call.
@inline(__always)
private func content(_ vector: N_Vector?) -> UnsafeMutablePointer<_N_VectorContent_Serial> {
  guard let content = vector?.pointee.content else { fatalError("SUNDIALS passed no vector") }
  return content.assumingMemoryBound(to: _N_VectorContent_Serial.self)
}

@inline(__always)
private func length(_ vector: N_Vector?) -> Int { Int(content(vector).pointee.length) }

@inline(__always)
private func data(_ vector: N_Vector?) -> UnsafeMutablePointer<Double> {
  guard let data = content(vector).pointee.data else { fatalError("SUNDIALS passed an empty vector") }
  return data
}
