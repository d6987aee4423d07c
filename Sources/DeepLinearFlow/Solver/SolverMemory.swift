import CSundials

/// The context and the vector that every solve of SUNDIALS owns: one context a solve, so that solves on several
/// threads are independent of each other.
final class SolverMemory {
  let context: SUNContext
  /// y, in SUNDIALS' form.
  let vector: N_Vector
  /// y after the last step that did not fail; a failed one leaves `vector` undefined.
  let state: UnsafeMutablePointer<Double>
  private let entries: UnsafeMutablePointer<Double>
  private let scratchVector: N_Vector
  private let scratch: UnsafeMutablePointer<Double>
  private let dimension: Int

  init(_ y: UnsafePointer<Double>, count: Int) {
    var made: SUNContext?
    guard SUNContext_Create(nil, &made) == 0, let context = made,
      let vector = N_VNew_Serial(Int64(count), context), let entries = N_VGetArrayPointer(vector),
      let scratchVector = N_VNew_Serial(Int64(count), context),
      let scratch = N_VGetArrayPointer(scratchVector)
    else { fatalError("SUNDIALS has no memory for \(count) numbers") }
    (self.context, self.vector, self.entries, dimension) = (context, vector, entries, count)
    (self.scratchVector, self.scratch) = (scratchVector, scratch)
    replaceOperations(of: vector)
    state = .allocate(capacity: max(1, count))
    state.initialize(from: y, count: count)
    entries.update(from: y, count: count)
  }

  /// Takes `vector` for the state.
  func accept() { state.update(from: entries, count: dimension) }

  deinit {
    state.deallocate()
    N_VDestroy(vector)
    N_VDestroy(scratchVector)
    var context: SUNContext? = context
    SUNContext_Free(&context)
  }

  /// Lets `read` fill a vector of SUNDIALS' and copies it to `y`; false where it cannot.
  func copy(into y: UnsafeMutablePointer<Double>, _ read: (N_Vector) -> Int32) -> Bool {
    guard read(scratchVector) == 0 else { return false }
    y.update(from: scratch, count: dimension)
    return true
  }
}

/// Traps where SUNDIALS refuses a setting: the arguments are ours, not the user's.
func require(_ code: Int32, _ what: String = #function) {
  precondition(code == 0, "SUNDIALS refused \(what) with \(code)")
}
