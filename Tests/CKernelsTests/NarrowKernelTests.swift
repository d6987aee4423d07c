import CKernels
import Testing

/// `ck_narrow_run` against loops over entries.
@Suite struct NarrowKernelTests {
  /// One network, its memory and its tables.
  private final class Network {
    let width: [Int32]
    let stride: [Int32]
    let places: [Int]
    let memory: LaneBuffer
    let target: LaneBuffer
    let size: Int

    init(_ widths: [Int]) {
      width = widths.map(Int32.init)
      let stride = widths.map { ($0 + 7) / 8 * 8 }
      self.stride = stride.map(Int32.init)
      var (places, end): ([Int], Int) = ([], 0)
      for (j, stride) in stride.enumerated() {
        places.append(end)
        end += stride * (j + 1 < widths.count ? widths[j + 1] : 1)
      }
      size = end
      for stride in stride + stride {
        places.append(end)
        end += stride
      }
      self.places = places
      memory = LaneBuffer(count: end)
      target = LaneBuffer(count: stride[0])
      var state: UInt64 = 1
      func draw() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 0.2 * (Double(state >> 40) / Double(1 << 24) - 0.5)
      }
      for i in 0..<end { memory[i] = 0 }
      for i in 0..<stride[0] { target[i] = i < widths[0] ? draw() : 0 }
      for j in widths.indices {
        for r in 0..<(j + 1 < widths.count ? widths[j + 1] : 1) {
          for c in 0..<widths[j] { memory[places[j] + r * stride[j] + c] = draw() }
        }
      }
    }

    var weights: [Double] { (0..<size).map { memory[$0] } }

    /// Steps taken, and ℓ where it was computed last.
    func run(
      _ family: ck_family, steps: Int, isTested: Bool = false, lossBound: Double = -.infinity,
      objectiveBound: Double = .infinity
    ) -> (taken: Int, loss: Double) {
      var loss = 0.0
      let depth = width.count
      let taken = (width + stride).withUnsafeBufferPointer { integers in
        places.withUnsafeBufferPointer { places in
          guard let n = integers.baseAddress, let w = places.baseAddress else { return 0 }
          var network = ck_narrow(
            depth: Int32(depth), width: n, stride: n + depth, w: w, s: w + depth, p: w + 2 * depth,
            step_size: 0.05, target: target.base, mask: nil, covariance: nil)
          return ck_narrow_run(
            &network, family, memory.base, steps, isTested ? 1 : 0, lossBound, objectiveBound, &loss)
        }
      }
      return (taken, loss)
    }

    /// One step by loops; ℓ before it.
    func stepByLoops() -> Double {
      let (widths, depth) = (width.map(Int.init), width.count)
      func at(_ j: Int, _ r: Int, _ c: Int) -> Int { places[j] + r * Int(stride[j]) + c }
      var s = Array(repeating: [Double](), count: depth)
      s[depth - 1] = (0..<widths[depth - 1]).map { memory[at(depth - 1, 0, $0)] }
      for j in layersDown(depth - 1) {
        s[j - 1] = (0..<widths[j - 1]).map { c in
          (0..<widths[j]).reduce(0) { $0 + s[j][$1] * memory[at(j - 1, $1, c)] }
        }
      }
      var p = (0..<widths[0]).map { target[$0] - s[0][$0] }
      let loss = 0.5 * p.reduce(0) { $0 + $1 * $1 }
      for j in 0..<depth {
        let rows = j + 1 < depth ? widths[j + 1] : 1
        let next = (0..<rows).map { r in (0..<widths[j]).reduce(0) { $0 + memory[at(j, r, $1)] * p[$1] } }
        for r in 0..<rows {
          let factor = 0.05 * (j + 1 < depth ? s[j + 1][r] : 1)
          for c in 0..<widths[j] { memory[at(j, r, c)] += factor * p[c] }
        }
        p = next
      }
      return loss
    }

    private func layersDown(_ top: Int) -> StrideThrough<Int> { Swift.stride(from: top, through: 1, by: -1) }
  }

  private static let shapes = [
    [8, 8], [128, 32, 32], [33, 9, 17, 8], [300, 70], [5, 130, 12], [264, 13, 64, 41],
  ]

  @Test("A step is that of loops over entries, in every family and for every shape", arguments: shapes)
  func loops(_ widths: [Int]) {
    for family in ck_family.present {
      let (network, plain) = (Network(widths), Network(widths))
      for _ in 0..<5 {
        let (taken, loss) = network.run(family, steps: 1)
        let expected = plain.stepByLoops()
        #expect(taken == 1 && abs(loss - expected) <= 1e-12 * max(1, expected))
      }
      let worst = zip(network.weights, plain.weights).map { abs($0 - $1) }.max() ?? 1
      #expect(worst < 1e-12, "family \(family.rawValue)")
    }
  }

  @Test("Families that fuse give the same bits", arguments: shapes)
  func families(_ widths: [Int]) {
    let all = ck_family.fusing.map { family in
      let network = Network(widths)
      let loss = network.run(family, steps: 40).loss
      return (network.weights + [loss]).map(\.bitPattern)
    }
    for other in all.dropFirst() { #expect(other == all[0]) }
  }

  @Test("The kernel ends at the first weights whose loss leaves a bound, and leaves them as they are")
  func bounds() {
    for family in ck_family.present {
      let shape = [24, 8, 8]
      var losses: [Double] = []
      let whole = Network(shape)
      for _ in 0..<60 { losses.append(whole.run(family, steps: 1).loss) }
      let bound = losses[25]
      let first = losses.firstIndex { $0 < bound } ?? 60
      #expect(first > 20 && first < 60)
      let (network, before) = (Network(shape), Network(shape))
      let ended = network.run(family, steps: 60, lossBound: bound)
      _ = before.run(family, steps: first)
      #expect(ended.taken == first && ended.loss == losses[first] && network.weights == before.weights)
      // Tested already, the step is taken.
      #expect(network.run(family, steps: 60, lossBound: bound).taken == 0)
      #expect(network.run(family, steps: 60, isTested: true, lossBound: bound).taken == 1)
      // A loss above its bound, and NaN, end it too.
      #expect(Network(shape).run(family, steps: 60, objectiveBound: losses[0] / 2).taken == 0)
      let broken = Network(shape)
      broken.memory[0] = .nan
      #expect(broken.run(family, steps: 60).taken == 0)
    }
  }
}
