import CKernels
internal import Foundation

/// The vector instructions that the lockstep engine's kernels are made of.
public enum KernelFamily: String, Sendable, CaseIterable {
  case portable
  case neon
  case avx2
  case avx512

  /// Where the same seed gives the same bits: on every family of this name.
  ///
  /// AVX2, AVX-512 and NEON fuse a multiplication and an addition into one rounding; the portable family rounds twice.
  public var bits: String { self == .portable ? "portable" : "fma" }

  /// Doubles in a vector.
  public var vectorWidth: Int {
    switch self {
    case .portable, .neon: 2
    case .avx2: 4
    case .avx512: 8
    }
  }

  /// The families that this processor has, best first.
  public static let available: [KernelFamily] = allCases.reversed().filter {
    ck_is_available($0.code) != 0
  }

  /// The family in use: the best, or the one that the environment variable `DEEPLINEAR_KERNELS` names. Where it names none that
  /// is available (see `complaint`), no ensemble runs in lockstep: `Ensemble.runs` throws.
  public static let chosen: KernelFamily = requested ?? available.first ?? .portable

  /// Why `chosen` was chosen, in a phrase.
  public static var reason: String {
    if let requested { return "DEEPLINEAR_KERNELS=\(requested.rawValue)" }
    return chosen == .portable
      ? "the processor has neither AVX2 and FMA nor NEON" : "the best that the processor has"
  }

  /// What is wrong with `DEEPLINEAR_KERNELS`, in a sentence; nil where nothing is. Read once, as `chosen` is.
  public static let complaint: String? = {
    guard let name = requestedName, requested == nil else { return nil }
    let names = available.map(\.rawValue).joined(separator: ", ")
    return KernelFamily(rawValue: name) == nil
      ? "DEEPLINEAR_KERNELS is “\(name)”; expected one of \(names)."
      : "DEEPLINEAR_KERNELS is “\(name)”, which this processor does not have; expected one of \(names)."
  }()

  private static var requestedName: String? {
    ProcessInfo.processInfo.environment["DEEPLINEAR_KERNELS"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static var requested: KernelFamily? {
    requestedName.flatMap(KernelFamily.init(rawValue:)).flatMap { available.contains($0) ? $0 : nil }
  }

  /// - Throws: `KernelError` with the complaint, where there is one.
  static func requireChosen() throws(KernelError) {
    if let complaint { throw KernelError(description: complaint) }
  }

  var code: ck_family {
    switch self {
    case .portable: ck_portable
    case .neon: ck_neon
    case .avx2: ck_avx2
    case .avx512: ck_avx512
    }
  }
}

/// `DEEPLINEAR_KERNELS` names kernels that are not available: no others replace them.
public struct KernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sentence of `KernelFamily.complaint`.
  public let description: String
}
