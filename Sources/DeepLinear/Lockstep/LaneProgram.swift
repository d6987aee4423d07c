import CKernels
import LinearAlgebra

/// Gradient descent as a list of products of lane matrices, for networks of one shape: the operations that the kernels execute.
///
/// With E_N = Φ − W_{1:N} = −∇ℓ (for other losses their −∇ℓ) and P_j = W_j ··· W_1, for j = N … 1:
///
///     W_j ← W_j + η (E_j P_{j−1}ᴴ − a Δ_j W_j + a W_j Δ_{j−1}),    E_{j−1} = W_jᴴ E_j
///
/// Prefixes and errors are shared, so that the work is linear in the depth: 3(N − 1) products, and with a > 0 as many for the
/// penalty, of which the halves of the N − 1 Hermitian differences are computed once.
final class LaneProgram<S: Scalar> {
  let widths: [Int]
  let family: KernelFamily
  /// η.
  let stepSize: Double
  /// Doubles that a group takes.
  let stride: Int
  /// W_1 … W_N, twice: a step reads one and writes the other. Observing writes ∇L into the second.
  let weights: [[LaneMatrix<S>]]
  /// W_{1:N}, after observing.
  let endToEnd: LaneMatrix<S>
  /// Places of squared norms after observing.
  let norms: LaneNorms
  /// Places of ℓ, r and the bounds within which a lane continues.
  let loss: Int
  let penalty: Int
  let lossBound: Int
  let objectiveBound: Int

  private let constants: LaneConstants<S>
  private let operations: [UnsafeMutableBufferPointer<ck_operation>]
  private let code: ck_program

  /// - Parameters:
  ///   - form: the loss.
  ///   - strength: a ≥ 0.
  ///   - stepSize: η.
  init(widths: [Int], form: LossForm<S>, strength: Double, stepSize: Double, family: KernelFamily) {
    self.stepSize = stepSize
    var arena = LaneArena<S>()
    let shapes = zip(widths.dropFirst(), widths)
    let sets = (0..<2).map { _ in shapes.map { arena.place($0, $1) } }
    let numbers = (0..<4).map { _ in arena.number() }
    let squares = LaneNorms(
      balance: (1..<widths.count).dropLast().map { _ in arena.number() },
      layers: sets[0].map { _ in arena.number() }, distance: arena.number())
    constants = LaneConstants(form, widths: widths, arena: &arena)
    let writer = LaneStep(
      widths: widths, strength: strength, loss: numbers[0], penalty: numbers[1], constants: constants)
    let product = arena.place(widths[widths.count - 1], widths[0])
    // Each list of operations begins with the same free places.
    let scratch = arena
    var largest = arena.size
    let lists = [0, 1, 2].map { list in
      var arena = scratch
      let operations =
        list < 2
        ? writer.advancing(sets[list], into: sets[1 - list], by: stepSize, &arena)
        : writer.observing(sets[0], gradient: sets[1], product: product, norms: squares, &arena)
      largest = max(largest, arena.size)
      return operations
    }
    operations = lists.map { list in
      let buffer = UnsafeMutableBufferPointer<ck_operation>.allocate(capacity: list.count)
      _ = buffer.initialize(from: list)
      for i in buffer.indices { ck_bind(&buffer[i], family.code, S.isComplex ? 1 : 0) }
      return buffer
    }
    code = ck_program(
      step: (UnsafePointer(operations[0].baseAddress), UnsafePointer(operations[1].baseAddress)),
      operations: Int32(lists[0].count), loss: Int32(numbers[0]), penalty: Int32(numbers[1]),
      loss_bound: Int32(numbers[2]), objective_bound: Int32(numbers[3]))
    (self.widths, self.family, stride) = (widths, family, largest)
    (weights, endToEnd, norms) = (sets, product, squares)
    (loss, penalty, lossBound, objectiveBound) = (numbers[0], numbers[1], numbers[2], numbers[3])
  }

  deinit { for list in operations { list.deallocate() } }

  /// Doubles that one set of weights takes; the two sets are first in a group.
  var weightSize: Int { weights[1][0].offset }

  /// Groups that are stepped together: as many as leave room in the fastest cache.
  var clusterSize: Int { max(1, min(16, Cache.room / (stride * MemoryLayout<Double>.stride))) }

  /// Steps that take a few milliseconds.
  var stepsAtOnce: Int { max(1, 20_000_000 / (stride * clusterSize)) }

  /// Sets both weights of a lane to zero. With two layers or more they remain zero; a single layer, whose gradient does not vanish
  /// there, keeps moving, and its lane is not read.
  func clearWeights(_ lane: UnsafeMutablePointer<Double>) {
    for i in Swift.stride(from: 0, to: 2 * weightSize, by: Lanes.count) { lane[i] = 0 }
  }

  /// Whether both weights of a lane have the same bits.
  func areWeightsAlike(_ lane: UnsafeMutablePointer<Double>) -> Bool {
    Swift.stride(from: 0, to: weightSize, by: Lanes.count).allSatisfy {
      lane[$0].bitPattern == lane[weightSize + $0].bitPattern
    }
  }

  /// Memory for `groups` groups, in which no lane has bounds.
  func memory(groups: Int) -> LaneMemory {
    let memory = LaneMemory(groups: groups, stride: stride)
    for slot in 0..<groups * Lanes.count {
      constants.write(to: memory.lane(slot))
      setBounds(lossBound: -.infinity, objectiveBound: .infinity, in: memory.lane(slot))
    }
    return memory
  }

  /// Sets the bounds of a lane: the kernels stop where ℓ < `lossBound`, or not ℓ + r ≤ `objectiveBound`.
  func setBounds(lossBound: Double, objectiveBound: Double, in lane: UnsafeMutablePointer<Double>) {
    lane[self.lossBound] = lossBound
    lane[self.objectiveBound] = objectiveBound
  }

  /// Takes up to `steps` steps, the first from `weights[phase]`; stops after the first in which a lane left its bounds.
  ///
  /// - Returns: the steps before that one; `steps` where there was none.
  func run(_ memory: LaneMemory, groups: Int, phase: Int, steps: Int) -> Int {
    withUnsafePointer(to: code) {
      ck_run($0, family.code, memory.base, groups, stride, phase, steps)
    }
  }

  /// ℓ, r, ∇L, W_{1:N} and the imbalances at `weights[0]`.
  func observe(_ memory: LaneMemory) {
    ck_execute(operations[2].baseAddress, Int32(operations[2].count), memory.base, memory.groups, stride)
  }
}

/// Places of squared Frobenius norms in a group.
struct LaneNorms {
  /// Of Δ_1 … Δ_{N−1}.
  let balance: [Int]
  /// Of W_j W_jᴴ or W_jᴴ W_j.
  let layers: [Int]
  /// Of W_{1:N} − Φ.
  let distance: Int
}
