import CNetCDF
import GRDB

/// The versions of the libraries that write and read results.
package enum LibraryVersions {
  /// NetCDF's, such as "4.9.0".
  package static var netCDF: String {
    let text = nc_inq_libvers().map { String(cString: $0) } ?? "unknown"
    return text.split(separator: " ").first.map(String.init) ?? text
  }

  /// SQLite's; nil where it does not start.
  package static var sqlite: String? {
    try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
  }
}
