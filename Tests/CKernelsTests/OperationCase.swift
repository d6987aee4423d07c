import CKernels
import Testing
import _TestSupport

/// An operation on random matrices in two groups, with what it must give.
struct OperationCase {
  struct Form {
    let epilogue: ck_epilogue
    let products: [ck_product]
  }

  let form: Form
  let rows: Int
  let columns: Int
  let inner: [Int]
  let isComplex: Bool
  let adds: Bool
  let scale: Double
  let factor: Double
  let groups = 2

  private(set) var stride = 0
  private(set) var a: [Place] = []
  private(set) var b: [Place] = []
  private(set) var x: Place
  private(set) var c: Place
  private(set) var total: Place
  /// Φ and M.
  let target: LaneBuffer
  let mask: LaneBuffer
  /// Both groups before the operation.
  let memory: LaneBuffer

  var parts: Int { isComplex ? 2 : 1 }
  var hasTotal: Bool { form.epilogue.rawValue >= ck_residual.rawValue }

  init(_ form: Form, rows: Int, columns: Int, inner: [Int], isComplex: Bool, draw: inout Draw) {
    (self.form, self.rows, self.columns, self.inner, self.isComplex) = (form, rows, columns, inner, isComplex)
    adds = draw.integer(0...1) == 1
    (scale, factor) = (draw.number(in: -2...2), draw.number(in: 0.1...2))
    let parts = isComplex ? 2 : 1
    var end = 0
    // Between two matrices, some doubles that belong to neither.
    func place(_ rows: Int, _ columns: Int, parts: Int = parts) -> Place {
      let new = Place(offset: end + lanes * draw.integer(1...3), rows: rows, columns: columns, parts: parts)
      end = new.range.upperBound
      return new
    }
    (c, x, total) = (place(rows, columns), place(rows, columns), place(1, 1, parts: 1))
    for (product, n) in zip(form.products, inner) {
      switch product {
      case ck_abh: (a, b) = (a + [place(rows, n)], b + [place(columns, n)])
      case ck_ahb: (a, b) = (a + [place(n, rows)], b + [place(n, columns)])
      case ck_a: (a, b) = (a + [place(rows, columns)], b + [place(1, 1)])
      default: (a, b) = (a + [place(rows, n)], b + [place(n, columns)])
      }
    }
    if form.epilogue == ck_balance { b = [a[0], a[1]] }
    stride = end + lanes * draw.integer(1...3)
    memory = LaneBuffer(count: groups * stride)
    for group in 0..<groups {
      for place in a + (form.epilogue == ck_balance ? [] : b) + [x] + (adds ? [total] : []) {
        for i in place.range { memory[group * stride + i] = draw.number(in: -1...1) }
      }
    }
    (target, mask) = (LaneBuffer(count: rows * columns * parts), LaneBuffer(count: rows * columns))
    for i in 0..<target.count { target[i] = draw.number(in: -1...1) }
    for i in 0..<mask.count { mask[i] = Double(draw.integer(0...1)) }
  }

  /// What the operation may write, in the whole memory.
  var written: [Range<Int>] {
    (0..<groups).flatMap { group in
      ([c] + (hasTotal ? [total] : [])).map {
        group * stride + $0.range.lowerBound..<group * stride + $0.range.upperBound
      }
    }
  }

  /// Carries the operation out on a copy of `memory`.
  func result(_ family: ck_family, on memory: LaneBuffer) -> LaneBuffer {
    let copy = LaneBuffer(copying: memory)
    var operation = ck_operation()
    (operation.rows, operation.columns, operation.epilogue) = (Int32(rows), Int32(columns), form.epilogue)
    let terms = form.products.indices.map { t in
      ck_term(product: form.products[t], inner: Int32(inner[t]), a: Int32(a[t].offset), b: Int32(b[t].offset))
    }
    operation.term.0 = terms[0]
    if terms.count > 1 { operation.term.1 = terms[1] }
    if terms.count > 2 { operation.term.2 = terms[2] }
    (operation.c, operation.x, operation.total) = (Int32(c.offset), Int32(x.offset), Int32(total.offset))
    (operation.scale, operation.factor, operation.adds) = (scale, factor, adds ? 1 : 0)
    operation.target = UnsafePointer(target.base)
    // Read by one epilogue only.
    operation.mask = form.epilogue == ck_masked ? UnsafePointer(mask.base) : nil
    ck_bind(&operation, family, isComplex ? 1 : 0)
    ck_execute(&operation, 1, copy.base, groups, stride)
    return copy
  }

  var description: String {
    "epilogue \(form.epilogue.rawValue), products \(form.products.map(\.rawValue)), \(rows)×\(columns), inner \(inner), "
      + (isComplex ? "complex" : "real")
  }
}
