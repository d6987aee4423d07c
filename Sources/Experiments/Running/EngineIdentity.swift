import DeepLinear
import LinearAlgebra
import RunArchive

extension Provenance.Engine {
  init(_ engine: Engine, points: Int) {
    switch engine {
    case .lockstep(let family): self.init(engine: "lockstep", kernels: family.rawValue, points: points)
    case .narrow(let family): self.init(engine: "narrow", kernels: family.rawValue, points: points)
    case .reference(let reason): self.init(engine: "reference", reason: reason, points: points)
    case .solver(let solver): self.init(engine: "flow", solver: solver, points: points)
    }
  }
}

extension Engine {
  /// What a point's identity holds of it: numbers differ between engines, and between families that round differently.
  var identity: String {
    switch self {
    case .lockstep(let family): "kernels: \(family.bits); blas: \(BLAS.core)"
    case .narrow(let family): "kernels: narrow \(family.bits); blas: \(BLAS.core)"
    // "plain" is the reference engine's name in identities, which never change.
    case .reference: "kernels: plain; blas: \(BLAS.core)"
    case .solver(let solver): "kernels: plain; blas: \(BLAS.core); solver: \(solver)"
    }
  }
}

extension [any PointRunner] {
  /// What provenance.json calls the kernels: "fma" or "portable" where some point has kernels of its own, else "plain".
  var kernels: String {
    for engine in lazy.map(\.engine) {
      switch engine {
      case .lockstep(let family), .narrow(let family): return family.bits
      case .reference, .solver: continue
      }
    }
    return "plain"
  }

  /// What provenance.json calls the solver of the flows; nil where no point is one.
  var solver: String? {
    for case .solver(let solver) in lazy.map(\.engine) { return solver }
    return nil
  }

  /// Each engine with its points, in the points' order.
  var engineUses: [Provenance.Engine] {
    var uses: [Provenance.Engine] = []
    for problem in self {
      let use = Provenance.Engine(problem.engine, points: 1)
      if let i = uses.firstIndex(where: { $0.text == use.text }) {
        uses[i].points += 1
      } else {
        uses.append(use)
      }
    }
    return uses
  }
}
