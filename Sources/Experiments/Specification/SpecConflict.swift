/// Two or more values of a spec that are each right and do not go together.
package struct SpecConflict: Error, Equatable {
  /// The key to point at, dotted from the spec's root.
  package let path: String
  /// What is wrong and what to do about it.
  package let sentence: String

  package init(at path: String, _ sentence: String) { (self.path, self.sentence) = (path, sentence) }
}
