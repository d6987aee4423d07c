import Experiments
import Foundation
import SpecLanguage

/// The spec that `deeplinear new` writes.
public enum StarterSpec {
  /// A spec with the documentation of every key above it; it reads back as the experiment it is made from.
  ///
  /// - Parameter id: the name of a built-in experiment; nil for four layers towards the identity.
  /// - Throws: `InputError` where there is no such experiment.
  public static func text(from id: String?) throws(InputError) -> String {
    guard let id else {
      return try introduction("Four complex layers that learn the identity from a Gaussian start")
        + experiment(plain, source: "new").commentedYAML()
    }
    guard let entry = CatalogEntry.named(id) else {
      let names = CatalogEntry.all.filter { $0.specified != nil }.map(\.id)
      let near = Suggestion.nearest(to: id, among: names)
      throw InputError(
        "there is no built-in experiment \(id.quoted); \(near.map { "did you mean \($0)? The names are " } ?? "expected one of ")"
          + "\(names.joined(separator: ", ")).")
    }
    return try introduction(entry.summary) + entry.experiment(isQuick: false).commentedYAML()
  }

  private static func introduction(_ summary: String) -> String {
    """
    # \(summary).
    #
    # Run it with `deeplinear run FILE`; `deeplinear run FILE --dry-run` estimates what it costs. Keys that have
    # defaults may be left out. Keys after a # without a space are not used here: remove the # to use one, and of
    # alternatives (targets, initializations, …) remove the other one.
    #
    # A sweep varies keys; every combination of values is a point, and every point runs all seeds:
    #
    #     sweep:
    #       network.depth: [2, 3, 4, 5, 6]
    #       initialization.gaussian.deviation: {log: {from: 0.01, to: 1, count: 9}}
    #
    # The gradient flow instead of gradient descent, on the same clock:
    #
    #     dynamics: {gradient-flow: {}}
    #     stop: {loss-below: 1e-8, max-time: 200}
    #
    # Matrix completion: Φ from a file, and a mask of zeros and ones for the entries that are known:
    #
    #     target: {file: phi.npy, mask: mask.npy}


    """
  }

  private static func experiment(_ yaml: String, source: String) throws(InputError) -> Experiment {
    try Experiment(yaml: yaml, source: source, folder: URL(fileURLWithPath: "/"))
  }

  private static let plain = """
    name: first-experiment
    network: {depth: 4, width: 3, field: complex}
    target: {identity: {scale: 1.0}}
    initialization: {gaussian: {deviation: 0.2}}
    dynamics:
      gradient-descent: {step-size: 0.01}
      regularization: 10.0
    stop: {loss-below: 1e-8, max-steps: 200000}
    seeds: {first: 0, count: 16}
    """
}
