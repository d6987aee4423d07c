import CKernels
import Testing
import _TestSupport

/// What a lane gives depends on nothing that the other lanes hold.
@Suite struct LaneIndependenceTests {
  private static let strangers: [Double] = [
    .nan, .infinity, -.infinity, .greatestFiniteMagnitude, 0, -0.0, .leastNonzeroMagnitude,
  ]

  /// A copy in which all lanes but `lane` of every group hold other numbers.
  private func surrounded(_ operation: OperationCase, lane: Int, by stranger: Double?, _ draw: inout Draw)
    -> LaneBuffer
  {
    let copy = LaneBuffer(copying: operation.memory)
    for i in 0..<copy.count where i % operation.stride % lanes != lane && !copy[i].isNaN {
      copy[i] = stranger ?? draw.number(in: -9...9)
    }
    return copy
  }

  private func isSame(_ a: LaneBuffer, _ b: LaneBuffer, lane: Int) -> Bool {
    stride(from: lane, to: a.count, by: lanes).allSatisfy { a[$0].bitPattern == b[$0].bitPattern }
  }

  @Test("An operation gives a lane the same bits beside NaN, infinity, huge numbers, zeros and other numbers")
  func operations() {
    let weighted = OperationCase.Form(epilogue: ck_weighted, products: [ck_ab])
    let masked = OperationCase.Form(epilogue: ck_masked, products: [ck_a, ck_abh])
    for (number, form) in (OperationTests.descent + [weighted, masked]).enumerated() {
      for d in [1, 2, 3, 4, 5, 7, 8, 11, 16] {
        for isComplex in [false, true] {
          var draw = Draw(UInt64(100 * number + d))
          let columns = d == 7 && form.epilogue != ck_balance ? 4 : d
          let operation = OperationCase(
            form, rows: d, columns: columns, inner: form.products.map { _ in d }, isComplex: isComplex,
            draw: &draw)
          let lane = draw.integer(0...lanes - 1)
          for family in ck_family.present {
            let alone = operation.result(family, on: operation.memory)
            for stranger in Self.strangers.map(Optional.init) + [nil] {
              let beside = operation.result(
                family, on: surrounded(operation, lane: lane, by: stranger, &draw))
              #expect(
                isSame(alone, beside, lane: lane), "family \(family.rawValue), \(operation.description)")
            }
          }
        }
      }
    }
  }

  @Test(
    "A decomposition gives a lane the same bits beside NaN, infinity, huge numbers, zeros and other numbers")
  func decompositions() {
    for (rows, columns) in [(1, 1), (3, 3), (7, 4), (8, 8)] {
      for isComplex in [false, true] {
        var draw = Draw(UInt64(rows))
        let lane = draw.integer(0...lanes - 1)
        let matrices = LaneBuffer(count: rows * columns * (isComplex ? 2 : 1) * lanes)
        for i in 0..<matrices.count { matrices[i] = draw.number(in: -1...1) }
        for family in ck_family.present {
          let alone = LaneSVD(
            of: matrices, rows: rows, columns: columns, isComplex: isComplex, family: family)
          for stranger in Self.strangers.map(Optional.init) + [nil] {
            let others = LaneBuffer(copying: matrices)
            for i in 0..<others.count where i % lanes != lane {
              others[i] = stranger ?? draw.number(in: -9...9)
            }
            let beside = LaneSVD(
              of: others, rows: rows, columns: columns, isComplex: isComplex, family: family)
            #expect(
              isSame(alone.u, beside.u, lane: lane) && isSame(alone.v, beside.v, lane: lane)
                && isSame(alone.values, beside.values, lane: lane),
              "family \(family.rawValue), \(rows)×\(columns)")
            #expect(alone.unfinished == 0 && beside.unfinished >> Int32(lane) & 1 == 0)
          }
        }
      }
    }
  }
}
