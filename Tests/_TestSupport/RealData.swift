import Foundation

/// The published data sets, which are not part of the repository.
package enum RealData {
  /// The folder that has them: `DEEPLINEAR_DATA`, else `shared/data` beside the repository; nil where there is none.
  package static let folder: String? = {
    var places = [ProcessInfo.processInfo.environment["DEEPLINEAR_DATA"]].compactMap { $0 }
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    places.append(repository.deletingLastPathComponent().appending(path: "shared/data").path)
    return places.first { FileManager.default.fileExists(atPath: $0) }
  }()

  /// What a test that needs them says where they are not: it is skipped, not passed.
  package static let reason = "needs the published data sets: set DEEPLINEAR_DATA to the folder that has them"

  /// Whether they are there.
  package static var isThere: Bool { folder != nil }
}
