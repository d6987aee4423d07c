import CKernels
import Testing

/// `ck_run` on numbers whose every step is exact: with E = 0 − w and w ← w + ηE, the loss is ½w² and w becomes (1 − η)w.
@Suite struct SteppingTests {
  /// The offsets of w, the other w, E and the numbers of a lane.
  private enum At {
    static let weights = [0, 8]
    static let error = 16
    static let loss = 24
    static let penalty = 32
    static let lossBound = 40
    static let objectiveBound = 48
    static let stride = 64
  }

  private struct Lanes {
    let memory: LaneBuffer
    let groups: Int

    /// All lanes with w = 1 in the first weights, a penalty of 0 and no bounds.
    init(groups: Int, phase: Int = 0) {
      (memory, self.groups) = (LaneBuffer(count: groups * At.stride), groups)
      for group in 0..<groups {
        for lane in 0..<lanes {
          set(At.weights[phase & 1], 1, group, lane)
          set(At.penalty, 0, group, lane)
          set(At.lossBound, -.infinity, group, lane)
          set(At.objectiveBound, .infinity, group, lane)
        }
      }
    }

    func set(_ place: Int, _ value: Double, _ group: Int, _ lane: Int) {
      memory[group * At.stride + place + lane] = value
    }
    func get(_ place: Int, _ group: Int, _ lane: Int) -> Double { memory[group * At.stride + place + lane] }

    /// Steps taken before one in which a lane rang.
    func run(_ family: ck_family, stepSize: Double, phase: Int = 0, steps: Int) -> Int {
      let target = [0.0]
      return target.withUnsafeBufferPointer { target in
        let lists = [0, 1].map { from in
          var residual = ck_operation()
          (residual.rows, residual.columns, residual.epilogue) = (1, 1, ck_residual)
          residual.term.0 = ck_term(product: ck_a, inner: 0, a: Int32(At.weights[from]), b: 0)
          (residual.c, residual.total, residual.factor) = (Int32(At.error), Int32(At.loss), 0.5)
          residual.target = target.baseAddress
          var update = ck_operation()
          (update.rows, update.columns, update.epilogue) = (1, 1, ck_updated)
          update.term.0 = ck_term(product: ck_a, inner: 0, a: Int32(At.error), b: 0)
          (update.c, update.x, update.scale) = (
            Int32(At.weights[1 - from]), Int32(At.weights[from]), stepSize
          )
          ck_bind(&residual, family, 0)
          ck_bind(&update, family, 0)
          return [residual, update]
        }
        return lists[0].withUnsafeBufferPointer { even in
          lists[1].withUnsafeBufferPointer { odd in
            var program = ck_program(
              step: (even.baseAddress, odd.baseAddress), operations: 2, loss: Int32(At.loss),
              penalty: Int32(At.penalty), loss_bound: Int32(At.lossBound),
              objective_bound: Int32(At.objectiveBound))
            return ck_run(&program, family, memory.base, groups, At.stride, phase, steps)
          }
        }
      }
    }
  }

  @Test("Steps go on to their number where no lane has bounds, and alternate between the two sets of weights")
  func free() {
    for family in ck_family.present {
      for (phase, steps) in [(0, 0), (0, 1), (1, 1), (0, 7), (1, 7), (5, 10)] {
        let lanes = Lanes(groups: 3, phase: phase)
        #expect(lanes.run(family, stepSize: 0.5, phase: phase, steps: steps) == steps)
        for group in 0..<3 {
          // w after k steps is 2⁻ᵏ; the last loss is of the weights before the last step.
          #expect(lanes.get(At.weights[(phase + steps) & 1], group, 5) == scalbn(-steps))
          guard steps > 0 else { continue }
          #expect(lanes.get(At.weights[(phase + steps + 1) & 1], group, 5) == scalbn(1 - steps))
          #expect(lanes.get(At.loss, group, 5) == 0.5 * scalbn(2 - 2 * steps))
        }
      }
    }
  }

  private func scalbn(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

  @Test(
    "One lane of any group with ℓ < loss bound ends the run: the steps before it are counted, and the step is taken"
  )
  func lossBound() {
    for family in ck_family.present {
      for (group, lane) in (0..<3).flatMap({ group in (0..<8).map { (group, $0) } }) {
        for phase in [0, 1] {
          let lanes = Lanes(groups: 3, phase: phase)
          // ½·4⁻ᵏ is this at k = 6, and below it first at k = 7.
          lanes.set(At.lossBound, 0.5 * scalbn(-12), group, lane)
          #expect(lanes.run(family, stepSize: 0.5, phase: phase, steps: 50) == 7)
          #expect(lanes.get(At.loss, group, lane) == 0.5 * scalbn(-14))
          for (other, place) in (0..<3).flatMap({ other in (0..<8).map { (other, $0) } }) {
            #expect(lanes.get(At.weights[(phase + 8) & 1], other, place) == scalbn(-8))
          }
          // The next call begins with the step that follows.
          #expect(lanes.run(family, stepSize: 0.5, phase: phase + 8, steps: 5) == 0)
          lanes.set(At.lossBound, -.infinity, group, lane)
          #expect(lanes.run(family, stepSize: 0.5, phase: phase + 9, steps: 5) == 5)
        }
      }
    }
  }

  @Test("ℓ + r > objective bound ends a run, where ℓ alone would not; equal to a bound does not")
  func objectiveBound() {
    for family in ck_family.present {
      let lanes = Lanes(groups: 2)
      // w becomes −2w: ½·4ᵏ + 1 is 33 at k = 3, and above it at k = 4.
      lanes.set(At.penalty, 1, 1, 6)
      lanes.set(At.objectiveBound, 33, 1, 6)
      #expect(lanes.run(family, stepSize: 3, steps: 50) == 4)
      let lower = Lanes(groups: 2)
      lower.set(At.penalty, 1, 1, 6)
      lower.set(At.objectiveBound, 32.5, 1, 6)
      #expect(lower.run(family, stepSize: 3, steps: 50) == 3)
    }
  }

  @Test("NaN ends a run at any bound, in ℓ and in r; infinity does not where no bound forbids it")
  func notFinite() {
    for family in ck_family.present {
      for lane in 0..<8 {
        let weights = Lanes(groups: 2)
        weights.set(At.weights[0], .nan, 1, lane)
        #expect(weights.run(family, stepSize: 0.5, steps: 9) == 0)
        let penalty = Lanes(groups: 2)
        penalty.set(At.penalty, .nan, 0, lane)
        #expect(penalty.run(family, stepSize: 0.5, steps: 9) == 0)
        let infinite = Lanes(groups: 2)
        infinite.set(At.penalty, .infinity, 0, lane)
        #expect(infinite.run(family, stepSize: 0.5, steps: 9) == 9)
        infinite.set(At.objectiveBound, .greatestFiniteMagnitude, 0, lane)
        #expect(infinite.run(family, stepSize: 0.5, phase: 1, steps: 9) == 0)
      }
    }
  }
}
