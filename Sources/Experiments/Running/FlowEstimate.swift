import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import Synchronization

/// What a run of a flow takes, as far as its first seed tells.
struct FlowCost {
  var steps: Double
  var seconds: Double
}

extension Experiment {
  /// The cost of a run at each point that is a flow, in order, or, with `besideDescent`, of the flow that gradient descent is
  /// compared with at each point that asks for it.
  ///
  /// The first seed's flow is followed, for half a second at most, and what is left is taken in proportion to its time; of
  /// many points eight are, and the others are taken like the one before them.
  func flowCosts(besideDescent: Bool = false) throws -> [FlowCost] {
    let flows = points.filter {
      besideDescent ? $0.lastStep != nil && $0.specification.observe.asksFlowDistance : $0.lastStep == nil
    }
    let stride = max(1, (flows.count + 7) / 8)
    var costs: [FlowCost] = []
    for (place, point) in flows.enumerated() {
      guard place % stride == 0 else {
        costs.append(costs[costs.count - 1])
        continue
      }
      switch point.specification.network.field {
      case .real: costs.append(try flowCost(of: point, over: Double.self))
      case .complex: costs.append(try flowCost(of: point, over: Complex<Double>.self))
      }
    }
    return costs
  }

  private func flowCost<S: Scalar>(of point: Point, over field: S.Type) throws -> FlowCost {
    var ensemble: Ensemble<S> = try ensemble(at: point)
    var end = point.specification.stop.maxTime ?? 0
    if let last = point.lastStep, let η = point.specification.dynamics.method.stepSize {
      end = η * Double(last)
      (ensemble.method, ensemble.rule) = (GradientFlow(), .time(end))
    }
    let done = Mutex((steps: 0, time: 0.0))
    let clock = ContinuousClock()
    let start = clock.now
    ensemble.observation.isInterrupted = { clock.now - start > .milliseconds(500) }
    ensemble.observation.progress = { steps in done.withLock { $0.steps += steps } }
    ensemble.observation.timeProgress = { time in done.withLock { $0.time += time } }
    let share: Double
    do {
      _ = try ensemble.run(seed: seeds.first)
      share = 1
    } catch is CancellationError {
      share = done.withLock { max($0.time / end, 1e-9) }
    }
    let seconds = (clock.now - start) / .seconds(1)
    return FlowCost(steps: Double(done.withLock { $0.steps }) / share, seconds: seconds / share)
  }
}
