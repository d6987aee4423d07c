import CKernels
import Foundation

extension OperationCase {
  /// A number that a result may differ from by `tolerance`.
  struct Expected {
    let value: Double
    let tolerance: Double

    /// |x − value| / tolerance; 0 where both are 0.
    func error(_ x: Double) -> Double { x == value ? 0 : abs(x - value) / tolerance }
  }

  /// Roundings that an entry of S has at most: one for each real product where they are fused, and one to begin a term.
  private var roundings: Double { Double(parts * inner.reduce(0, +) + inner.count + 1) }
  private static var unit: Double { 0x1p-53 }

  /// A part of an entry of S: the exact sum, and the sum of the magnitudes.
  private func sum(_ i: Int, _ j: Int, _ part: Int, group: Int, lane: Int) -> Accurate {
    var sum = Accurate()
    func number(_ place: Place, _ i: Int, _ j: Int, _ part: Int) -> Double {
      memory[group * stride + place.at(i, j, part, lane: lane)]
    }
    for t in form.products.indices {
      let (product, a, b) = (form.products[t], a[t], b[t])
      guard product != ck_a else {
        sum.add(number(a, i, j, part))
        continue
      }
      // In a balance the second product is subtracted.
      let isNegative = product == ck_minus_ab || (form.epilogue == ck_balance && t == 1)
      // Signs of the imaginary parts.
      let (signA, signB): (Double, Double) = (product == ck_ahb ? -1 : 1, product == ck_abh ? -1 : 1)
      for k in 0..<inner[t] {
        let (p, q) = product == ck_ahb ? (k, i) : (i, k)
        let (r, s) = product == ck_abh ? (j, k) : (k, j)
        let sign: Double = isNegative ? -1 : 1
        let (re, other) = (sign * number(a, p, q, 0), number(b, r, s, part))
        guard isComplex else {
          sum.add(re, times: other)
          continue
        }
        let (im, bRe, bIm) = (
          sign * signA * number(a, p, q, 1), number(b, r, s, 0), signB * number(b, r, s, 1)
        )
        sum.add(re, times: part == 0 ? bRe : bIm)
        sum.add(im, times: part == 0 ? -bIm : bRe)
      }
    }
    return sum
  }

  /// The entry of C after the operation.
  func expected(_ i: Int, _ j: Int, _ part: Int, group: Int, lane: Int) -> Expected {
    var sum = sum(i, j, part, group: group, lane: lane)
    let n = roundings
    switch form.epilogue {
    case ck_scaled, ck_balance:
      return Expected(value: scale * sum.value, tolerance: (n + 2) * Self.unit * abs(scale) * sum.magnitude)
    case ck_updated:
      var whole = Accurate()
      whole.add(memory[group * stride + x.at(i, j, part, lane: lane)])
      whole.add(scale, times: sum.value)
      return Expected(
        value: whole.value, tolerance: (n + 2) * Self.unit * (whole.magnitude + abs(scale) * sum.magnitude))
    case ck_residual, ck_masked:
      sum.add(-target[(i * columns + j) * parts + part])
      let kept = form.epilogue == ck_masked ? mask[i * columns + j] : 1
      return Expected(value: -kept * sum.value, tolerance: kept * (n + 2) * Self.unit * sum.magnitude)
    default: return Expected(value: sum.value, tolerance: n * Self.unit * sum.magnitude)
    }
  }

  /// The total that belongs to the C of `result`.
  func expectedTotal(_ result: LaneBuffer, group: Int, lane: Int) -> Expected {
    var sum = Accurate()
    for i in 0..<rows {
      for j in 0..<columns {
        for part in 0..<parts {
          let number = result[group * stride + c.at(i, j, part, lane: lane)]
          let other =
            form.epilogue == ck_weighted ? memory[group * stride + x.at(i, j, part, lane: lane)] : number
          sum.add(number, times: other)
        }
      }
    }
    let before = adds ? memory[group * stride + total.at(0, 0, 0, lane: lane)] : 0
    var whole = Accurate()
    whole.add(factor, times: sum.value)
    whole.add(before)
    // Along the rows, then down.
    let n = Double(parts * columns + rows + 4)
    return Expected(value: whole.value, tolerance: n * Self.unit * (factor * sum.magnitude + abs(before)))
  }
}
