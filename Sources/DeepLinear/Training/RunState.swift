package import Foundation

/// A run between two steps, to the bit: with its initial weights, all that it needs to continue as if it had never stopped.
public struct RunState: Codable, Equatable, Sendable {
  /// The steps taken; a flow's are the accepted ones of its solver.
  public let step: Int
  /// t there.
  public let time: Double
  /// What was recorded up to that time.
  package let recording: Recording
  /// What the steps to come depend on.
  package let memory: RunMemory

  package init(step: Int, time: Double, recording: Recording, memory: RunMemory) {
    (self.step, self.time, self.recording, self.memory) = (step, time, recording, memory)
  }
}

/// Everything that the rest of a run depends on, beside its problem and settings. A random stream has no position of its own:
/// its draws are keyed by the step.
package struct RunMemory: Codable, Equatable, Sendable {
  /// Which propagator wrote it; another one cannot continue from it.
  package let propagator: String
  /// L above which the run has diverged; nil where the rule alone decides.
  package let objectiveBound: Double?
  /// W_1 … W_N.
  package let weights: PackedNumbers
  /// What an optimizer remembers besides, or what a solver does, in their own order.
  package let arrays: [PackedNumbers]
  /// A solver's counters and settings, in its own encoding; empty where there is none.
  package let solver: Data

  package init(
    propagator: String, objectiveBound: Double?, weights: PackedNumbers, arrays: [PackedNumbers] = [],
    solver: Data = Data()
  ) {
    (self.propagator, self.objectiveBound) = (propagator, objectiveBound)
    (self.weights, self.arrays, self.solver) = (weights, arrays, solver)
  }
}

/// Saves the states of one run, so that it can continue after an interruption.
///
/// A run continues from the state saved last where that fits it; otherwise it begins at step 0.
public protocol Checkpointer: Sendable {
  /// The state to continue from; nil where there is none.
  var state: RunState? { get }
  /// Whether a state is to be saved now; polled often.
  var isDue: Bool { get }
  /// Whether what was done since the last state is worth a new one for each of `count` runs that were interrupted together.
  func isWorthwhile(among count: Int) -> Bool
  /// Saves a state, replacing the one before.
  ///
  /// - Throws: what prevents it, which ends the run.
  func save(_ state: RunState) throws
}

extension Checkpointer {
  /// Always, by default.
  public func isWorthwhile(among count: Int) -> Bool { true }
}

/// Numbers that are stored as their bytes: exact, whatever they are, and quick.
package struct PackedNumbers: Codable, Equatable, Sendable {
  package let values: [Double]

  package init(_ values: [Double]) { self.values = values }

  /// The numbers in `bytes`; those of an incomplete last one are left out.
  package init(bytes: Data) {
    values = [Double](unsafeUninitializedCapacity: bytes.count / 8) { numbers, count in
      count = bytes.prefix(bytes.count / 8 * 8).copyBytes(to: numbers) / 8
    }
  }

  package var bytes: Data { values.withUnsafeBytes { Data($0) } }

  package init(from decoder: any Decoder) throws {
    self.init(bytes: try decoder.singleValueContainer().decode(Data.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }

  package static func == (a: PackedNumbers, b: PackedNumbers) -> Bool {
    a.values.map(\.bitPattern) == b.values.map(\.bitPattern)
  }
}
