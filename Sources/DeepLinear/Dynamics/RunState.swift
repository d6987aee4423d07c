package import Foundation

/// Where a run stands between two steps, to the bit: with its start, all that it needs to go on as if it had never stopped.
public struct RunState: Codable, Equatable, Sendable {
  /// The steps taken; a flow's are the accepted ones of its solver.
  public let step: Int
  /// t there.
  public let time: Double
  /// What was taken down until then.
  package let recording: Recording
  /// What the steps to come depend on, in the words of the method: weights, or where a solver stands.
  package let motion: Data

  package init(step: Int, time: Double, recording: Recording, motion: Data) {
    (self.step, self.time, self.recording, self.motion) = (step, time, recording, motion)
  }
}

/// Keeps the states of one run, so that it can go on after an interruption.
///
/// A run asks for the state that was kept last, and goes on from there where that fits it; otherwise it begins at its start.
public protocol RunKeeper: Sendable {
  /// The state to go on from; nil where there is none.
  var state: RunState? { get }
  /// Whether a state is wanted now; asked often.
  var isDue: Bool { get }
  /// Whether what was done since the last state is worth a new one for each of `count` runs that were interrupted together.
  func isWorthwhile(among count: Int) -> Bool
  /// Keeps a state in the place of the one before.
  ///
  /// - Throws: what keeps it from doing so, which ends the run.
  func keep(_ state: RunState) throws
}

extension RunKeeper {
  /// Always, unless a keeper says otherwise.
  public func isWorthwhile(among count: Int) -> Bool { true }
}

/// What a recorder has taken down.
package struct Recording: Codable, Equatable, Sendable {
  /// A threshold's place in the observation, and when the loss fell below it.
  struct Crossing: Codable, Equatable, Sendable {
    let place: Int
    let step: Int
    let time: Double
  }

  let steps: [Int]
  let times: PackedNumbers
  let values: PackedNumbers
  /// The weights of every snapshot one after the other, where they are kept.
  let weights: PackedNumbers
  let crossings: [Crossing]
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
