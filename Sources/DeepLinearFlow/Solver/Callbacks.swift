import CSundials

// The C functions that SUNDIALS calls. Each finds its `SolverClient` in the user data; returning 1 requests a shorter step, −1 ends the solve.

func flowRate(
  _ t: Double, _ y: N_Vector?, _ rate: N_Vector?, _ data: UnsafeMutableRawPointer?
) -> Int32 {
  let system = SolverClient.at(data).system
  return system.rate(at: entries(y), into: entries(rate)) ? 0 : system.refusal
}

func flowErrorWeights(_ y: N_Vector?, _ weights: N_Vector?, _ data: UnsafeMutableRawPointer?) -> Int32 {
  let client = SolverClient.at(data)
  client.system.errorWeights(
    at: entries(y), relative: client.tolerance.relative, absolute: client.absolute,
    into: entries(weights))
  return 0
}

func flowRoots(
  _ t: Double, _ y: N_Vector?, _ values: UnsafeMutablePointer<Double>?, _ data: UnsafeMutableRawPointer?
) -> Int32 {
  guard let values else { return -1 }
  SolverClient.at(data).system.computeRoots(at: entries(y), into: values)
  return 0
}

func flowJacobianProduct(
  _ v: N_Vector?, _ product: N_Vector?, _ t: Double, _ y: N_Vector?, _ rate: N_Vector?,
  _ data: UnsafeMutableRawPointer?, _ scratch: N_Vector?
) -> Int32 {
  let system = SolverClient.at(data).system
  return system.jacobianProduct(at: entries(y), entries(v), into: entries(product)) ? 0 : system.refusal
}

/// Forward differences, column by column: Newton's method needs no more than that. `point` is SUNDIALS' memory.
func flowJacobian(
  _ t: Double, _ y: N_Vector?, _ rate: N_Vector?, _ jacobian: SUNMatrix?, _ data: UnsafeMutableRawPointer?,
  _ point: N_Vector?, _ scratch1: N_Vector?, _ scratch2: N_Vector?
) -> Int32 {
  let system = SolverClient.at(data).system
  let (y, f): (UnsafePointer<Double>, UnsafePointer<Double>) = (entries(y), entries(rate))
  let moved: UnsafeMutablePointer<Double> = entries(point)
  moved.update(from: y, count: system.dimension)
  for block in system.blocks {
    let h = 1.5e-8 * max(system.norm(y, block), 1e-3 * system.norm(y, 0..<system.dimension))
    for j in block {
      guard let column = SUNDenseMatrix_Column(jacobian, Int64(j)) else { return -1 }
      moved[j] = y[j] + h
      guard system.rate(at: moved, into: column) else { return system.refusal }
      for i in 0..<system.dimension { column[i] = (column[i] - f[i]) / h }
      moved[j] = y[j]
    }
  }
  return 0
}

extension FlowSystem {
  /// The return value where f was not evaluated.
  fileprivate var refusal: Int32 { wasInterrupted ? -1 : 1 }
}

private func entries(_ vector: N_Vector?) -> UnsafeMutablePointer<Double> {
  guard let entries = N_VGetArrayPointer(vector) else { fatalError("SUNDIALS passed no vector") }
  return entries
}

private func entries(_ vector: N_Vector?) -> UnsafePointer<Double> {
  UnsafePointer(entries(vector) as UnsafeMutablePointer<Double>)
}
