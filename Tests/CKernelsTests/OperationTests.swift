import CKernels
import Testing
import _TestSupport

/// Every operation of every family against sums in twice the precision.
@Suite struct OperationTests {
  /// Operations that a step of gradient descent is made of: these have code of their own.
  static let descent: [OperationCase.Form] = [
    .init(epilogue: ck_store, products: [ck_ab]), .init(epilogue: ck_residual, products: [ck_ab]),
    .init(epilogue: ck_store, products: [ck_ahb]), .init(epilogue: ck_updated, products: [ck_abh]),
    .init(epilogue: ck_updated, products: [ck_ahb]), .init(epilogue: ck_updated, products: [ck_abh, ck_ab]),
    .init(epilogue: ck_updated, products: [ck_abh, ck_minus_ab, ck_ab]),
    .init(epilogue: ck_updated, products: [ck_ahb, ck_minus_ab]),
    .init(epilogue: ck_balance, products: [ck_abh, ck_ahb]),
  ]

  /// All sums of one, two or three products, however they end.
  private static let all: [OperationCase.Form] = {
    let one = [ck_ab, ck_minus_ab, ck_abh, ck_ahb, ck_a].map { [$0] }
    let two = one.flatMap { first in one.map { first + $0 } }
    let three = two.flatMap { first in one.map { first + $0 } }
    let endings = [ck_store, ck_scaled, ck_updated, ck_residual, ck_masked, ck_weighted]
    return endings.flatMap { epilogue in (one + two + three).map { .init(epilogue: epilogue, products: $0) } }
      + [
        descent[8]
      ]
  }()

  /// Runs a case on all families, and checks what it left.
  private func check(_ operation: OperationCase, seed: UInt64) {
    let results = ck_family.present.map { operation.result($0, on: operation.memory) }
    let name = "\(operation.description), seed \(seed)"
    for (family, result) in zip(ck_family.present, results) {
      #expect(
        result.isSame(as: operation.memory, except: operation.written),
        "family \(family.rawValue) strays, \(name)")
      checkNumbers(operation, result, "family \(family.rawValue), \(name)")
    }
    let fused = zip(ck_family.present, results).filter { $0.0 != ck_portable }.map(\.1)
    for result in fused.dropFirst() { #expect(result.isSame(as: fused[0]), "families differ, \(name)") }
  }

  private func checkNumbers(_ operation: OperationCase, _ result: LaneBuffer, _ name: String) {
    let isLarge = operation.rows * operation.columns > 150
    var worst = 0.0
    for group in 0..<operation.groups {
      // Of large matrices a lane in every vector.
      for lane in 0..<lanes where !isLarge || lane % 4 == (operation.rows + group) % 4 {
        for i in 0..<operation.rows {
          for j in 0..<operation.columns {
            for part in 0..<operation.parts {
              let number = result[group * operation.stride + operation.c.at(i, j, part, lane: lane)]
              let error = operation.expected(i, j, part, group: group, lane: lane).error(number)
              worst = max(worst, error.isNaN ? .infinity : error)
            }
          }
        }
        if operation.form.epilogue == ck_balance {
          checkHermitian(operation, result, group: group, lane: lane, name)
        }
        guard operation.hasTotal else { continue }
        let number = result[group * operation.stride + operation.total.at(0, 0, 0, lane: lane)]
        let error = operation.expectedTotal(result, group: group, lane: lane).error(number)
        worst = max(worst, error.isNaN ? .infinity : error)
      }
    }
    #expect(worst <= 1, "\(name)")
  }

  /// A balance error is its own adjoint, to the bit.
  private func checkHermitian(
    _ operation: OperationCase, _ result: LaneBuffer, group: Int, lane: Int, _ name: String
  ) {
    var isHermitian = true
    for i in 0..<operation.rows {
      for j in 0...i {
        for part in 0..<operation.parts {
          let below = result[group * operation.stride + operation.c.at(i, j, part, lane: lane)]
          let above = result[group * operation.stride + operation.c.at(j, i, part, lane: lane)]
          isHermitian = isHermitian && below == (part == 0 ? above : -above)
        }
      }
    }
    #expect(isHermitian, "\(name)")
  }

  @Test(
    "A step's operations on squares of 1 to 40 are right to rounding, touch nothing else, and fusing families agree to the bit",
    arguments: [false, true])
  func squares(isComplex: Bool) {
    for d in 1...40 {
      for form in Self.descent {
        var draw = Draw(UInt64(d))
        let inner = form.products.map { _ in d }
        check(
          OperationCase(form, rows: d, columns: d, inner: inner, isComplex: isComplex, draw: &draw),
          seed: UInt64(d))
      }
    }
  }

  @Test(
    "So do all sums of up to three products, however they end, on small shapes of all kinds",
    arguments: [false, true])
  func forms(isComplex: Bool) {
    for (number, form) in Self.all.enumerated() {
      for seed in [UInt64(2 * number), UInt64(2 * number + 1)] {
        var draw = Draw(seed)
        let rows = draw.integer(1...7)
        let columns = form.epilogue == ck_balance || draw.integer(0...2) == 0 ? rows : draw.integer(1...7)
        let isSquare = rows == columns && draw.integer(0...1) == 0
        let inner = form.products.map { _ in isSquare ? rows : draw.integer(1...7) }
        check(
          OperationCase(form, rows: rows, columns: columns, inner: inner, isComplex: isComplex, draw: &draw),
          seed: seed)
      }
    }
  }

  @Test("So do they on rectangles of up to 40 × 40 × 40", arguments: [false, true])
  func rectangles(isComplex: Bool) {
    for seed in TestSeed.cases(150) {
      var draw = Draw(seed)
      let form =
        draw.integer(0...1) == 0
        ? Self.descent[draw.integer(0...8)] : Self.all[draw.integer(0...Self.all.count - 1)]
      let rows = draw.integer(1...40)
      let columns = form.epilogue == ck_balance ? rows : draw.integer(1...40)
      let inner = form.products.map { _ in draw.integer(1...40) }
      check(
        OperationCase(form, rows: rows, columns: columns, inner: inner, isComplex: isComplex, draw: &draw),
        seed: seed)
    }
  }
}
