import LinearAlgebra

extension ReluNetwork {
  /// How a network does on instances.
  public struct Evaluation: Sendable, Equatable {
    /// The mean cross-entropy −ln p(label); not finite where the weights or the outputs are not.
    public let loss: Double
    /// The fraction of instances whose most probable class is their label.
    public let accuracy: Double
  }

  /// The mean loss and the accuracy on `data`, which must not be empty.
  ///
  /// - Complexity: O(m · Σ_j d_j d_{j−1}).
  public func evaluation(on data: some ClassifiedInstances) -> Evaluation {
    var (loss, correct) = (0.0, 0)
    let batch = 500
    let workspace = Workspace(widths: widths, largestBatch: min(batch, data.count))
    for start in stride(from: 0, to: data.count, by: batch) {
      workspace.load(start..<min(start + batch, data.count), of: data)
      let part = workspace.forward(self)
      loss += part.loss
      correct += part.correct
    }
    return Evaluation(loss: loss / Double(data.count), accuracy: Double(correct) / Double(data.count))
  }

  /// The gradient of the mean loss on `data` with respect to every weight and bias, as a network of the same shape.
  ///
  /// Where an input of a ReLU is exactly 0, its derivative is taken to be 0.
  public func gradient(on data: some ClassifiedInstances) -> ReluNetwork {
    let workspace = Workspace(widths: widths, largestBatch: data.count)
    workspace.load(0..<data.count, of: data)
    _ = workspace.forward(self)
    var gradient = self
    workspace.backward(&gradient, scale: 1, keep: 0)
    return gradient
  }
}
