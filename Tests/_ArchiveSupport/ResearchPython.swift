import Foundation

/// A Python that reads what researchers read with: `DEEPLINEAR_PYTHON`, or python3 on the path.
package enum ResearchPython {
  package static let executable = ProcessInfo.processInfo.environment["DEEPLINEAR_PYTHON"] ?? "python3"
  package static let hasXarray = canImport("xarray, h5netcdf, dask, pandas, numpy")
  package static let skipped =
    "skipped: no Python with xarray, h5netcdf, dask and pandas; `scripts/setup --with-test-packages` makes one"
  /// xarray's engines for NetCDF-4 that are there.
  package static let engines = ["h5netcdf"] + (canImport("netCDF4") ? ["netcdf4"] : [])

  private static func canImport(_ modules: String) -> Bool { (try? run("import \(modules)").status) == 0 }

  package static func run(_ script: String, _ arguments: [String] = []) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [executable, "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
