import DeepLinear
import DeepLinearFlow
import Foundation
import LinearAlgebra
import RunArchive

/// What this machine brings to the work, and what is missing: the facts of `deeplinear doctor`.
public struct SystemReport: Sendable, Encodable {
  /// One thing looked at.
  public struct Finding: Sendable, Encodable, Equatable {
    /// Whether it is as it should be.
    public enum Verdict: String, Sendable, Encodable {
      case fine
      /// Everything else works without it.
      case missing
      /// Nothing right can be computed.
      case broken
    }
    /// e.g. "BLAS".
    public let subject: String
    /// What was found.
    public let value: String
    /// Whether that works.
    public let verdict: Verdict
    /// How to get what is missing; nil where nothing is.
    public let remedy: String?

    init(_ subject: String, _ value: String, _ verdict: Verdict = .fine, remedy: String? = nil) {
      (self.subject, self.value, self.verdict, self.remedy) = (subject, value, verdict, remedy)
    }
  }

  /// In the order in which they are shown.
  public let findings: [Finding]
  /// Whether everything essential is fine.
  public var isSound: Bool { !findings.contains { $0.verdict == .broken } }

  /// Looks around; takes about a second, in which Python starts.
  ///
  /// - Parameters:
  ///   - folder: the folder on whose file system the free space is measured.
  ///   - environment: variables to look in.
  ///   - figures: what draws the figures, with its version and place; throws where nothing can.
  public init(
    folder: URL, environment: [String: String] = ProcessInfo.processInfo.environment,
    figures: () throws -> String
  ) {
    findings =
      [Finding("version", DeepLinearVersion.current), Finding("processor", Machine.processor)]
      + [Self.cores, Self.instructions, Self.kernels] + Self.blas(environment)
      + [
        Self.solver, Self.netcdf, Self.sqlite, Self.renderer(figures), Self.disk(folder),
        Self.cluster(environment),
      ]
  }

  private static var cores: Finding {
    let (active, all) = (ProcessInfo.processInfo.activeProcessorCount, ProcessInfo.processInfo.processorCount)
    return Finding("cores", active == all ? "\(active)" : "\(active) of \(all)")
  }

  private static var instructions: Finding {
    let known = ["avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "asimd", "sve"]
    let found = known.filter(Machine.instructions.contains)
    return Finding(
      "instruction sets",
      Machine.instructions.isEmpty
        ? "unknown, as the system does not name them"
        : found.isEmpty ? "none of \(known.joined(separator: ", "))" : found.joined(separator: ", "))
  }

  private static var kernels: Finding {
    if let complaint = KernelFamily.complaint {
      return Finding("kernels", "none", .broken, remedy: complaint)
    }
    let family = KernelFamily.chosen
    let others = KernelFamily.available.filter { $0 != family }.map(\.rawValue).joined(separator: ", ")
    return Finding(
      "kernels",
      "\(family.rawValue): \(family.vectorWidth) doubles a vector, \(KernelFamily.reason)"
        + (others.isEmpty ? "" : "; DEEPLINEAR_KERNELS chooses another (\(others))"))
  }

  private static func blas(_ environment: [String: String]) -> [Finding] {
    if let problem = BLAS.problem { return [Finding("BLAS", "unusable", .broken, remedy: problem)] }
    let chosen = environment["OPENBLAS_CORETYPE"]
    return [
      Finding("BLAS", BLAS.configuration.trimmingCharacters(in: .whitespaces)),
      Finding(
        "BLAS core",
        BLAS.core
          + (chosen.map { " (set by OPENBLAS_CORETYPE=\($0))" }
            ?? "; OPENBLAS_CORETYPE=\(BLAS.core) gives the same bits on processors that have its instructions")
      ),
    ]
  }

  private static var solver: Finding { Finding("flows", FlowSolverLibrary.version) }

  private static var netcdf: Finding { Finding("NetCDF", LibraryVersions.netCDF) }

  private static var sqlite: Finding {
    guard let version = LibraryVersions.sqlite else {
      return Finding("SQLite", "does not start", .broken, remedy: "install libsqlite3-0 (scripts/setup does)")
    }
    return Finding("SQLite", version)
  }

  private static func renderer(_ figures: () throws -> String) -> Finding {
    do {
      return Finding("figures", try figures())
    } catch {
      return Finding("figures", "cannot be drawn", .missing, remedy: "\(error)")
    }
  }

  private static func disk(_ folder: URL) -> Finding {
    var status = statvfs()
    // "." is a path that serves in every folder.
    guard statvfs(folder.relativePath, &status) == 0 else {
      return Finding(
        "free space here", "unknown", .missing, remedy: "look whether the current folder still exists")
    }
    let free = Double(status.f_bavail) * Double(status.f_frsize)
    let enough = free > 0x1p30
    return Finding(
      "free space here", ByteText.short(free), enough ? .fine : .missing,
      remedy: enough ? nil : "free some, or give another --out: results of many runs take gigabytes")
  }

  private static func cluster(_ environment: [String: String]) -> Finding {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/sbatch") }
    return Finding("cluster", isThere ? "Slurm" : "none (no sbatch on the PATH), and none is needed")
  }
}
