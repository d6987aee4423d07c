/// The random numbers of one (seed, purpose, layer): Gaussian entries by index, the same on every machine.
///
/// Philox' key is the seed (low word, high word); its counter is (block, layer, purpose, attempt), where block e gives
/// the pair of Gaussians with indices 2e and 2e + 1. Documentation/Notation.md has the same in NumPy.
public struct RandomStream: Sendable {
  /// What a stream is drawn for; streams of different purposes are independent.
  public enum Purpose: UInt32, Sendable {
    /// Entries of the weights, or of the end-to-end matrix of a balanced start.
    case weights = 0
    /// Entries of a random target.
    case target = 1
    /// Gaussian matrices behind Haar orthogonal and unitary ones.
    case rotation = 2
    /// The order of instances in an epoch of stochastic gradient descent; the epoch, from 1, is the layer.
    case shuffling = 3
  }

  private let philox: Philox
  private let layer: UInt32
  private let purpose: UInt32

  /// - Parameters:
  ///   - seed: any 64-bit number.
  ///   - layer: j for W_j, from 1; 0 for what belongs to no layer.
  public init(seed: UInt64, purpose: Purpose, layer: Int = 0) {
    philox = Philox(key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    self.layer = UInt32(layer)
    self.purpose = purpose.rawValue
  }

  /// The independent standard Gaussians with indices 2·block and 2·block + 1.
  public func gaussianPair(_ block: UInt32) -> (Double, Double) {
    let (low, high) = words(block)
    // u in (0, 1], v in [0, 1), both multiples of 2⁻⁵³.
    let u = Double((low >> 11) + 1) * 0x1p-53
    let v = Double(high >> 11) * 0x1p-53
    return boxMuller(u, v)
  }

  /// A random permutation of 0 ..< count.
  ///
  /// Fisher and Yates' exchanges from the last place down: place i, the e-th from the end, is exchanged with place ⌊(i + 1)·w/2⁶⁴⌋, where w is the
  /// word e mod 2 of block e div 2. Each exchange is uniform to within (i + 1)/2⁶⁴.
  ///
  /// - Parameter count: At most 2³².
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    var pair: (UInt64, UInt64) = (0, 0)
    for e in 0..<max(0, count - 1) {
      if e % 2 == 0 { pair = words(UInt32(e / 2)) }
      let i = count - 1 - e
      let j = Int((e % 2 == 0 ? pair.0 : pair.1).multipliedFullWidth(by: UInt64(i + 1)).high)
      order.swapAt(i, j)
    }
    return order
  }

  /// The two 64-bit words of a block.
  private func words(_ block: UInt32) -> (UInt64, UInt64) {
    let x = philox(SIMD4(block, layer, purpose, 0))
    return (UInt64(x.x) | UInt64(x.y) << 32, UInt64(x.z) | UInt64(x.w) << 32)
  }
}

extension Matrix {
  /// Independent Gaussian entries: deviation · N(0, 1) over the reals; over the complex numbers real and imaginary part
  /// each deviation · N(0, ½).
  ///
  /// Entry (i, j) has the index e = i·columns + j: real entries are the Gaussians e, complex ones the pairs e.
  public static func gaussian(rows: Int, columns: Int, deviation: Double = 1, stream: RandomStream) -> Matrix
  {
    if S.isComplex {
      let part = deviation * 0.5.squareRoot()
      return Matrix(rows: rows, columns: columns) { i, j in
        let (a, b) = stream.gaussianPair(UInt32(i * columns + j))
        return S(real: part * a, imaginary: part * b)
      }
    }
    let pairs = (0..<(rows * columns + 1) / 2).map { stream.gaussianPair(UInt32($0)) }
    return Matrix(rows: rows, columns: columns) { i, j in
      let e = i * columns + j
      let (a, b) = pairs[e / 2]
      return S(real: deviation * (e % 2 == 0 ? a : b))
    }
  }

  /// A Haar-distributed orthogonal (real) or unitary (complex) matrix.
  ///
  /// Householder's QR of a Gaussian matrix, with the phases of R's diagonal moved into Q: without them the distribution depends
  /// on LAPACK's convention and is not Haar.
  ///
  /// - Source: Mezzadri, "How to generate random matrices from the classical compact groups" (2007).
  public static func haar(_ n: Int, stream: RandomStream) throws(LinearAlgebraError) -> Matrix {
    let factors = try gaussian(rows: n, columns: n, stream: stream).qr()
    return Matrix(rows: n, columns: n) { i, j in
      let r = factors.r[j, j]
      let modulus = r.modulus
      return factors.q[i, j] * S(real: r.realPart / modulus, imaginary: r.imaginaryPart / modulus)
    }
  }
}
