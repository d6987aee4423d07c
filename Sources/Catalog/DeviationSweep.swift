import DeepLinear
import LinearAlgebra
import ReluNetworks

/// ReLU networks trained from starts of several deviations, Gaussian and balanced ones: what is run, in its order.
package struct DeviationSweep: Codable, Sendable, Equatable {
  /// d_0 … d_N.
  package var widths: [Int]
  /// The numbers of images for training and testing: the first ones of the data.
  package var trainingImages, testImages: Int
  package var batchSize, epochs: Int
  package var stepSize: Double
  /// s, rising.
  package var deviations: [Double]
  /// Seeds 0 ..< seeds; a seed chooses the start and the orders of the images.
  package var seeds: Int

  package init(
    widths: [Int], trainingImages: Int, testImages: Int, batchSize: Int, epochs: Int, stepSize: Double,
    deviations: [Double], seeds: Int
  ) {
    (self.widths, self.trainingImages, self.testImages) = (widths, trainingImages, testImages)
    (self.batchSize, self.epochs, self.stepSize) = (batchSize, epochs, stepSize)
    (self.deviations, self.seeds) = (deviations, seeds)
  }

  /// How the weights are drawn; biases are zero.
  package enum Start: String, Codable, Sendable, CaseIterable {
    /// Layers of independent entries of deviation s.
    case independentLayers = "layer-wise-gaussian"
    /// Procedure 1 of Arora et al., entries of W_{1:N} of deviation s, with random orthogonal factors.
    case rotatedBalance = "rotated-balanced"
  }

  /// One training.
  package struct Run: Sendable, Equatable {
    package let number: Int
    package let start: Start
    package let deviation: Double
    package let seed: Int
  }

  /// All runs: each start's deviations, each deviation's seeds.
  package var runs: [Run] {
    let settings = Start.allCases.flatMap { start in
      deviations.flatMap { s in (0..<seeds).map { (start, s, $0) } }
    }
    return settings.enumerated().map { Run(number: $0, start: $1.0, deviation: $1.1, seed: $1.2) }
  }

  /// Steps of all runs that do not diverge.
  package var stepsOfRun: Int { epochs * ((trainingImages + batchSize - 1) / batchSize) }

  /// Trains a network.
  ///
  /// - Returns: nil where it was interrupted.
  func outcome(
    of run: Run, training: some ClassifiedInstances, test: some ClassifiedInstances,
    isInterrupted: () -> Bool
  ) throws -> DeviationRecord? {
    let initialization: any Initialization =
      switch run.start {
      case .independentLayers: GaussianInitialization(deviation: run.deviation)
      case .rotatedBalance: BalancedInitialization(deviation: run.deviation, rotations: true)
      }
    let seed = UInt64(run.seed)
    let start = ReluNetwork(try initialization.network(widths: widths, seed: seed, over: Double.self))
    let descent = StochasticGradientDescent(stepSize: stepSize, batchSize: batchSize, epochs: epochs)
    guard let result = descent.train(start, on: training, seed: seed, isInterrupted: isInterrupted) else {
      return nil
    }
    var record = DeviationRecord(run: run, epochLosses: result.epochLosses)
    record.divergedAtStep = result.divergedAtStep
    if result.divergedAtStep == nil {
      let (after, tested) = (result.network.evaluation(on: training), result.network.evaluation(on: test))
      // The last step of all may be the one that diverged.
      if after.loss.isFinite, tested.loss.isFinite {
        record.end = DeviationRecord.End(
          trainingLoss: after.loss, trainingAccuracy: after.accuracy, testLoss: tested.loss,
          testAccuracy: tested.accuracy)
      } else {
        record.divergedAtStep = stepsOfRun
      }
    }
    return record
  }
}

/// What a run came to.
package struct DeviationRecord: Sendable, Equatable {
  package let run: DeviationSweep.Run
  /// The mean loss of each complete epoch, before each step.
  package var epochLosses: [Double]
  /// The number of steps after which the loss was not finite; nil where it stayed finite.
  package var divergedAtStep: Int?
  /// The network at the end; nil where it diverged.
  package var end: End?

  package init(
    run: DeviationSweep.Run, epochLosses: [Double], divergedAtStep: Int? = nil, end: End? = nil
  ) {
    (self.run, self.epochLosses, self.divergedAtStep, self.end) = (run, epochLosses, divergedAtStep, end)
  }

  /// Mean losses and fractions of images that are classified as labelled.
  package struct End: Sendable, Equatable {
    package var trainingLoss, trainingAccuracy, testLoss, testAccuracy: Double

    package init(trainingLoss: Double, trainingAccuracy: Double, testLoss: Double, testAccuracy: Double) {
      (self.trainingLoss, self.trainingAccuracy) = (trainingLoss, trainingAccuracy)
      (self.testLoss, self.testAccuracy) = (testLoss, testAccuracy)
    }
  }
}
