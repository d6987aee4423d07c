import DeepLinearFlow
import RunArchive
import SpecLanguage
import Synchronization

/// The differences of event times that verified flows of a point had, in this call.
final class EventDifferences: Sendable {
  private let state = Mutex<(largest: Double?, missed: Int)>((nil, 0))

  /// The largest finite one; nil where no flow was verified.
  var largest: Double? { state.withLock(\.largest) }
  /// Runs of which one met an event or a threshold that the other never did.
  var missed: Int { state.withLock(\.missed) }

  func add(_ difference: Double) {
    state.withLock { state in
      if difference.isFinite {
        state.largest = max(state.largest ?? 0, difference)
      } else {
        state.missed += 1
      }
    }
  }
}

extension Runner {
  /// How far flows are from those that were followed ten times more tightly.
  public struct Verification: Sendable, Equatable, Encodable {
    /// Stored runs that were repeated.
    public var runs: Int
    /// The largest distance of those that could be compared; nil where none could.
    public var largestDistance: Double?
    /// Runs of which the tighter one ended in another way.
    public var endedOtherwise: Int
    /// Runs that diverged, of which there is nothing to compare.
    public var diverged: Int
    /// The largest difference of the time of a threshold or a stage, of the runs of this call; nil where it verified none.
    public var largestEventDistance: Double?
    /// Runs of this call where one of the two flows reached an event that the other never did.
    public var eventsOfOneAlone: Int

    /// From the rows, and from the event times compared in this call; nil where no flow was verified.
    init?(of flows: VerifiedFlows, _ problems: [any PointRunner]) {
      guard flows.count > 0 else { return nil }
      let seen = problems.compactMap(\.eventDifferences)
      (runs, largestDistance) = (flows.count, flows.largest)
      (diverged, endedOtherwise) = (flows.diverged, flows.endedOtherwise)
      largestEventDistance = seen.compactMap(\.largest).max()
      eventsOfOneAlone = seen.reduce(0) { $0 + $1.missed }
    }

    private enum CodingKeys: String, CodingKey {
      case runs, diverged
      case largestDistance = "largest_distance"
      case endedOtherwise = "ended_otherwise"
      case largestEventDistance = "largest_event_distance"
      case eventsOfOneAlone = "events_of_one_alone"
    }
  }

  /// Flows that were not followed to the end, as their rows say.
  public struct Obstruction: Sendable, Equatable, Encodable {
    /// How many there are.
    public var runs: Int
    /// The number of the first of them.
    public var first: Int
    /// What happened to that one.
    public var message: String
  }
}

extension Experiment {
  /// Refuses `--verify` where no point is a flow, or one is followed so tightly already that rounding leaves no room for ten times more.
  func checkVerification() throws(InputError) {
    let flows = points.compactMap { point in point.specification.dynamics.method.accuracy.map { (point, $0) }
    }
    guard !flows.isEmpty else {
      let methods = Set(points.map(\.specification.dynamics.method.words)).sorted().joined(separator: " and ")
      throw InputError(
        "--verify repeats flows at tighter tolerances, and \(name.quoted) has \(methods) alone, whose steps are what "
          + "they are; leave it out, or use dynamics.gradient-flow.")
    }
    for (point, accuracy) in flows where accuracy.relativeTolerance < FlowAccuracy.finestVerifiable {
      let path = "\(type(of: point.specification.dynamics.method).path).relative-tolerance"
      throw error(
        "\(path) is \(accuracy.relativeTolerance), and rounding leaves no room for the ten times less of --verify; expected at least "
          + "\(FlowAccuracy.finestVerifiable), or leave --verify out.", at: path, in: point)
    }
  }
}
