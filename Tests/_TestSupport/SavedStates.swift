public import DeepLinear
import Synchronization

/// Keeps every state that a run offers, and has the one that a run is to go on from.
public final class SavedStates: Checkpointer {
  public let state: RunState?
  public let isDue: Bool
  private let kept = Mutex<[RunState]>([])

  /// - Parameters:
  ///   - state: where the run goes on; nil where it begins.
  ///   - isDue: whether every state is wanted, or those of interruptions alone.
  public init(from state: RunState? = nil, isDue: Bool = true) { (self.state, self.isDue) = (state, isDue) }

  public func save(_ state: RunState) { kept.withLock { $0.append(state) } }

  /// In the order in which they were kept.
  public var states: [RunState] { kept.withLock { $0 } }
}

extension TrainingMethod {
  /// The run with every state kept, and the runs that went on from the first, the middle and the last of them.
  public func checkpointedRuns<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S>
  ) throws -> (whole: Run<S>, states: [RunState], continued: [Run<S>]) {
    var observation = observation
    let album = SavedStates()
    observation.checkpointer = album
    let whole = try train(network, on: objective, until: rule, observing: observation)
    let states = album.states
    let places = states.isEmpty ? [] : Set([0, states.count / 2, states.count - 1]).sorted()
    let continued = try places.map { i in
      observation.checkpointer = SavedStates(from: states[i])
      return try train(network, on: objective, until: rule, observing: observation)
    }
    return (whole, states, continued)
  }
}
