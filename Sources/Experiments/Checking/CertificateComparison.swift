import Foundation
import SpecLanguage

extension CertificateFile {
  /// Where the contents of two certificate files differ first, in a clause; nil where they certify the same.
  ///
  /// The program that made a file may differ, and nothing else.
  ///
  /// - Throws: `InputError` where `stored` is no certificate file.
  public static func difference(
    of found: Data, from stored: Data, named name: String
  ) throws(InputError) -> String? {
    let object = try? JSONSerialization.jsonObject(with: stored)
    guard let object = object as? [String: Any], object["schema"] as? String == "deeplinear-certificates"
    else {
      throw InputError(
        "\(name) is no file of certificates; expected one that `deeplinear check --export` wrote.")
    }
    guard object["version"] as? Int == schemaVersion else {
      throw InputError(
        "\(name) has version \(object["version"] ?? "?") of the form; this program reads version \(schemaVersion)."
      )
    }
    var (a, b) = ((try? JSONSerialization.jsonObject(with: found)) as? [String: Any] ?? [:], object)
    for key in ["program"] { (a[key], b[key]) = (nil, nil) }
    return difference(a, b, at: "")
  }

  private static func difference(_ found: Any, _ stored: Any, at path: String) -> String? {
    if let found = found as? [String: Any], let stored = stored as? [String: Any] {
      for key in Set(found.keys).union(stored.keys).sorted() {
        guard let a = found[key], let b = stored[key] else {
          return "\(path).\(key) is in one of them alone"
        }
        if let difference = difference(a, b, at: path.isEmpty ? key : "\(path).\(key)") { return difference }
      }
      return nil
    }
    if let found = found as? [Any], let stored = stored as? [Any] {
      guard found.count == stored.count else {
        return "\(path) has \(stored.count) entries there and \(found.count) here"
      }
      for i in found.indices {
        if let difference = difference(found[i], stored[i], at: "\(path)[\(i)]") { return difference }
      }
      return nil
    }
    guard let a = found as? NSObject, let b = stored as? NSObject, a.isEqual(b) else {
      return "\(path) is \(shown(stored)) there and \(shown(found)) here"
    }
    return nil
  }

  private static func shown(_ value: Any) -> String { String("\(value)".prefix(60)) }
}
