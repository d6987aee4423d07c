import DeepLinear
import DeepLinearTheory
import Foundation
import LinearAlgebra
import Testing

/// A file of the folder Fixtures.
func fixture<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
  let url = try #require(
    Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
  return try JSONDecoder().decode(T.self, from: try Data(contentsOf: url))
}

/// A double written as a hexadecimal float.
struct Exact: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    value = try #require(Double(text), "\(text)")
  }
}

/// A number of the oracle, in 50 digits.
struct Digits: Decodable {
  let text: String
  /// The nearest double.
  let value: Double

  init(_ text: String) throws {
    self.text = text
    value = try #require(Double(text), "\(text)")
  }

  init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// All numbers that are written with these 50 digits.
  func ball(precision: Int) -> Ball {
    let parts = text.split(separator: "e")
    var mantissa = Ball(0, precision: precision)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var isAfterPoint = false
    for character in parts[0] where character != "-" {
      if character == "." {
        isAfterPoint = true
      } else {
        mantissa = 10 * mantissa + (character.wholeNumberValue.map(Double.init) ?? .nan)
        exponent -= isAfterPoint ? 1 : 0
      }
    }
    let written = mantissa * Ball(10, precision: precision).power(exponent)
    let value = written.widened(by: 1e-48 * written)
    return text.hasPrefix("-") ? -value : value
  }
}

extension Matrix where S == Double {
  /// From entries row by row.
  init(_ rows: Int, _ columns: Int, _ entries: [Exact]) {
    self.init(rows: rows, columns: columns) { entries[$0 * columns + $1].value }
  }
}

/// The network with these layers, and the target, from entries row by row.
func start(
  _ widths: [Int], _ layers: [[Exact]], _ target: [Exact]
) throws -> (network: DeepLinearNetwork<Double>, target: Matrix<Double>) {
  let network = try DeepLinearNetwork(
    layers: layers.enumerated().map { Matrix<Double>(widths[$0 + 1], widths[$0], $1) })
  return (network, Matrix(widths[widths.count - 1], widths[0], target))
}

/// Whether a number is right to 10⁻¹² of its size.
func expectClose(
  _ found: Double?, _ exact: Digits?, _ what: String, place: SourceLocation = #_sourceLocation
) {
  guard let found, let exact else {
    #expect(found == nil && exact == nil, "\(what): \(found as Any) \(exact as Any)", sourceLocation: place)
    return
  }
  let error = abs(found - exact.value)
  #expect(error <= 1e-12 * abs(exact.value), "\(what): \(found), not \(exact.value)", sourceLocation: place)
}

extension Array where Element == Item {
  /// The item of this name.
  func named(_ name: String, place: SourceLocation = #_sourceLocation) throws -> Item {
    try #require(first { $0.name == name }, "no item \(name)", sourceLocation: place)
  }
}

/// Whether items hold as the oracle says.
func expectHolds(
  _ items: [Item], _ holds: [String: Bool], _ what: String, place: SourceLocation = #_sourceLocation
) {
  for (name, expected) in holds {
    let item = items.first { $0.name == name }
    #expect(item?.holds == expected, "\(what): \(name) \(item as Any)", sourceLocation: place)
    // The sign of the slack says whether it holds.
    if let slack = item?.slack {
      #expect((slack >= 0) == expected, "\(what): \(name), slack \(slack)", sourceLocation: place)
    }
  }
}
