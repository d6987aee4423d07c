import CLinAlg

/// The state of the BLAS library behind this module.
public enum BLAS {
  /// What is wrong with the library that was loaded; nil when it can be trusted.
  ///
  /// Many seeds call BLAS at once, each from its own thread. Of OpenBLAS' flavours only the pthreads one, held to
  /// one internal thread, gives right and repeatable results then.
  public static let problem: String? = {
    openblas_set_num_threads(1)
    let flavour = openblas_get_parallel()
    guard flavour != 1 else { return nil }
    let name = flavour == 0 ? "serial" : "OpenMP"
    return """
      the \(name) flavour of OpenBLAS was loaded, which is not safe under concurrent callers; install \
      libopenblas-pthread-dev and select it with `update-alternatives --config libopenblas.so.0-x86_64-linux-gnu`
      """
  }()

  /// The processor core that OpenBLAS chose its kernels for, such as "SkylakeX". Part of a run's identity, since
  /// sums are taken in another order on another core.
  public static let core: String = {
    start()
    return String(cString: openblas_get_corename())
  }()

  /// The library's own one-line description.
  public static let configuration: String = {
    start()
    return String(cString: openblas_get_config())
  }()

  /// Sets the library up, once; traps where it cannot be trusted (ask `problem` first to report it kindly).
  @inline(__always)
  static func start() {
    if let problem { fatalError(problem) }
  }
}
