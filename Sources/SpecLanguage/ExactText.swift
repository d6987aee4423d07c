/// A text that equals another only where their bytes are the same.
///
/// Swift's strings are equal where they look the same: "é" of one scalar, and "e" with an accent. Paths of files are not.
package struct ExactText: Hashable, Sendable {
  private let bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }
}
