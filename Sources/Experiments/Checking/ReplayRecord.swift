import DeepLinear
import Foundation
import LinearAlgebra
import RunArchive

/// What a certificate file says of a run that was repeated: a checksum of every state, and states close enough to one another that
/// another program can repeat the steps between.
struct ReplayRecord: Encodable {
  /// A recorded state.
  struct State: Encodable {
    let step: Int
    let time: String
    let loss: String
    let penalty: String
    let weights: [ExactMatrix]
  }
  /// SHA-256 of every state: step as a 64-bit integer, time, ℓ, r and the entries of W_1 … W_N column by column (real and
  /// imaginary part of complex ones) as doubles, all little-endian.
  let sha256: String
  /// How many states it covers.
  let count: Int
  /// Recorded states, the first and the last one included; empty where too many would be needed.
  let states: [State]
}

/// Makes the record of a run while it is repeated. One thread uses it.
final class ReplayRecorder<S: Scalar> {
  /// Nil once the record is made.
  private var digest: ContentDigest? = ContentDigest()
  private let stepSize: Double?
  private let regularization: Double
  private var states: [ReplayRecord.State] = []
  private var count = 0
  /// ∑ η Λ since the last recorded state: differences between two programs grow by at most its exponential.
  private var growth = 0.0
  private var isDense = true

  /// - Parameter stepSize: η; nil for a flow, whose steps another program cannot repeat.
  init(stepSize: Double?, regularization: Double) {
    (self.stepSize, self.regularization) = (stepSize, regularization)
    isDense = stepSize != nil
  }

  /// The growth of differences that is allowed between two recorded states, and the most states that are.
  private static var longestGrowth: Double { 4 }
  private static var mostStates: Int { 2000 }

  func see(_ state: Snapshot<S>) {
    add(state)
    count += 1
    growth += (stepSize ?? 0) * curvatureBound(state)
    let isFirst = count == 1
    guard isFirst || isDense && growth > Self.longestGrowth else { return }
    states.append(recorded(state))
    growth = 0
    if states.count >= Self.mostStates {
      (isDense, states) = (false, [states[0]])
    }
  }

  /// The record, with the last state.
  func record(end state: ReplayRecord.State) -> ReplayRecord {
    var all = isDense ? states : []
    if isDense, all.last?.step != state.step { all.append(state) }
    let sha256 = digest.take()?.hexadecimal() ?? ""
    return ReplayRecord(sha256: sha256, count: count, states: all)
  }

  private func recorded(_ state: Snapshot<S>) -> ReplayRecord.State {
    .init(
      step: state.step, time: state.time, value: state.value, weights: state.network.layers)
  }

  /// ‖∇²L‖ ≤ N ρ^{2N−2} + (N−1) ‖R‖ ρ^{N−2} + a (8ρ² + 2 max_j ‖Δ_j‖), with ρ ≥ ‖W_j‖_F for all j.
  private func curvatureBound(_ state: Snapshot<S>) -> Double {
    let n = Double(state.network.depth)
    let ρ = state.network.layers.map { $0.realInner($0).squareRoot() }.max() ?? 0
    let loss = n * .pow(ρ, 2 * n - 2) + (n - 1) * state.residualNorm * .pow(ρ, max(0, n - 2))
    return loss + regularization * (8 * ρ * ρ + 2 * (state.imbalances.max() ?? 0))
  }

  private func add(_ state: Snapshot<S>) {
    var numbers = [state.time, state.value.loss, state.value.penalty]
    for layer in state.network.layers {
      for entry in layer.columnMajor {
        numbers.append(entry.realPart)
        if S.isComplex { numbers.append(entry.imaginaryPart) }
      }
    }
    withUnsafeBytes(of: Int64(state.step).littleEndian) { digest?.update($0) }
    numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { digest?.update($0) }
  }
}

extension ReplayRecord.State {
  init<S: Scalar>(step: Int, time: Double, value: Evaluation, weights: [Matrix<S>]) {
    self.init(
      step: step, time: time.hexadecimal, loss: value.loss.hexadecimal, penalty: value.penalty.hexadecimal,
      weights: weights.map { ExactMatrix($0) })
  }
}

/// A matrix with every entry exact: hexadecimal floats, column by column; of a complex one real and imaginary parts in turn.
struct ExactMatrix: Encodable {
  let rows: Int
  let columns: Int
  let isComplex: Bool
  /// SHA-256 of the entries as little-endian doubles, in their order.
  let sha256: String
  let entries: [String]

  init<S: Scalar>(_ matrix: Matrix<S>) {
    (rows, columns, isComplex) = (matrix.rows, matrix.columns, S.isComplex)
    let numbers = matrix.columnMajor.flatMap {
      S.isComplex ? [$0.realPart, $0.imaginaryPart] : [$0.realPart]
    }
    let digest = ContentDigest()
    numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { digest.update($0) }
    (sha256, entries) = (digest.hexadecimal(), numbers.map(\.hexadecimal))
  }

  private enum CodingKeys: String, CodingKey {
    case rows, columns, sha256, entries
    case isComplex = "complex"
  }
}

extension Double {
  /// As C's %a writes it, which Python's float.fromhex reads: exact.
  var hexadecimal: String { String(format: "%a", self) }
}
