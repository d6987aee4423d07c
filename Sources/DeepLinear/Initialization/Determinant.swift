public import LinearAlgebra

/// Another start, conditioned on the sign of det W_{1:N} (real, square).
///
/// A start with the other sign is mirrored: the first column of W_1 changes sign. That keeps Δ_j and every singular value,
/// and it keeps the distribution of every start that is invariant under W_1 → W_1·diag(−1, 1, …, 1), as the random ones here are;
/// so the result has exactly the conditional distribution, and a seed's two signs are mirror images of one another.
public struct DeterminantConditioned: Initialization {
  /// The start that is conditioned.
  public let base: any Initialization
  /// +1 or −1.
  public let sign: Int

  /// - Parameters:
  ///   - base: the start that is conditioned.
  ///   - sign: +1 or −1.
  public init(_ base: any Initialization, sign: Int) {
    precondition(sign == 1 || sign == -1, "a determinant's sign is 1 or -1")
    (self.base, self.sign) = (base, sign)
  }

  /// The start of `base`, mirrored where its determinant has the other sign.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    let start = try base.network(widths: widths, seed: seed, over: field)
    guard let found = try start.determinantSign(), found != 0 else {
      throw InitializationError.determinant(
        """
        a start conditioned on its determinant: widths \(widths) over the \(S.isComplex ? "complex" : "real") field \
        leave det W_1:N without a sign; expected a real network with d_0 = d_N and no narrower layer
        """)
    }
    guard found != sign else { return start }
    var first = start.layers[0]
    for i in 0..<first.rows { first[i, 0] = .zero - first[i, 0] }
    return try DeepLinearNetwork(layers: [first] + start.layers.dropFirst())
  }
}
