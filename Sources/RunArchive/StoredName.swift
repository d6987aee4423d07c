import Foundation

/// The names of the files that blocks leave behind, relative to the results directory.
enum StoredName {
  /// The folders whose files belong to runs.
  static let folders = ["trajectories", "weights"]

  /// The folder of files that no row names.
  static let strays = "strays"

  /// The folder of runs that are not stored yet.
  static let checkpoints = "checkpoints"

  /// e.g. checkpoints/run-000017.plist
  static func checkpoint(run: Int) -> String { String(format: "\(checkpoints)/run-%06d.plist", run) }

  /// The run that a path of `checkpoint(run:)` is of; nil for other paths.
  static func run(ofCheckpoint path: String) -> Int? {
    path.wholeMatch(of: /checkpoints\/run-(\d{6,})\.plist/).flatMap { Int($0.1) }
  }

  /// Whether a name is that of a file beside the results, which is replaced as a whole.
  static func isBesideResults(_ name: String) -> Bool {
    name.wholeMatch(of: /spec\.yaml|provenance\.json|target(-\d+)?\.npy/) != nil
  }

  /// e.g. trajectories/block-000000.nc
  static func trajectories(block: Int) -> String { String(format: "trajectories/block-%06d.nc", block) }

  /// e.g. weights/run-000017-layer-1.npy, layers from 1.
  static func weights(run: Int, layer: Int) -> String { "weights/\(weightArray(run: run, layer: layer)).npy" }

  /// e.g. weights/block-000000.npz
  static func weights(block: Int) -> String { String(format: "weights/block-%06d.npz", block) }

  /// The name of a layer's array in an archive of weights, e.g. run-000017-layer-1.
  static func weightArray(run: Int, layer: Int) -> String {
    String(format: "run-%06d-layer-%d", run, layer)
  }

  /// The block of a path of `trajectories` or `weights`; nil where the plan has no such run.
  static func block(ofPath path: String, _ plan: BlockPlan) -> Int? {
    let number = path.firstMatch(of: /\d+/).flatMap { Int($0.0) }
    guard path.hasPrefix("weights/run-") else { return number }
    return number.flatMap { $0 < plan.runCount ? plan.block(ofRun: $0) : nil }
  }

  /// Whether a path is one of `trajectories` or `weights`.
  static func isOwn(_ path: String) -> Bool {
    path.wholeMatch(
      of: /trajectories\/block-\d{6,}\.nc|weights\/(block-\d{6,}\.npz|run-\d{6,}-layer-\d+\.npy)/) != nil
  }

  /// The name a temporary file would get, nil where the path is not a temporary one.
  static func target(ofTemporary path: String) -> String? {
    path.wholeMatch(of: /(.+)~\d+-\d+/).map { String($0.1) }
  }
}
