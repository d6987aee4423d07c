import LinearAlgebra

/// Memory and arithmetic of ∇L at one network, without allocation once made.
///
/// Products are shared so that the work is linear in the depth. With E_N = ∇ℓ(W_{1:N}) and P_j = W_j ··· W_1:
///
///     E_{j−1} = W_jᴴ E_j,    ∇_{W_j} L = E_j P_{j−1}ᴴ + a Δ_j W_j − a W_j Δ_{j−1}
///
/// for j = N … 1, with P_0 = I and Δ_0 = Δ_N = 0.
package final class GradientWorkspace<S: Scalar> {
  // Not stored as an `Objective`: reading its parts would look up its type at run time, in a table that threads share.
  private let loss: any Loss<S>
  /// a.
  private let strength: Double
  private let depth: Int
  /// P_2 … P_N at 0 … N − 2; P_1 is W_1 itself.
  private let prefixes: MatrixStack<S>
  /// E_1 … E_N at 0 … N − 1, and the loss's scratch at N.
  private let errors: MatrixStack<S>
  /// Δ_1 … Δ_{N−1}.
  private let balance: MatrixStack<S>
  private let layerGradients: MatrixStack<S>

  package init(widths: [Int], objective: Objective<S>) {
    (loss, strength) = (objective.loss, objective.penalty.strength)
    depth = widths.count - 1
    let (inputs, outputs) = (widths[0], widths[depth])
    prefixes = MatrixStack(shapes: widths.dropFirst(2).map { ($0, inputs) })
    errors = MatrixStack(shapes: widths.dropFirst().map { ($0, inputs) } + [(outputs, inputs)])
    balance = MatrixStack(shapes: widths.dropFirst().dropLast().map { ($0, $0) })
    layerGradients = MatrixStack(shapes: zip(widths, widths.dropFirst()).map { ($1, $0) })
  }

  /// ∇_{W_1} L … ∇_{W_N} L where they were evaluated last.
  package var gradient: MatrixStackView<S> { layerGradients.readOnly }

  /// ℓ and r at `weights`, leaving ∇L in `gradient`.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  package func evaluate(at weights: MatrixStackView<S>) -> Evaluation {
    multiplyPrefixes(weights)
    let endToEnd = prefix(depth, weights)
    let value = loss.evaluate(at: endToEnd, gradient: errors[depth - 1], scratch: errors[depth])
    let a = strength
    let penalty = a == 0 ? 0 : computeBalanceErrors(weights) * a / 4
    for j in stride(from: depth, through: 1, by: -1) {
      let (error, g) = (errors[j - 1].readOnly, layerGradients[j - 1])
      if j == 1 {
        g.assign(error)
      } else {
        S.multiply(into: g, 1, error, .none, prefix(j - 1, weights), .conjugateTranspose, 0)
        S.multiply(into: errors[j - 2], 1, weights[j - 1], .conjugateTranspose, error, .none, 0)
      }
      guard a != 0 else { continue }
      if j < depth { S.multiply(into: g, a, balance[j - 1].readOnly, .none, weights[j - 1], .none, 1) }
      if j > 1 { S.multiply(into: g, -a, weights[j - 1], .none, balance[j - 2].readOnly, .none, 1) }
    }
    return Evaluation(loss: value, penalty: penalty)
  }

  private func multiplyPrefixes(_ weights: MatrixStackView<S>) {
    for j in 1..<depth {
      S.multiply(into: prefixes[j - 1], 1, weights[j], .none, prefix(j, weights), .none, 0)
    }
  }

  /// P_j.
  private func prefix(_ j: Int, _ weights: MatrixStackView<S>) -> MatrixView<S> {
    j == 1 ? weights[0] : prefixes[j - 2].readOnly
  }

  /// Fills Δ_j and returns Σ_j ‖Δ_j‖_F².
  private func computeBalanceErrors(_ weights: MatrixStackView<S>) -> Double {
    var sum = 0.0
    for j in 1..<depth {
      let Δ = balance[j - 1]
      S.multiply(into: Δ, 1, weights[j - 1], .none, weights[j - 1], .conjugateTranspose, 0)
      S.multiply(into: Δ, -1, weights[j], .conjugateTranspose, weights[j], .none, 1)
      sum += Δ.squaredNorm
    }
    return sum
  }
}

/// ℓ and r at one network.
public struct Evaluation: Equatable, Sendable {
  /// ℓ, above its optimum.
  public let loss: Double
  /// r.
  public let penalty: Double
  /// L = ℓ + r.
  public var objective: Double { loss + penalty }

  /// Both parts of L; see the properties.
  public init(loss: Double, penalty: Double) { (self.loss, self.penalty) = (loss, penalty) }
}

extension Objective {
  /// ℓ, r and ∇L at `network`: the convenient form of what every step computes.
  ///
  /// - Throws: `LossError.shape` where the target does not fit the network.
  /// - Complexity: about 3(N − 1) matrix products, and 3(N − 1) more for the penalty.
  public func evaluate(at network: DeepLinearNetwork<S>) throws -> (value: Evaluation, gradient: [Matrix<S>])
  {
    try requireFit(network)
    let workspace = GradientWorkspace(widths: network.widths, objective: self)
    let value = workspace.evaluate(at: MatrixStack(network.layers).readOnly)
    return (value, workspace.gradient.matrices)
  }

  /// Throws unless the target is d_N × d_0.
  package func requireFit(_ network: DeepLinearNetwork<S>) throws(LossError) {
    let (rows, columns) = (network.widths[network.depth], network.widths[0])
    guard target.rows == rows, target.columns == columns else {
      throw .shape(
        got: "a \(target.rows)×\(target.columns) target",
        expected: "\(rows)×\(columns) like the end-to-end matrix")
    }
  }
}

extension MatrixStack {
  /// A copy of `matrices`.
  package convenience init(_ matrices: [Matrix<S>]) {
    self.init(shapes: matrices.map { ($0.rows, $0.columns) })
    for (i, matrix) in matrices.enumerated() { matrix.withView { self[i].assign($0) } }
  }
}

extension MatrixStackView {
  /// Copies of the matrices.
  package var matrices: [Matrix<S>] { (0..<count).map { Matrix(self[$0]) } }
}
