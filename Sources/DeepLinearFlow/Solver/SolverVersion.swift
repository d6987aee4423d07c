import CSundials

/// The library behind the flows.
public enum FlowSolverLibrary {
  /// The library's name and version, such as "SUNDIALS 6.4.1". Results may differ in their last bits between versions.
  public static let version: String = {
    var text = [CChar](repeating: 0, count: 64)
    guard SUNDIALSGetVersion(&text, Int32(text.count)) == 0 else { return "SUNDIALS" }
    return "SUNDIALS "
      + String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()
}
