import DeepLinear
import Foundation
import LinearAlgebra
import ReluNetworks
import Testing
import _TestSupport

@Suite("ReLU networks are trained by the gradient of their loss")
struct ReluNetworkTests {
  /// Two clouds around ±(1, …, 1), separable, and a start of N layers.
  private func problem(features: Int, count: Int) -> InstanceColumns {
    let stream = RandomStream(seed: 3, purpose: .target)
    let noise = Matrix<Double>.gaussian(rows: features, columns: count, deviation: 0.3, stream: stream)
    return InstanceColumns(
      features: Matrix(rows: features, columns: count) { k, i in noise[k, i] + (i % 2 == 0 ? 1 : -1) },
      labels: (0..<count).map { $0 % 2 }, classCount: 2)
  }

  private func start(_ widths: [Int], _ initialization: some Initialization, seed: UInt64 = 5) throws
    -> ReluNetwork
  {
    ReluNetwork(try initialization.network(widths: widths, seed: seed, over: Double.self))
  }

  @Test("Loss, gradient, orders and trained weights are those of an independent program")
  func fixture() throws {
    for fixture in try ReluFixture.all() {
      let network = fixture.network(fixture.layers, fixture.biases)
      let tolerance = Tolerance.rounding(4, operations: 200)
      #expect(abs(network.evaluation(on: fixture.data).loss - fixture.loss) < tolerance)
      let gradient = fixture.network(fixture.gradient, fixture.bias_gradient)
      #expect(network.gradient(on: fixture.data).distance(to: gradient) < tolerance)
      for (epoch, order) in fixture.orders.enumerated() {
        let stream = RandomStream(seed: fixture.seed, purpose: .shuffling, layer: epoch + 1)
        #expect(stream.permutation(fixture.labels.count) == order)
      }
      let descent = StochasticGradientDescent(
        stepSize: fixture.step, batchSize: fixture.batch, epochs: fixture.epochs)
      let result = try #require(descent.train(network, on: fixture.data, seed: fixture.seed))
      #expect(result.network.distance(to: fixture.network(fixture.end, fixture.bias_end)) < 10 * tolerance)
      #expect(zip(result.epochLosses, fixture.epoch_losses).allSatisfy { abs($0 - $1) < 10 * tolerance })
      #expect(result.epochLosses.count == fixture.epochs && result.divergedAtStep == nil)
    }
  }

  @Test("The gradient is the central difference of the loss, for every weight and bias")
  func centralDifferences() throws {
    let data = problem(features: 5, count: 11)
    var network = try start([5, 7, 4, 2], GaussianInitialization(deviation: 0.7))
    for j in network.biases.indices {
      network = network.replacing(bias: j) { i, value in value + 0.1 * Double(i) - 0.15 }
    }
    let gradient = network.gradient(on: data)
    let h = 1e-5
    for j in network.layers.indices {
      for (i, k) in [(0, 0), (1, 2), (network.layers[j].rows - 1, network.layers[j].columns - 1), (1, 0)] {
        func loss(_ change: Double) -> Double {
          network.replacing(layer: j) { a, b, value in a == i && b == k ? value + change : value }
            .evaluation(on: data).loss
        }
        #expect(abs((loss(h) - loss(-h)) / (2 * h) - gradient.layers[j][i, k]) < Tolerance.centralDifference)
      }
      for i in 0..<network.biases[j].rows {
        func loss(_ change: Double) -> Double {
          network.replacing(bias: j) { a, value in a == i ? value + change : value }.evaluation(on: data).loss
        }
        #expect(abs((loss(h) - loss(-h)) / (2 * h) - gradient.biases[j][i, 0]) < Tolerance.centralDifference)
      }
    }
  }

  @Test("Zero weights give each class the same probability and move no layer but the last bias")
  func zero() throws {
    let data = problem(features: 4, count: 9)
    let network = try start([4, 3, 2], GaussianInitialization(deviation: 0))
    #expect(abs(network.evaluation(on: data).loss - Double.log(2)) < Tolerance.rounding(1, operations: 9))
    let gradient = network.gradient(on: data)
    #expect(gradient.layers.allSatisfy { $0.frobeniusNorm == 0 } && gradient.biases[0].frobeniusNorm == 0)
    #expect(gradient.biases[1].frobeniusNorm > 0)
  }

  @Test("Training has the same bits alone and on many threads at once, and other bits for another seed")
  func bits() throws {
    let data = problem(features: 40, count: 500)
    let network = try start([40, 30, 20, 2], BalancedInitialization(deviation: 0.1, rotations: true))
    let descent = StochasticGradientDescent(stepSize: 0.05, batchSize: 64, epochs: 3)
    let alone = try #require(descent.train(network, on: data, seed: 1))
    let results = UnsafeMutableBufferPointer<StochasticGradientDescent.Result?>.allocate(capacity: 4)
    results.initialize(repeating: nil)
    defer { results.deallocate() }
    nonisolated(unsafe) let slots = results
    DispatchQueue.concurrentPerform(iterations: 4) { i in
      slots[i] = descent.train(network, on: data, seed: 1)
    }
    #expect(results.allSatisfy { $0 == alone })
    let other = try #require(descent.train(network, on: data, seed: 2))
    #expect(other != alone && other.network.distance(to: alone.network) > 1e-12)
  }

  @Test("Separable instances are learnt, and the loss before each epoch falls")
  func learning() throws {
    let data = problem(features: 10, count: 203)
    let network = try start([10, 8, 6, 2], BalancedInitialization(deviation: 0.5, rotations: true))
    let descent = StochasticGradientDescent(stepSize: 0.1, batchSize: 20, epochs: 20)
    let result = try #require(descent.train(network, on: data, seed: 0))
    let after = result.network.evaluation(on: data)
    #expect(after.accuracy == 1 && after.loss < 0.05)
    #expect(result.epochLosses.count == 20 && result.epochLosses[19] < result.epochLosses[0])
  }

  @Test("Divergence ends the training with its step, and an interruption without a result")
  func endings() throws {
    let data = problem(features: 10, count: 60)
    let network = try start([10, 8, 2], GaussianInitialization(deviation: 1))
    let wild = StochasticGradientDescent(stepSize: 1e200, batchSize: 10, epochs: 5)
    let result = try #require(wild.train(network, on: data, seed: 0))
    let step = try #require(result.divergedAtStep)
    #expect(step > 0 && step < 30 && result.epochLosses.count == step / 6)
    var polls = 0
    let none = StochasticGradientDescent(stepSize: 0.1, batchSize: 10, epochs: 5)
      .train(network, on: data, seed: 0) {
        polls += 1
        return polls == 8
      }
    #expect(none == nil && polls == 8)
  }
}

extension ReluNetwork {
  func replacing(layer j: Int, _ entry: (Int, Int, Double) -> Double) -> ReluNetwork {
    var layers = layers
    layers[j] = Matrix(rows: layers[j].rows, columns: layers[j].columns) { a, b in
      entry(a, b, self.layers[j][a, b])
    }
    return ReluNetwork(layers: layers, biases: biases)
  }

  func replacing(bias j: Int, _ entry: (Int, Double) -> Double) -> ReluNetwork {
    var biases = biases
    biases[j] = Matrix(rows: biases[j].rows, columns: 1) { a, _ in entry(a, self.biases[j][a, 0]) }
    return ReluNetwork(layers: layers, biases: biases)
  }
}
