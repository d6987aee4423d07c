import LinearAlgebra

/// The weights of all groups at a common step, outside the memory in which groups are stepped.
struct BatchWeights<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private(set) var groups = 0

  /// No group, with room for so many.
  init(_ program: LaneProgram<S>, room: Int) {
    self.program = program
    memory = LaneMemory(groups: room, stride: program.weightSize)
  }

  /// One more group, all zero.
  mutating func addGroup() {
    precondition(groups < memory.groups, "a batch has more groups than seeds for them")
    (memory.base + groups * memory.stride).update(repeating: 0, count: memory.stride)
    groups += 1
  }

  func lane(_ slot: Int) -> UnsafeMutablePointer<Double> { memory.lane(slot) }

  /// Copies a group's weights to the place of `LaneProgram.weights[0]` in a group that begins at `place`.
  func copy(group: Int, to place: UnsafeMutablePointer<Double>) {
    place.update(from: memory.base + group * memory.stride, count: memory.stride)
  }

  /// Copies a group's weights from `place`, one of the two sets of a group.
  func take(group: Int, from place: UnsafeMutablePointer<Double>) {
    (memory.base + group * memory.stride).update(from: place, count: memory.stride)
  }

  /// W_1 … W_N of a seed.
  func read(_ slot: Int) -> [Matrix<S>] { program.weights[0].map { $0.read(lane(slot)) } }

  func write(_ layers: [Matrix<S>], to slot: Int) {
    for (layer, place) in zip(layers, program.weights[0]) {
      layer.withView { place.write($0, to: lane(slot)) }
    }
  }

  /// Moves a seed to another slot.
  func move(_ slot: Int, to target: Int) {
    let (from, to) = (lane(slot), lane(target))
    for i in stride(from: 0, to: memory.stride, by: Lanes.count) { to[i] = from[i] }
  }

  mutating func truncate(_ groups: Int) { self.groups = groups }
}
