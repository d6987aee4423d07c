import LinearAlgebra

/// Stochastic gradient descent on the mean cross-entropy of batches.
///
/// In each epoch the instances are put into an order that the seed and the epoch choose and are taken in batches, the last of which may be
/// smaller; after each batch all parameters take a step of −η times the gradient of the batch's mean loss.
public struct StochasticGradientDescent: Sendable, Equatable {
  /// η, positive.
  public let stepSize: Double
  /// The number of instances of a batch, from 1.
  public let batchSize: Int
  /// How often every instance is used.
  public let epochs: Int

  public init(stepSize: Double, batchSize: Int, epochs: Int) {
    precondition(stepSize > 0 && batchSize > 0 && epochs >= 0)
    (self.stepSize, self.batchSize, self.epochs) = (stepSize, batchSize, epochs)
  }

  /// What training came to.
  public struct Result: Sendable, Equatable {
    /// The weights at the end; where it diverged, those with which the loss was not finite.
    public let network: ReluNetwork
    /// For each complete epoch the mean over its instances of the loss before the step of their batch.
    public let epochLosses: [Double]
    /// The number of steps after which the loss of a batch was not finite; nil where it stayed finite.
    public let divergedAtStep: Int?
  }

  /// Trains a network.
  ///
  /// The result has the same bits for the same network, data and seed on one processor core of OpenBLAS, whatever other threads do.
  ///
  /// - Parameters:
  ///   - network: The start; its widths fit `data`.
  ///   - data: At least one instance.
  ///   - seed: Chooses the orders of the instances.
  ///   - isInterrupted: Polled between batches; returning true ends the training.
  /// - Returns: nil where it was interrupted.
  public func train(
    _ network: ReluNetwork, on data: some ClassifiedInstances, seed: UInt64,
    isInterrupted: () -> Bool = { false }
  ) -> Result? {
    precondition(network.widths.first == data.featureCount && network.widths.last == data.classCount)
    var network = network
    let workspace = Workspace(widths: network.widths, largestBatch: min(batchSize, data.count))
    var losses: [Double] = []
    var steps = 0
    for epoch in 1...max(1, epochs) where epoch <= epochs {
      let order = RandomStream(seed: seed, purpose: .shuffling, layer: epoch).permutation(data.count)
      var loss = 0.0
      for start in stride(from: 0, to: data.count, by: batchSize) {
        if isInterrupted() { return nil }
        workspace.load(order[start..<min(start + batchSize, data.count)], of: data)
        let batch = workspace.forward(network).loss
        guard batch.isFinite else {
          return Result(network: network, epochLosses: losses, divergedAtStep: steps)
        }
        loss += batch
        workspace.backward(&network, scale: -stepSize, keep: 1)
        steps += 1
      }
      losses.append(loss / Double(data.count))
    }
    return Result(network: network, epochLosses: losses, divergedAtStep: nil)
  }
}
