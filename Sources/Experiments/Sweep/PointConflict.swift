import SpecLanguage

// What a conflict at a point of a sweep has to do with the sweep.

extension SweepPlan {
  /// The swept keys that have a part in a conflict: without them there is none or another, or there is at another of their values.
  ///
  /// - Parameters:
  ///   - point: where the conflict is.
  ///   - base: the spec without its sweep.
  func paths(
    behind conflict: SpecConflict, at point: Int, of base: SyntaxNode, _ resolution: Resolution
  ) -> [[String]] {
    groups.indices.filter { index in
      let own = groups[index].map(\.path)
      let others = assignments(at: point).filter { !own.contains($0.path) }
      let without = others.reduce(base) { $0.setting($1.path[...], to: $1.value) }
      switch Soundness(of: without, resolution) {
      case .sound: return true
      case .conflict(let other) where other != conflict: return true
      // The spec may need the key.
      case .conflict, .unreadable: break
      }
      return points(besides: point, along: index).contains {
        Soundness(of: tree(of: base, at: $0), resolution) != .conflict(conflict)
      }
    }.flatMap { groups[$0].map(\.path) }
  }

  /// The points that differ from another in the values of one group alone.
  private func points(besides point: Int, along group: Int) -> some Sequence<Int> {
    let stride = groups[(group + 1)...].reduce(1) { $0 * $1[0].values.count }
    let count = groups[group][0].values.count
    let first = point - point / stride % count * stride
    return (0..<count).lazy.map { first + $0 * stride }.filter { $0 != point }
  }
}

/// Whether a spec without a sweep says what can be.
private enum Soundness: Equatable {
  case sound
  case conflict(SpecConflict)
  case unreadable

  init(of tree: SyntaxNode, _ resolution: Resolution) {
    guard let resolved = try? resolution.resolve(tree, as: .spec, path: "") else {
      self = .unreadable
      return
    }
    do throws(SpecConflict) {
      _ = try Specification(resolved: resolved)
      self = .sound
    } catch {
      self = .conflict(error)
    }
  }
}
