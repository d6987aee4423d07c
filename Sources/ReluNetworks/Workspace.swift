import LinearAlgebra

/// The memory of one thread that trains or evaluates: a batch, its activations and its errors; the arithmetic on them.
///
/// Batches are matrices with an instance a column. A batch smaller than the largest uses the first columns of the same memory.
final class Workspace {
  private let widths: [Int]
  private let largest: Int
  /// A_0 … A_N, with the probabilities for A_N; each d_j × largest.
  private let activations: MatrixStack<Double>
  /// ∂ℓ/∂Z_1 … ∂ℓ/∂Z_N of the batch.
  private let errors: MatrixStack<Double>
  /// A column of ones, to add up columns and to add biases to all of them.
  private let ones: MatrixStack<Double>
  private var labels: [Int] = []

  init(widths: [Int], largestBatch: Int) {
    self.widths = widths
    largest = largestBatch
    activations = MatrixStack(shapes: widths.map { ($0, largestBatch) })
    errors = MatrixStack(shapes: widths.dropFirst().map { ($0, largestBatch) })
    ones = MatrixStack(shapes: [(largestBatch, 1)])
    ones[0].base.update(repeating: 1, count: largestBatch)
  }

  /// Takes a batch: the instances of these numbers, at most `largestBatch` of them.
  func load(_ instances: some Collection<Int>, of data: some ClassifiedInstances) {
    assert(instances.count <= largest && data.featureCount == widths[0])
    labels.removeAll(keepingCapacity: true)
    for (column, instance) in instances.enumerated() {
      data.copyFeatures(of: instance, to: activations[0].base + column * widths[0])
      labels.append(data.label(instance))
    }
  }

  /// Computes the activations of the batch, and the probabilities of the classes.
  ///
  /// - Returns: the sum of the cross-entropies −ln p(label), and how many instances have their label as the most probable class.
  func forward(_ network: ReluNetwork) -> (loss: Double, correct: Int) {
    for j in 1..<widths.count {
      let z = columns(activations[j])
      let ones = MatrixView(ones[0].base, rows: 1, columns: z.columns)
      network.biases[j - 1].withView { Double.multiply(into: z, 1, $0, .none, ones, .none, 0) }
      let input = columns(activations[j - 1]).readOnly
      network.layers[j - 1].withView { Double.multiply(into: z, 1, $0, .none, input, .none, 1) }
      if j < widths.count - 1 {
        // Not a number stays one, so that divergence reaches the loss.
        for i in 0..<z.count where z.base[i] < 0 { z.base[i] = 0 }
      }
    }
    return classify(columns(activations[widths.count - 1]))
  }

  /// Turns Z_N into probabilities, in place.
  private func classify(_ z: MutableMatrixView<Double>) -> (loss: Double, correct: Int) {
    var (loss, correct) = (0.0, 0)
    for (column, label) in labels.enumerated() {
      let p = z.base + column * z.rows
      var best = 0
      for k in 1..<z.rows where p[k] > p[best] { best = k }
      let (top, own) = (p[best], p[label])
      var sum = 0.0
      for k in 0..<z.rows {
        p[k] = Double.exp(p[k] - top)
        sum += p[k]
      }
      for k in 0..<z.rows { p[k] /= sum }
      loss += Double.log(sum) - (own - top)
      if best == label { correct += 1 }
    }
    return (loss, correct)
  }

  /// Adds `scale` times the gradient of the batch's mean loss to `keep` times the parameters of `target`; `forward` has been called.
  ///
  /// With `scale` = −η and `keep` = 1 on the network itself this is a step of gradient descent: every layer's error is
  /// computed before its weights change. With 1 and 0 on another one it is the gradient.
  func backward(_ network: inout ReluNetwork, scale: Double, keep: Double) {
    let depth = widths.count - 1
    let output = columns(errors[depth - 1])
    output.assign(columns(activations[depth]).readOnly)
    for (column, label) in labels.enumerated() { output.base[column * output.rows + label] -= 1 }
    let mean = scale / Double(labels.count)
    for j in stride(from: depth, through: 1, by: -1) {
      let error = columns(errors[j - 1]).readOnly
      let input = columns(activations[j - 1]).readOnly
      if j > 1 {
        let below = columns(errors[j - 2])
        network.layers[j - 1].withView {
          Double.multiply(into: below, 1, $0, .conjugateTranspose, error, .none, 0)
        }
        for i in 0..<below.count where input.base[i] <= 0 { below.base[i] = 0 }
      }
      let ones = MatrixView(ones[0].base, rows: error.columns, columns: 1)
      network.biases[j - 1].withMutableView {
        Double.multiply(into: $0, mean, error, .none, ones, .none, keep)
      }
      network.layers[j - 1].withMutableView {
        Double.multiply(into: $0, mean, error, .none, input, .conjugateTranspose, keep)
      }
    }
  }

  /// The columns of the batch.
  private func columns(_ matrix: MutableMatrixView<Double>) -> MutableMatrixView<Double> {
    MutableMatrixView(matrix.base, rows: matrix.rows, columns: labels.count)
  }
}
