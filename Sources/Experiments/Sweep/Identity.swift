// The identity of a point: a hash of everything that changes its numbers, and of nothing else.

import RunArchive
import SpecLanguage

extension Point {
  /// 32 hexadecimal digits, the first half of the SHA-256 of `identityText`.
  ///
  /// Two points have the same identity exactly where every seed gives the same bits: same network (however its
  /// widths are written), grid of `best` (however that is written), target, initialization, dynamics, stop, snapshot schedule and thresholds, same contents
  /// of every file named, same engine. Names, seeds, and which quantities and weights are written play no part.
  ///
  /// - Parameters:
  ///   - engine: What the bits depend on besides the spec: kernel family and BLAS core.
  ///   - fileDigest: The digest of a file's contents, from its absolute path; `ContentDigest.sha256(ofFile:)`.
  public func identity(
    engine: String, fileDigest: (String) throws -> String = ContentDigest.sha256(ofFile:)
  ) rethrows -> String {
    let text = try identityText(engine: engine, fileDigest: fileDigest)
    return String(ContentDigest.sha256(of: text).prefix(32))
  }

  /// The text that is hashed: one line a key, floats in the fewest digits that are exact.
  public func identityText(
    engine: String, fileDigest: (String) throws -> String = ContentDigest.sha256(ofFile:)
  ) rethrows -> String {
    var lines = ["deeplinear point 1", "engine \(SpecValue.text(engine).json)"]
    let widths = specification.network.widths.map { SpecValue.integer($0) }
    let network: SpecValue = ["widths": .list(widths), "field": .text(specification.network.field.rawValue)]
    for key in SpecKey.spec.children where key.changesNumbers {
      let value =
        switch key.name {
        case SpecKey.network.name: network
        case SpecKey.best.name: specification.best?.identity
        default: resolved[key.name]
        }
      guard let value else { continue }
      try append(value, of: key, path: key.name, to: &lines, fileDigest)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func append(
    _ value: SpecValue, of key: SpecKey, path: String, to lines: inout [String],
    _ fileDigest: (String) throws -> String
  ) rethrows {
    guard case .mapping(let entries) = value else {
      lines.append("\(path) \(try key.type.namesFiles ? withDigests(value, fileDigest).json : value.json)")
      return
    }
    if entries.isEmpty { lines.append("\(path) {}") }
    for child in key.children where child.changesNumbers {
      guard let inner = value[child.name] else { continue }
      try append(inner, of: child, path: "\(path).\(child.name)", to: &lines, fileDigest)
    }
  }

  private func withDigests(
    _ value: SpecValue, _ fileDigest: (String) throws -> String
  ) rethrows -> SpecValue {
    switch value {
    case .list(let values): .list(try values.map { try withDigests($0, fileDigest) })
    case .text(let path) where path.hasPrefix("/"): .text("sha256:" + (try fileDigest(path)))
    default: value
    }
  }

  /// The absolute paths of all files that the point needs, each with the key that names it, and whether it is one of data.
  public var files: [(key: String, path: String, isData: Bool)] {
    func files(
      _ value: SpecValue, _ key: SpecKey, _ path: String
    ) -> [(key: String, path: String, isData: Bool)] {
      guard case .mapping = value else {
        guard key.type.namesFiles else { return [] }
        let isData = key.type.names(.dataFile)
        return (value.list ?? [value]).compactMap(\.text).filter { $0.hasPrefix("/") }.map {
          (path, $0, isData)
        }
      }
      return key.children.flatMap { child in
        value[child.name].map { files($0, child, path.isEmpty ? child.name : "\(path).\(child.name)") } ?? []
      }
    }
    return files(resolved, .spec, "")
  }
}

extension SpecType {
  /// Whether values of this type are paths of files, which resolution has made absolute.
  fileprivate var namesFiles: Bool { names(.file) || names(.dataFile) }

  /// Whether values of this type, or their entries, are texts of a kind.
  fileprivate func names(_ kind: TextKind) -> Bool {
    alternatives.contains { type in
      switch type {
      case .text(let own): own == kind
      case .list(let element, _): element.names(kind)
      default: false
      }
    }
  }
}
